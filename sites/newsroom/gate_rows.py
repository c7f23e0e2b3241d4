"""The newsroom's views of the admin and who reaches them; see `sites.units.isolation.gate_table`."""

from sites.units.isolation.gate_table import Audience, classify

classify(
    Audience.READ,
    "the board of the unit worked in, and the record of one of its stories",
    "board story",
    prefix="newsroom_desk:",
    pk="view",
)
classify(
    Audience.WORK,
    "proposing, assigning and writing stories of the unit worked in; the services ask about each",
    "new edit assign take write attach drop resume",
    prefix="newsroom_desk:",
    pk="view",
)
classify(
    Audience.READ,
    "the alerts of the unit worked in, and what others put on its pages for all to read",
    "list",
    prefix="newsroom_alerts:",
)
classify(
    Audience.WORK,
    "putting up and taking off the alerts of the unit worked in; its publishers, the services ask again",
    "add edit take_off",
    prefix="newsroom_alerts:",
    pk="view",
)
