"""A citizen looks a case up by its code and the second fact; nobody finds out that way which codes there are.

A code that nobody has and a wrong second fact run the same statements and get the same answer. Who is wrong too often
waits: each wrong try counts for the network it came from and for the code it named, whether there is such a case or
not (`portal.core.tries`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.core import tries
from portal.core.tries import Bounds
from portal.core.working_days import calendar, is_overdue
from sites.units.models import UnitVersion, today

from ..models import Case
from .codes import stored_fact

SALT = "sites.procedures.cases.looking_up"


@dataclass(frozen=True)
class Answer:
    """What a citizen may know of a case; nobody's name is in it."""

    code: str
    procedure: str
    procedure_slug: str
    agency: str
    state: str
    state_name: str
    received_on: date
    due_on: date
    finished_on: date | None
    new_due_on: date | None
    is_open: bool
    # By how many working days it is late, or was when it was finished; 0 while it is in time.
    late_by: int
    changed_at: datetime


def look_up(code: str, fact: str, request: HttpRequest) -> Answer | None:
    """The case of this code (`codes.clean_code`) if the second fact (four figures) is right.

    Raises `tries.TooManyTries` when the reader's network or the code has had its share of wrong tries.
    """
    bounds = Bounds(SALT, settings.CASE_LOOKUPS_PER_NETWORK, settings.CASE_LOOKUPS_PER_CODE)
    keys = tries.count(bounds, code, request)
    try:
        case = Case.objects.get(code=code, fact=stored_fact(code, fact))
    except Case.DoesNotExist:
        return None
    tries.take_back(keys)
    return _answer(case)


def _answer(case: Case) -> Answer:
    unit = UnitVersion.objects.on().filter(unit=case.unit_id).first()
    unit = unit or UnitVersion.objects.filter(unit=case.unit_id).order_by("-valid_from").first()
    until = case.finished_on or today()
    late = case.finished_on > case.due_on if case.finished_on else is_overdue(case.due_on)
    return Answer(
        code=case.code,
        procedure=case.procedure.name,
        procedure_slug=case.procedure.slug if case.procedure.live else "",
        agency=unit.full_name if unit else "",
        state=case.state,
        state_name=case.get_state_display(),
        received_on=case.received_on,
        due_on=case.due_on,
        finished_on=case.finished_on,
        new_due_on=case.new_due_on,
        is_open=case.is_open,
        # A day late is late, even where nobody works on it.
        late_by=max(calendar().count(case.due_on, until), 1) if late else 0,
        changed_at=case.changed_at,
    )


# --- What the demo shows beside the form -----------------------------------------------------------

_examples: list[Any] = []


def register_examples(provider: Any) -> None:
    """Name a function that returns (code, four figures, words about it) of cases anybody may look up: the demo's."""
    if provider not in _examples:
        _examples.append(provider)


def examples() -> list[tuple[str, str, str]]:
    """Cases that anybody may look up; none outside the demo."""
    return [example for provider in _examples for example in provider()] if settings.DEMO else []
