"""The views of the entry of documents and of their lists, and who reaches them; see `isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.WORK,
    "what a symbol or a file tells, seen from the unit worked in; a file is kept for that unit",
    "documents_read_symbol documents_read_file",
)
for _namespace in ("documents_fields", "documents_types"):
    classify(
        Audience.PLATFORM,
        "types and fields of work are those of all units",
        "index index_results add edit delete history history_results usage",
        prefix=f"{_namespace}:",
        pk="view",
    )
