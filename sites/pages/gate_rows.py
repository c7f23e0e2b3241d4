"""The views of this app in the admin and who reaches them; see `sites.units.isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(Audience.READ, "how useful the pages of the unit worked in are", "page_votes page_votes_results")
