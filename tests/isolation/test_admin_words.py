"""Every screen of the admin that a role of a unit reaches speaks Vietnamese, or English to who prefers it.

The addresses are those of the leak scanner, so that a new screen is read without anybody adding it here. What scripts
draw is read in a browser (`tests/browser/test_admin_in_vietnamese.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.users.models import UserProfile

from sites.units.enums import Role
from tests.foreign_words import foreign_words, named_in_english, own_words, texts_in_json, texts_of

from .scanner.addresses import Pattern, address, admin_patterns
from .scanner.arguments import NoArgumentsKnown, arguments_for
from .scanner.probe import undone

pytestmark = pytest.mark.django_db

# What differs from kind to kind of snippets; all else are the same views, of which each kind takes a few.
OF_ITS_KIND = {"list", "add", "edit", "inspect"}
SHARE = 6
# How many things are asked for, where their states or kinds make other screens.
THINGS = {"wagtailadmin_pages:edit": 14, "wagtailadmin_pages:add": 14, "wagtail_bulk_action": 60}
# Where asking ends the session, makes an error on purpose, or shows a page of the English site.
NOT_A_SCREEN = {"wagtailadmin_logout", "wagtailadmin_error_test", "wagtail_localize:preview_translation"}


def screens(estate: Any) -> Iterator[tuple[str, str]]:
    """Names of views and addresses to ask for, with things of the unit."""
    kinds: dict[str, int] = {}
    views: dict[str, int] = {}
    for pattern in admin_patterns():
        namespace, _colon, view = pattern.name.rpartition(":")
        if pattern.name in NOT_A_SCREEN:
            continue
        if namespace.startswith(("wagtailsnippets_", "wagtailsnippetchoosers_")) and view not in OF_ITS_KIND:
            number = kinds.setdefault(namespace, len(kinds)) + views.setdefault(view, len(views))
            if number % SHARE:
                continue
        yield from ((pattern.name, path) for path in _paths(pattern, estate))


def _paths(pattern: Pattern, estate: Any) -> Iterator[str]:
    try:
        arguments = arguments_for(pattern, estate)
    except NoArgumentsKnown:
        return
    few = 3 if pattern.name.endswith(":edit") else 1
    for chosen in arguments[: THINGS.get(pattern.name, few)]:
        path = address(pattern, chosen)
        if path and pattern.name == "wagtail_bulk_action":
            model = apps.get_model(chosen["app_label"], chosen["model_name"])
            path += "".join(f"?id={thing.pk}&next=/admin/" for thing in estate.of_model(model)[:1])
        if path:
            yield path


def texts(visitor: Any, path: str) -> list[str] | None:
    """What is shown at an address; None where there is no screen for this person."""
    with undone():
        response = visitor.get(path)
        kind = response.get("Content-Type", "")
        if response.status_code != 200 or response.streaming:
            return None
        body = response.content.decode("utf-8", "replace")
    if kind.startswith("text/html"):
        return texts_of(body)
    return texts_in_json(body) if kind.startswith("application/json") else None


def english(visitor: Any, addresses: Iterable[tuple[str, str]]) -> tuple[int, dict[str, set[str]]]:
    """How many screens were read, and each foreign text with the views that show it."""
    found: dict[str, set[str]] = defaultdict(set)
    read = 0
    with visitor.seated():
        for name, path in addresses:
            shown = texts(visitor, path)
            read += shown is not None
            for text in shown or ():
                if words := foreign_words(text, named_in_english()):
                    found[f"{text[:200]!r}: {', '.join(words)}"].add(name)
    return read, found


def told(found: dict[str, set[str]]) -> str:
    return "\n".join(f"{text} ({len(names)}: {', '.join(sorted(names)[:4])})" for text, names in sorted(found.items()))


def test_no_screen_of_a_unit_shows_english(scanner):
    read, found = english(scanner.visitors[Role.UNIT_ADMIN], screens(scanner.world.own))
    assert not found, told(found)
    assert read > 300


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_what_others_press_on_the_same_screens_is_not_english(scanner, role):
    named = ("wagtailadmin_pages:edit", "wagtailadmin_home", "wagtailadmin_account", "newsroom_desk:board")
    addresses = [(name, path) for name, path in screens(scanner.world.own) if name in named]
    read, found = english(scanner.visitors[role], addresses)
    assert not found, told(found)
    assert read > 8


def test_a_word_that_is_not_translated_is_found(scanner, monkeypatch):
    """A reader that finds nothing is worth nothing until it has found something."""
    from django.utils.translation import trans_real

    catalogues = trans_real.translation("vi")._catalog._catalogs
    for catalogue in [one for one in catalogues if "Save draft" in one]:
        monkeypatch.setitem(catalogue, "Save draft", "Save draft")
    page = scanner.world.own.pages["draft"]
    path = reverse("wagtailadmin_pages:edit", args=[page.pk])
    _read, found = english(scanner.visitors[Role.EDITOR], [("edit", path)])
    assert any("Save draft" in text for text in found)


def test_who_prefers_english_meets_none_of_our_vietnamese(scanner):
    own = scanner.world.own
    person = own.people[Role.PUBLISHER]
    visitor = scanner.visitors[Role.PUBLISHER]
    names = {
        *("wagtailadmin_home", "wagtailadmin_account", "newsroom_desk:board", "units_notifications:list"),
        *("wagtailsnippets_documents_officialdocument:list", "wagtailsnippets_documents_officialdocument:edit"),
    }
    content = {str(thing) for things in own.things.values() for thing in things}
    with undone():
        UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "en"})
        with visitor.seated():
            shown = {
                (text, name)
                for name, path in screens(own)
                if name in names
                for text in own_words(texts(visitor, path) or ())
                if text not in content
            }
    assert not shown, "\n".join(map(str, sorted(shown)))
