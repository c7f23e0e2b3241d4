"""A clock that the law sets: begun, stood still, prolonged and stopped by events, read at any moment.

One rule says what counts. A day counts when it lies after the day on which the clock began, the clock stood still at
no moment of it, and, for a limit in working days, somebody works on it. The limit ends with the last of the days it
allows; where nobody works on that day, with the next one that is worked (Civil Code 2015 arts. 147.2, 148.5, 148.6;
see `working_days`). While a clock stands still nobody can say when it will end.

The module is pure: it knows events and a calendar, and neither the database nor the present moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .working_days import FURTHEST, ONE_DAY, Calendar, local_day


class Counted(StrEnum):
    """Which days a limit is made of."""

    WORKING_DAYS = "working_days"
    DAYS = "days"


class Turn(StrEnum):
    """What can happen to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    STOP = "stop"


@dataclass(frozen=True)
class Limit:
    """So many days; a warning is due when `warn_before` working days or fewer are left."""

    value: int
    counted: Counted = Counted.WORKING_DAYS
    warn_before: int = 0


@dataclass(frozen=True)
class Event:
    """Something that happened to the clock; `days` are those that an extension adds."""

    at: datetime
    turn: Turn
    days: int = 0


@dataclass(frozen=True)
class Reading:
    """What a clock says on a day.

    `due_on` and `warn_on` are None before the start and while it stands still in time; `left` is how many working
    days remain of the present day and after it until the end, below nought where it is over. `stopped_on` is the day
    of the stop; whether the clock `is_late` is asked of that day, or of the present one while it runs.
    """

    started_on: date | None = None
    due_on: date | None = None
    warn_on: date | None = None
    stopped_on: date | None = None
    stands_still: bool = False
    is_late: bool = False
    late_by: int = 0
    left: int | None = None

    @property
    def is_running(self) -> bool:
        return self.started_on is not None and self.stopped_on is None and not self.stands_still


@dataclass(frozen=True)
class _Course:
    """The events in order, as days: when it began, stood still (both days included; None has no end), stopped."""

    started_on: date | None
    pauses: Sequence[tuple[date, date | None]]
    extensions: Sequence[tuple[date, int]]
    stopped_on: date | None

    def stood_on(self, day: date) -> bool:
        return any(first <= day and (last is None or day <= last) for first, last in self.pauses)

    @property
    def stands_still(self) -> bool:
        return bool(self.pauses) and self.pauses[-1][1] is None


def read(calendar: Calendar, limit: Limit, events: Iterable[Event], now: datetime) -> Reading:
    """What the clock says at `now`, by what has happened until then; events may come in any order.

    A turn that makes no sense where it stands (a second start, a resumption of what runs, anything after the stop)
    changes nothing, so that a history with a repetition in it is read like one without.
    """
    course = _course(sorted((event for event in events if event.at <= now), key=lambda event: event.at))
    if course.started_on is None:
        return Reading()
    day = course.stopped_on or local_day(now)
    due_on = _due(calendar, limit, course)
    late_by = _late_by(calendar, due_on, day)
    return Reading(
        started_on=course.started_on,
        due_on=due_on,
        warn_on=_warn_on(calendar, limit, course.started_on, due_on) if due_on else None,
        stopped_on=course.stopped_on,
        stands_still=course.stands_still and course.stopped_on is None,
        is_late=late_by > 0,
        late_by=late_by,
        left=None if due_on is None else calendar.count(day - ONE_DAY, due_on) if day <= due_on else -late_by,
    )


def _course(events: Iterable[Event]) -> _Course:
    started: date | None = None
    stopped: date | None = None
    pauses: list[tuple[date, date | None]] = []
    extensions: list[tuple[date, int]] = []
    for event in events:
        day = local_day(event.at)
        still = bool(pauses) and pauses[-1][1] is None
        if stopped is not None:
            break
        if started is None:
            started = day if event.turn == Turn.START else None
        elif event.turn == Turn.PAUSE and not still:
            pauses.append((day, None))
        elif event.turn == Turn.RESUME and still:
            pauses[-1] = (pauses[-1][0], day)
        elif event.turn == Turn.EXTEND and event.days > 0:
            extensions.append((day, event.days))
        elif event.turn == Turn.STOP:
            stopped = day
    return _Course(started, pauses, extensions, stopped)


def _due(calendar: Calendar, limit: Limit, course: _Course) -> date | None:
    """The last day of the limit, or None where the clock stands still before it is reached.

    An extension counts if it was given by the end of the limit as it then was: what is over is not prolonged.
    """
    allowed = limit.value
    extensions = list(course.extensions)
    day, used = course.started_on, 0
    last = day + FURTHEST
    while True:
        # The day on which as many are used up as are allowed is the last, unless it has been prolonged by then.
        while used < allowed or limit.counted == Counted.DAYS and not calendar.is_working(day):
            if course.stands_still and day >= course.pauses[-1][0]:
                return None
            day += ONE_DAY
            if day > last:
                raise ValueError("the limit has no end by this calendar")
            used += _counts(calendar, limit, course, day)
        if used == 0 and not calendar.is_working(day):
            day = calendar.on_or_after(day)
        in_time = [(given_on, days) for given_on, days in extensions if given_on <= day]
        if not in_time:
            return day
        allowed += sum(days for _given_on, days in in_time)
        extensions = [row for row in extensions if row not in in_time]


def _counts(calendar: Calendar, limit: Limit, course: _Course, day: date) -> bool:
    if course.stood_on(day):
        return False
    return limit.counted == Counted.DAYS or calendar.is_working(day)


def _warn_on(calendar: Calendar, limit: Limit, started_on: date, due_on: date) -> date:
    """The first day on which so few working days are left, today included; never before the clock began."""
    day = due_on
    while day > started_on and calendar.count(day - ONE_DAY - ONE_DAY, due_on) <= limit.warn_before:
        day -= ONE_DAY
    return day


def _late_by(calendar: Calendar, due_on: date | None, day: date) -> int:
    """How many working days a day is behind the last one; a day late is late, even where nobody works on it."""
    if due_on is None or day <= due_on:
        return 0
    return max(calendar.count(due_on, day), 1)
