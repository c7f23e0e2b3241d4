"""Things that happened on days that have gone: each is done at its moment, in the order of the moments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from unittest import mock

from django.utils import timezone

Action = Callable[[], object]
SATURDAY = 5
MINUTE = timedelta(minutes=1)


@dataclass
class Diary:
    """Collects what happened, told by working days before `now`, and plays it as it would have been on those days.

    While it plays, the clock of Django stands at the moment of what is done, so that logs, approvals and months come
    out as if the demo's people had worked all along.
    """

    now: datetime = field(default_factory=timezone.now)
    _entries: list[tuple[datetime, Action]] = field(default_factory=list)

    def ago(self, days: int, clock: str) -> datetime:
        """A clock time so many working days before today; below zero, after it."""
        day, left = timezone.localdate(self.now), abs(days)
        step = timedelta(days=-1 if days >= 0 else 1)
        while left or day.weekday() >= SATURDAY:
            day += step
            left -= day.weekday() < SATURDAY and left > 0
        return _at(day, clock)

    def last_month(self, number: int, clock: str) -> datetime:
        """A clock time on the n-th working day of the month before this one."""
        first = (timezone.localdate(self.now).replace(day=1) - timedelta(days=1)).replace(day=1)
        return _at(_working_day(first, number), clock)

    def this_month(self, number: int, clock: str) -> datetime:
        """A clock time on the n-th working day of this month; a minute ago, if that is still to come."""
        first = timezone.localdate(self.now).replace(day=1)
        return min(_at(_working_day(first, number), clock), self.now - MINUTE)

    def on(self, moment: datetime, action: Action) -> None:
        """Do something at a moment, which must have gone."""
        if moment >= self.now:
            raise ValueError(f"{moment} is still to come")
        self._entries.append((moment, action))

    def play(self) -> None:
        """Do everything in order; what is at the same moment as it was written down."""
        for moment, action in sorted(self._entries, key=lambda entry: entry[0]):
            with mock.patch.object(timezone, "now", lambda moment=moment: moment):
                action()


def _working_day(day: date, number: int) -> date:
    """The n-th working day from a day on."""
    while True:
        number -= day.weekday() < SATURDAY
        if number <= 0:
            return day
        day += timedelta(days=1)


def _at(day: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
