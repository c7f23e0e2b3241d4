"""The views of the desk and who reaches them; see `isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.READ,
    "the cases of the unit worked in; who sent them and their files are for who deals with them",
    "list below one file",
    prefix="dialogue_cases:",
    pk="view",
)
classify(
    Audience.WORK,
    "dealing with the unit's own cases; the services ask what the role allows",
    "forward note ask_back resume prolong give_notice answer send_back decline propose",
    prefix="dialogue_cases:",
    pk="view",
)
classify(
    Audience.MANAGE,
    "what is kept of a person is handed over or erased by the unit's administrator",
    "people export erase export_records erase_records",
    prefix="dialogue_cases:",
    pk="view",
)
classify(Audience.READ, "what came of a poll of the unit worked in", "results", prefix="dialogue_polls:", pk="view")
for _namespace in ("dialogue_kinds", "dialogue_routes"):
    classify(
        Audience.PLATFORM,
        "the kinds of cases, and who answers what, are those of all units",
        "index index_results add edit delete history history_results usage",
        prefix=f"{_namespace}:",
        pk="view",
    )
