"""Everything that is tried at one URL pattern."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.utils.http import urlencode

from .addresses import Pattern, address
from .arguments import NoArgumentsKnown, arguments_for
from .estate import Estate
from .forms import Blocks, Data, data_of, tampered, what_is_missing
from .furnish import picture
from .markers import NEEDLE
from .probe import Answer, Visitor, undone

# `make scan`: nothing is left out because something like it has been tried.
EVERYTHING_AS_EVERYBODY = os.environ.get("SCANNER") == "whole"
# What the buttons of Wagtail's forms send.
BUTTONS = (
    {},
    {"action-publish": "1"},
    {"action-submit": "1"},
    {"action-cancel-workflow": "1"},
    {"action-restart-workflow": "1"},
    {"action-workflow-action": "1", "workflow-action-name": "approve"},
    {"action-unpublish": "1"},
)


@dataclass(frozen=True)
class Attempt:
    pattern: Pattern
    method: str
    path: str
    label: str
    data: Any = None
    # The names in its query; without one of them that the view looks for, it is another attempt once more.
    query: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.method} {self.pattern.name or self.pattern.route} [{self.label}] {self.path}"


class Attempts:
    """Builds the attempts of each pattern once, with forms as the units' own administrators see them."""

    def __init__(self, own: Estate, foreign: Estate, all_powerful: Visitor) -> None:
        self.own = own
        self.foreign = foreign
        self.all_powerful = all_powerful
        self._known: dict[Pattern, list[Attempt]] = {}
        # With which blocks each view has been tried.
        self._blocks: defaultdict[str, Blocks] = defaultdict(set)

    @cached_property
    def as_owner(self) -> Visitor:
        return Visitor(self.own.people["unit_admin"], self.all_powerful.host).sit()

    @cached_property
    def as_neighbour(self) -> Visitor:
        return Visitor(self.foreign.people["unit_admin"], self.all_powerful.host).sit()

    def at(self, pattern: Pattern) -> list[Attempt]:
        """Raises `NoArgumentsKnown` when an argument of the pattern cannot be filled in."""
        if pattern not in self._known:
            # Reading a form makes pictures of images, which would pass for the next request's doing.
            with undone():
                self._known[pattern] = list(self._build(pattern))
        return self._known[pattern]

    def plain(self, pattern: Pattern) -> list[Attempt]:
        """What a role that may less is tried with: each of their things by id, each page of ours as it is.

        Whatever can be put into a query or a form is tried by the role that may most; raises as `at` does.
        """
        found = list(self.by_id(pattern))
        if pattern.arguments:
            ours = (
                address(pattern, arguments) for arguments in _spread(arguments_for(pattern, self.own))[:KINDS_ASKED]
            )
            found += [Attempt(pattern, "GET", path, "ours") for path in ours if path is not None]
        elif pattern.name not in ENDS_THE_SESSION:
            found += [Attempt(pattern, "POST", attempt.path, "empty") for attempt in found]
        if not found:
            raise NoArgumentsKnown(f"{pattern.name} ({pattern.route}): no address")
        return found

    def by_id(self, pattern: Pattern) -> Iterator[Attempt]:
        """The page itself where an address takes nothing; else each of their things, read and sent an empty form.

        Raises `NoArgumentsKnown` when an argument of the pattern cannot be filled in.
        """
        for arguments in arguments_for(pattern, self.foreign):
            path = address(pattern, arguments)
            if path is None:
                continue
            if pattern.arguments:
                yield from self._theirs(pattern, path, filled_in=False)
            else:
                yield Attempt(pattern, "GET", path, "plain")

    def _build(self, pattern: Pattern) -> Iterator[Attempt]:
        if pattern.name in ENDS_THE_SESSION:
            yield Attempt(pattern, "GET", address(pattern, {}), "plain")
            return
        reached = False
        theirs = arguments_for(pattern, self.foreign)
        ours = arguments_for(pattern, self.own)
        for number, arguments in enumerate(theirs):
            path = address(pattern, arguments)
            if path is not None:
                reached = True
                yield from self._theirs(pattern, path, filled_in=number < FILLED_IN, buttons=number == 0)
        if not reached:
            raise NoArgumentsKnown(f"{pattern.name} ({pattern.route}): no address for {theirs[:1]}")
        # A handful of states of our own things is enough: what matters is what is put into the request.
        for number, arguments in enumerate(_spread(ours)):
            path = address(pattern, arguments)
            if path is not None:
                asked = number < KINDS_ASKED or "action" in arguments
                yield from self._ours(pattern, path, arguments, queried=asked)
        yield from self._mixed(pattern, ours, theirs)

    def _theirs(self, pattern: Pattern, path: str, *, filled_in: bool, buttons: bool = False) -> Iterator[Attempt]:
        """Their things by id: read, sent an empty form, sent the form filled in, one of them with each button."""
        if not pattern.arguments:
            yield Attempt(pattern, "POST", path, "empty")
            return
        yield Attempt(pattern, "GET", path, "theirs")
        yield Attempt(pattern, "POST", path, "theirs, empty")
        for method in OTHER_METHODS if pattern.namespace in PROGRAMS else ():
            yield Attempt(pattern, method, path, "theirs", {"value": "x"})
        if not filled_in:
            return
        seen = self._look(self.as_neighbour, path)
        data = data_of(seen) if seen.status == 200 else {}
        if data:
            for button in BUTTONS:
                label = ", ".join(["theirs, filled in", *button])
                yield Attempt(pattern, "POST", path, label, data | button)
                if not (buttons and _has_buttons(pattern)):
                    break

    def _ours(self, pattern: Pattern, path: str, arguments: Data, *, queried: bool) -> Iterator[Attempt]:
        """Our own address with their things in the query (of the first kinds) and in the form."""
        lists = queried and (not pattern.arguments or _is_list(pattern))
        is_api = pattern.namespace.startswith("wagtailadmin_api")
        queries = self.api_queries() if is_api else self.queries(arguments)
        for label, query in queries:
            asked, names = f"{path}?{urlencode(query, doseq=True)}", frozenset(query)
            if lists or label in ASKED_OF_EVERY_VIEW:
                yield Attempt(pattern, "GET", asked, f"query {label}", query=names)
            if lists and label in POSTED_QUERIES:
                yield Attempt(pattern, "POST", asked, f"posted query {label}", query=names)
                yield Attempt(pattern, "POST", path, f"posted {label}", query)
        if pattern.namespace == "accounts":
            return
        seen = self._look(self.as_owner, path)
        if seen.status != 200:
            return
        data = data_of(seen)
        if not data:
            return
        # A form that lacks something is refused for that, and what is forged in it is never looked at.
        data = data | what_is_missing(seen, data)
        if "file" in data or 'name="file' in seen.text:
            data = data | {name: _upload(pattern) for name in ("file", "files[]")}
        yield Attempt(pattern, "POST", path, "fields nobody asked for", data | self._smuggled())
        known = None if EVERYTHING_AS_EVERYBODY else self._blocks[pattern.name]
        for label, put in tampered(seen, self.foreign, known):
            yield Attempt(pattern, "POST", path, f"tampered {label}", data | put)
            # A form refuses what it may not hold before a button is looked at; of pages it is tried all the same.
            if _has_buttons(pattern) and pattern.namespace == "wagtailadmin_pages":
                yield Attempt(
                    pattern, "POST", path, f"tampered {label}, published", data | put | {"action-publish": "1"}
                )

    def _look(self, visitor: Visitor, path: str) -> Answer:
        """The page as the unit's own administrator sees it, else as somebody sees it who may do all."""
        seen = visitor.look(path)
        return seen if seen.status == 200 else self.all_powerful.look(path)

    def _mixed(self, pattern: Pattern, ours: list[Data], theirs: list[Data]) -> Iterator[Attempt]:
        """Where an address takes two ids, one of ours and one of theirs."""
        if len(pattern.arguments) < 2 or not ours or not theirs:
            return
        for name in pattern.arguments:
            if ours[0][name] == theirs[0][name]:
                continue
            for arguments in (ours[0] | {name: theirs[0][name]},):
                path = address(pattern, arguments)
                if path is not None:
                    yield Attempt(pattern, "GET", path, f"mixed {name}")
                    yield Attempt(pattern, "POST", path, f"mixed {name}")

    def queries(self, arguments: Data) -> list[tuple[str, Data]]:
        """Query strings that ask a list for more than it should give."""
        own, foreign = self.own, self.foreign
        draft, section = foreign.pages["draft"], foreign.pages["section"]
        person = foreign.people["editor"]
        ids = self._ids(foreign, arguments)
        mixed = [*self._ids(own, arguments)[:1], *ids]
        return [
            ("plain", {}),
            ("search", {"q": NEEDLE, "search": NEEDLE, "term": "zq"}),
            ("second page", {"p": 2}),
            ("export", {"export": "xlsx"}),
            ("export csv", {"export": "csv"}),
            ("all", {"id": "all"}),
            ("ids", {"id": ids}),
            ("mixed ids", {"id": mixed}),
            ("site", {"site": foreign.unit.site_id, "collection_id": foreign.unit.collection_id, "locale": "en"}),
            ("person", {"user": person.pk, "owner": person.pk, "requested_by": person.pk, "locked_by": person.pk}),
            ("tag", {"tag": NEEDLE, "page_type": "wagtailcore.page"}),
            (
                "page",
                {
                    "page_id": draft.pk,
                    "parent_page_id": section.pk,
                    "child_of": section.pk,
                    "root": section.pk,
                    "next": f"/admin/pages/{draft.pk}/edit/",
                    "unit": foreign.unit.pk,
                },
            ),
            (
                "tree",
                {
                    "descendant_of": foreign.pages["home"].pk,
                    "fields": "*",
                    "for_explorer": 1,
                    "explorable_descendants_of": foreign.pages["home"].pk,
                },
            ),
            ("ancestors", {"ancestor_of": draft.pk, "fields": "*"}),
            ("translations", {"translation_of": draft.pk, "fields": "*", "order": "random"}),
            ("workflow", {"workflow": foreign.things["workflow"][0].pk, "task": foreign.things["task"][0].pk}),
            (
                "address",
                {
                    "url": f"http://{foreign.unit.hosts.first().host}:8000/tin-tuc/",
                    "html_path": "/tin-tuc/",
                    "link_text": "x",
                },
            ),
        ]

    def api_queries(self) -> list[tuple[str, Data]]:
        """The same for the API, which refuses a query with a parameter it does not know."""
        foreign = self.foreign
        draft, section, home = (foreign.pages[name].pk for name in ("draft", "section", "home"))
        return [
            ("plain", {}),
            ("search", {"search": NEEDLE}),
            ("all", {"id": "all"}),
            ("id", {"id": draft}),
            ("image id", {"id": foreign.things["image"][0].pk}),
            ("fields", {"fields": "*"}),
            ("second page", {"offset": 20, "limit": 20}),
            ("children", {"child_of": section, "fields": "*"}),
            ("explorer", {"child_of": section, "for_explorer": 1}),
            ("tree", {"descendant_of": home, "fields": "*"}),
            ("ancestors", {"ancestor_of": draft, "fields": "*"}),
            ("translations", {"translation_of": draft, "fields": "*"}),
            ("site", {"site": foreign.unit.hosts.first().host}),
            ("type", {"type": "newsroom.ArticlePage", "fields": "*"}),
            ("path", {"html_path": "/tin-tuc/"}),
        ]

    def _smuggled(self) -> Data:
        """Fields that models have and forms do not show: a form that took them would give things away."""
        foreign = self.foreign
        person, page = foreign.people["editor"].pk, foreign.pages["section"]
        return {
            **dict.fromkeys(("unit", "unit_id"), foreign.unit.pk),
            **dict.fromkeys(("site", "site_id"), foreign.unit.site_id),
            **dict.fromkeys(("owner", "owner_id", "user", "person", "uploaded_by_user"), person),
            **dict.fromkeys(("collection", "collection_id", "parent"), foreign.unit.collection_id),
            **dict.fromkeys(("new_parent_page", "parent_page", "id", "pk"), page.pk),
            "path": f"{page.path}9999",
            "depth": page.depth + 1,
            "is_superuser": "on",
        }

    def _ids(self, estate: Estate, arguments: Data) -> list[Any]:
        """The ids a request with these arguments can be about; pages if it does not say."""
        names = (arguments.get("app_label"), arguments.get("model_name"))
        if all(names):
            try:
                things = estate.of_model(apps.get_model(*names))
            except LookupError:
                things = []
            if things:
                return [thing.pk for thing in things]
        return [page.pk for page in estate.things["page"]]


# Views for programs know more than reading and sending forms.
PROGRAMS = {"wagtail_localize", "wagtailadmin_api:pages", "wagtailadmin_api:images", "wagtailadmin_api:documents"}
OTHER_METHODS = ("PUT", "PATCH", "DELETE")
# Asked once and plainly: anything more would sign the visitor out of what follows.
ENDS_THE_SESSION = {"wagtailadmin_logout"}
# In how many states of their things the form is fetched and sent; all states are read and sent an empty form.
FILLED_IN = 2
# Of how many kinds of our things a view that serves all kinds alike is asked every query.
KINDS_ASKED = 3
LIST_WORDS = ("explore", "results", "history", "usage", "choose", "chosen", "bulk", "listing", "find", "type_use")
ASKED_OF_EVERY_VIEW = {"plain", "page"}
POSTED_QUERIES = {"all", "mixed ids", "page"}


def _is_list(pattern: Pattern) -> bool:
    """Whether the view lists things although its address has arguments."""
    return any(word in pattern.name for word in LIST_WORDS)


def _has_buttons(pattern: Pattern) -> bool:
    return pattern.name.endswith((":edit", ":add"))


def _spread(arguments: list[Data]) -> list[Data]:
    """The first of each kind; bulk actions keep all of theirs."""
    if arguments and "action" in arguments[0]:
        return arguments
    kinds = {tuple(value for value in entry.values() if isinstance(value, str)): entry for entry in arguments[::-1]}
    return list(kinds.values())


def _upload(pattern: Pattern) -> ContentFile:
    if "image" in pattern.name:
        return picture((20, 120, 220), "tep-moi")
    return ContentFile(b"noi dung", name="tep-moi.txt")
