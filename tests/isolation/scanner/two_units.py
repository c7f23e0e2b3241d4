"""A person with roles in two units: while one is worked in, the other is as closed as any stranger's."""

from collections.abc import Iterator

from django.contrib.sessions.backends.db import SessionStore

from sites.units.enums import Role
from sites.units.permissions import SESSION_KEY
from tests.factories.units import make_person

from .arguments import NoArgumentsKnown
from .attempts import ENDS_THE_SESSION, Attempt, Attempts
from .estate import Estate
from .people import join_group
from .probe import Visitor, only_undone
from .walk import Report, Scanner, some_patterns

NAME = "works in two units"


def walk_as_both(scanner: Scanner, other: Estate) -> Report:
    """Look at every list, and at the other unit's things by id, as an administrator of both who works in the own."""
    own = scanner.world.own
    person = make_person("hai-noi", unit=own.unit, role=Role.UNIT_ADMIN)
    join_group(person, own.unit, Role.UNIT_ADMIN)
    person.roles.create(unit=other.unit, role=Role.UNIT_ADMIN, valid_from=own.unit.created_at.date())
    join_group(person, other.unit, Role.UNIT_ADMIN)
    scanner.visitors[NAME] = visitor = Visitor(person, scanner.host, scanner.ledger)
    work_in(visitor, own)
    report = Report(NAME)
    with visitor.seated(), only_undone():
        for attempt in _attempts(scanner, other):
            scanner.try_one(report, attempt)
    return report


def work_in(visitor: Visitor, estate: Estate) -> None:
    session = SessionStore(visitor.session_key)
    session[SESSION_KEY] = estate.unit.pk
    session.save()


def _attempts(scanner: Scanner, other: Estate) -> Iterator[Attempt]:
    attempts = Attempts(scanner.world.own, other, scanner.all_powerful)
    for pattern in some_patterns(0):
        if pattern.name in ENDS_THE_SESSION:
            continue
        try:
            yield from attempts.by_id(pattern)
        except NoArgumentsKnown:
            # The other unit has something of everything but translations; those are walked with the neighbour's.
            continue
