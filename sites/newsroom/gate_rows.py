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
classify(
    Audience.WORK,
    "what the people of the unit worked in are paid; each view asks for its publishers and administrators",
    "months sheet xlsx close line again",
    prefix="newsroom_royalties:",
    pk="view",
)
classify(Audience.PERSONAL, "what one earned oneself", "own", prefix="newsroom_royalties:")
classify(
    Audience.READ,
    "figures of the unit worked in; those of all units are refused by the view to who oversees none",
    "unit province",
    prefix="newsroom_statistics:",
)
classify(
    Audience.READ,
    "what the unit worked in sent, received, proposed and has to decide about",
    "sent push received outbox inbox proposal choose",
    prefix="newsroom_flow:",
    pk="view",
)
classify(
    Audience.WORK,
    "sending down, hiding what was offered, proposing, deciding, taking and translating; the services ask about each",
    "send answer propose take adapt follow",
    prefix="newsroom_flow:",
    pk="view",
)
