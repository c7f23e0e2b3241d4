"""The views of the lists of procedures in the admin and who reaches them; see `isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

for _namespace in ("procedures_events", "procedures_groups", "procedures_agencies", "procedures_levels"):
    classify(
        Audience.PLATFORM,
        "events, groups, agencies and levels of service are those of all units",
        "index index_results add edit delete history history_results usage",
        prefix=f"{_namespace}:",
        pk="view",
    )
