"""The views of comments in the admin and who reaches them; see `isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.READ,
    "what was said about a draft of the unit worked in; another unit's is not there",
    "comments comment",
    prefix="documents_consultations:",
    pk="view",
)
classify(
    Audience.WORK,
    "dealing with comments on the unit's own drafts; the services ask what the role allows",
    "enter close results show refuse answer",
    prefix="documents_consultations:",
    pk="view",
)
