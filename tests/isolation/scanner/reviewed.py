"""The only places where another unit's public things may show, each with the reason.

Only what everybody can read on that unit's own site, or what that unit shares, may show here, and only to be read.
There is no list of tolerated leaks: a thing that is neither public nor shared may show nowhere.
"""

from .addresses import Pattern
from .ledger import Change

PUBLIC_MAY_SHOW = {
    "wagtailadmin_choose_page": "linking to what another unit has published is ordinary work",
    "wagtailadmin_choose_page_child": "the same, one level down",
    "wagtailadmin_choose_page_search": "the same, found by words",
    "wagtailadmin_choose_page_chosen_multiple": "the same, several at once",
    "dialogue_cases:one": "a template of answers that a unit shares is offered to whoever answers",
}
# A procedure names the agency that decides, one of the platform's list.
PUBLIC_MAY_SHOW |= {
    f"wagtailsnippets_procedures_procedure:{view}": "the agencies of the province are offered to every unit"
    for view in ("list", "list_results", "add", "edit", "copy", "revisions_revert")
}
# What is handed to another unit is theirs from then on: who works there is told, and its record names them. Of theirs
# nothing that was there before is shown or changed. By table, the columns that may come to point at another unit.
HANDED_OVER = {
    "dialogue_cases:forward": {
        "dialogue_case": ("unit",),
        "dialogue_caseevent": ("to_unit", "unit"),
        "units_notification": ("person", "unit"),
        "wagtailusers_userprofile": ("user",),
    }
}
# Of the choosers of every snippet, whatever its name.
SHARED_MAY_SHOW = {
    "choose": "a shared snippet is there to be chosen by every unit",
    "choose_results": "the same, found by words",
    "chosen": "what was chosen is shown where it was chosen",
    "chosen_multiple": "the same, several at once",
}


def public_may_show(pattern: Pattern) -> bool:
    """Whether the pattern is one of the reviewed places."""
    if pattern.namespace.startswith("wagtailsnippetchoosers_"):
        return pattern.name.rpartition(":")[2] in SHARED_MAY_SHOW
    return pattern.name in PUBLIC_MAY_SHOW


def was_handed_over(pattern: Pattern, change: Change) -> bool:
    """Whether a change is no more than that something of one's own now names the unit it was handed to."""
    columns = HANDED_OVER.get(pattern.name, {}).get(change.table, ())
    return any(change.what.startswith(f"{column} reaches ") for column in columns)
