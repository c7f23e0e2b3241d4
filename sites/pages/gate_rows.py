"""The views of this app in the admin and who reaches them; see `sites.units.isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(Audience.READ, "how useful the pages of the unit worked in are", "page_votes page_votes_results")
classify(
    Audience.MANAGE,
    "what the unit takes of its tier's blueprint is its administrator's",
    "overview take give_up boxes add_link link footer",
    prefix="pages_blueprint:",
)
classify(
    Audience.PLATFORM,
    "the blueprints are those of all units of a tier",
    "versions give_to_all",
    prefix="pages_blueprint:",
    pk="view",
)
classify(
    Audience.PLATFORM,
    "the blueprints are those of all units of a tier",
    "index index_results add edit delete history history_results usage",
    prefix="pages_blueprints:",
    pk="view",
)
