"""The only places where another unit's public things may show, each with the reason.

Only what everybody can read on that unit's own site may show here, and only to be read. There is no list of
tolerated leaks: a thing that is not public may show nowhere.
"""

PUBLIC_MAY_SHOW = {
    "wagtailadmin_choose_page": "linking to what another unit has published is ordinary work",
    "wagtailadmin_choose_page_child": "the same, one level down",
    "wagtailadmin_choose_page_search": "the same, found by words",
    "wagtailadmin_choose_page_chosen_multiple": "the same, several at once",
}
