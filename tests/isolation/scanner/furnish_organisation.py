"""What hangs on what a unit shows of itself: terms of office, a link of its own."""

from datetime import date

from sites.organisation.models import Person, Position
from sites.units.models import UnitSettings

from .estate import Estate


def add_organisation(estate: Estate) -> None:
    """A term of each person and a link at the foot; public as far as what they hang on is."""
    for person in estate.things["organisation.person"]:
        estate.add("organisation.position", _term(estate, person))
    link = {"title": estate.word("link", public=True), "title_en": "", "url": "https://example.test/", "shown": True}
    UnitSettings.objects.filter(unit=estate.unit).update(own={"link:rieng": link})


def _term(estate: Estate, person: Person) -> Position:
    return Position.objects.create(
        person=person,
        title=estate.word("position:title", public=person.live),
        duties=estate.word("position:duties", public=person.live),
        valid_from=date(2026, 1, 1),
        sort_order=0,
    )
