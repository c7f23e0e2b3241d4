"""What people look for stands first, however they type it: a list made by hand, asked of every engine."""

import tomllib
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search import places, services
from search.asking import ask
from search.query import Request, parse
from sites.documents.models import OfficialDocument
from sites.pages.models import StandardPage
from sites.units.enums import EventKind
from sites.units.models import UnitEvent, UnitEventEdge, UnitVersion

from ...factories.documents import make_document_of
from ...factories.units import home_of, make_article, make_unit
from .conftest import ENGINES

LIST = tomllib.loads((Path(__file__).parent / "portal_queries.toml").read_text(encoding="utf-8"))
# So many of a hundred must be right; those that are not are named when it fails.
RIGHT = 0.95


def make_page(unit: Any, title: str, text: str) -> StandardPage:
    page = StandardPage(title=title, body=[("text", f"<p>{text}</p>")])
    home_of(unit).get_children().get(slug="gioi-thieu").add_child(instance=page)
    return page


def make_thing(unit: Any, thing: dict[str, str]) -> str:
    """Make what the list describes; returns how its entries begin."""
    if thing["kind"] == "document":
        year = int(thing["symbol"].split("/")[1]) if thing["symbol"].split("/")[1].isdigit() else 2024
        document: OfficialDocument = make_document_of(
            unit,
            thing["symbol"],
            thing["title"],
            kind=thing["type"],
            abstract=thing["text"],
            issued_on=date(year, 6, 13),
        )
        return f"document:{document.pk}:"
    if thing["kind"] == "news":
        return f"page:{make_article(unit, thing['title'], summary=thing['text']).pk}:"
    return f"page:{make_page(unit, thing['title'], thing['text']).pk}:"


@pytest.fixture
def keys(province) -> dict[str, str]:
    """The things of the list, by their keys; one unit had another name before, one has ended."""
    UnitVersion.objects.filter(unit=province.other_commune).update(valid_from=date(2020, 1, 1))
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=row.unit,
            tier=row.tier,
            unit_type=row.unit_type,
            parent=row.parent,
            name="Thượng Ấm",
            full_name="Xã Thượng Ấm",
            folded="xa thuong am",
            valid_from=date(2019, 1, 1),
            valid_to=date(2020, 1, 1),
        )
        for row in province.other_commune.versions.all()
    )
    services.refresh(home_of(province.other_commune))
    ended = make_unit("commune", "xa", "Kim Phú", parent=province.district, valid_to=date(2025, 1, 1))
    event = UnitEvent.objects.create(kind=EventKind.MERGE, effective_on=date(2025, 1, 1))
    UnitEventEdge.objects.create(event=event, old_unit=ended, new_unit=province.commune)
    made = {thing["key"]: make_thing(getattr(province, thing["unit"]), thing) for thing in LIST["thing"]}
    services.count_words()
    return made


def is_right(query: dict[str, Any], keys: dict[str, str], province: Any, engine: str) -> bool:
    typed = unicodedata.normalize("NFD" if query.get("decomposed") else "NFC", query["typed"])
    if "place" in query:
        first = places.named(parse(typed))[0]
        return (first.name, [one.name for one in first.successors]) == (query["place"], ["Xã Trung Môn"])
    outcome = ask(Request(terms=parse(typed)))
    assert outcome.answer.engine == engine
    hits = outcome.answer.hits
    if "unit" in query:
        return bool(hits) and (hits[0].kind, hits[0].unit_id) == ("unit", getattr(province, query["unit"]).pk)
    return bool(hits) and hits[0].thing.startswith(keys[query["first"]])


def test_what_people_look_for_stands_first_in_every_engine(keys, province, searched_with, record_property):
    asked = len(LIST["query"])
    assert asked >= 60
    for name in ENGINES:
        searched = searched_with(name)
        searched.catch_up()
        wrong = [query["typed"] for query in LIST["query"] if not is_right(query, keys, province, searched.name)]
        right = asked - len(wrong)
        record_property("summary", f"Portal queries, {searched.name}: {right} of {asked} right.")
        assert right >= RIGHT * asked, (name, wrong)
