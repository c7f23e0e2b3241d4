"""The view of numbers and who reaches it; see `isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.READ,
    "how many subscribe to the unit worked in; no address is there",
    "numbers",
    prefix="subscriptions_admin:",
)
