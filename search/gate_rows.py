"""The search's views of the admin and who reaches them; see `sites.units.isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.PLATFORM,
    "abbreviations are those of all units",
    "index index_results add edit delete history history_results usage",
    prefix="search_abbreviations:",
    pk="view",
)
classify(
    Audience.READ,
    "words that found nothing on the site of the unit worked in",
    "search_missed search_missed_results",
)
