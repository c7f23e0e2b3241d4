"""The views of files, registers and imports in the admin and who reaches them; see `isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.READ,
    "the files of the unit worked in; a file of another unit is not there",
    "list results download",
    prefix="documents_files:",
    pk="view",
)
classify(
    Audience.WORK,
    "taking the text of the unit's own file out again",
    "again",
    prefix="documents_files:",
    pk="view",
)
classify(
    Audience.READ,
    "the imports of the unit worked in and how far they are; the list takes a new table from who may add",
    "list one progress template",
    prefix="documents_imports:",
    pk="view",
)
classify(
    Audience.WORK,
    "bringing the unit's own import to its end or giving it up",
    "columns write again go_on stop",
    prefix="documents_imports:",
    pk="view",
)
