"""The views of cases in the admin and who reaches them; see `isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.READ,
    "what was delivered for the unit worked in; the list takes a table from who may add",
    "list one example",
    prefix="procedures_cases:",
    pk="view",
)
classify(
    Audience.WORK,
    "deciding about the unit's own file: the service asks for the right to publish",
    "take drop go_on",
    prefix="procedures_cases:",
    pk="view",
)
classify(
    Audience.MANAGE,
    "the tokens by which the unit's programs deliver",
    "tokens revoke",
    prefix="procedures_cases:",
    pk="view",
)
classify(
    Audience.PLATFORM,
    "the calendar of working days is that of all units",
    "index index_results add edit delete history history_results usage",
    prefix="core_calendar:",
    pk="view",
)
