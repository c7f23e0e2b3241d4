"""Bodies, people, spokespersons and entries of the calendar; every function passes the owning unit explicitly."""

from datetime import date, datetime

from django.utils import timezone

from sites.organisation.models import Body, CalendarEntry, Person, Position, Spokesperson
from sites.units.models import Unit


def make_body(unit: Unit, name: str = "Ủy ban nhân dân xã", *, live: bool = True, **fields: object) -> Body:
    """A published body."""
    return Body.objects.create(unit=unit, name=name, live=live, **fields)


def make_holder(
    unit: Unit,
    name: str = "Nguyễn Văn An",
    title: str = "Chủ tịch",
    *,
    since: date = date(2026, 1, 1),
    until: date | None = None,
    body: Body | None = None,
    is_leader: bool = True,
    live: bool = True,
    **fields: object,
) -> Person:
    """A published person with one position."""
    person = Person(unit=unit, name=name, live=live, **fields)
    person.positions = [Position(title=title, body=body, is_leader=is_leader, valid_from=since, valid_to=until)]
    person.save()
    return person


def make_spokesperson(unit: Unit, name: str = "Trần Thị Bình", *, live: bool = True, **fields: object) -> Spokesperson:
    """Somebody who speaks for the unit, published."""
    values: dict[str, object] = {
        "position": "Phó Chủ tịch",
        "phone": "0207 3 800 000",
        "email": "phatngon@example.test",
        "assigned_at": timezone.now(),
    }
    return Spokesperson.objects.create(unit=unit, name=name, live=live, **values | fields)


def at(written: str) -> datetime:
    """A moment by the reader's clock, written `2026-03-02 08:00`."""
    return timezone.make_aware(datetime.fromisoformat(written))


def make_entry(
    unit: Unit, title: str = "Họp giao ban", starts: str = "2026-03-02 08:00", ends: str = "", **fields: object
) -> CalendarEntry:
    """A published entry of the calendar."""
    values = {"live": True} | fields
    return CalendarEntry.objects.create(
        unit=unit, title=title, starts_at=at(starts), ends_at=at(ends or starts), **values
    )
