"""The clock of a case: its events read by `portal.core.clocks`, and the days that are kept of it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from portal.core import clocks, working_days
from portal.core.clocks import Event, Reading
from portal.core.working_days import Calendar

from ..enums import OPEN_STATES, TURNS, Happening
from ..models import Case, CaseEvent

KEPT = ("due_on", "warn_on", "finished_on")
AT_ONCE = 500


def turns(events: Iterable[CaseEvent]) -> list[Event]:
    """What of a history the clock goes by."""
    return [
        Event(event.at, TURNS[Happening(event.what)], event.days) for event in events if Happening(event.what) in TURNS
    ]


def read(case: Case, now: datetime | None = None, calendar: Calendar | None = None) -> Reading:
    """What the clock of a case says."""
    calendar = calendar or working_days.calendar()
    return clocks.read(calendar, case.limit, turns(case.events.all()), now or timezone.now())


def wind(case: Case, calendar: Calendar | None = None) -> Reading:
    """Write down on the case what its clock says now; the caller holds the case and saves its other fields."""
    reading = read(case, calendar=calendar)
    case.due_on, case.warn_on, case.finished_on = reading.due_on, reading.warn_on, reading.stopped_on
    return reading


def wind_all() -> int:
    """Write down anew what the clocks of open cases say, after a change of the calendar; returns how many changed."""
    calendar, changed = working_days.calendar(), []
    open_cases = Case.objects.filter(state__in=OPEN_STATES).prefetch_related("events").order_by("pk")
    for case in open_cases.iterator(chunk_size=AT_ONCE):
        before = (case.due_on, case.warn_on)
        wind(case, calendar)
        if (case.due_on, case.warn_on) != before:
            Case.objects.filter(pk=case.pk, state__in=OPEN_STATES).update(due_on=case.due_on, warn_on=case.warn_on)
            changed.append(case.pk)
    return len(changed)
