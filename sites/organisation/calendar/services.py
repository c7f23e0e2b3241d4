"""What is on when: the occurrences of entries between two days, with days off as the entries want them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.core.working_days import Calendar

from ..enums import OnDayOff, Repeats
from ..models import CalendarEntry
from .rules import starts_of

# What is moved comes from a day so far before at most: no holiday is longer.
FARTHEST_MOVE = timedelta(days=15)
# More than this of one entry in a page or feed helps nobody.
MOST = 400


@dataclass(frozen=True)
class Occurrence:
    """One time that an entry takes place, by the reader's clock; `moved_from` is the day off that it avoids."""

    entry: CalendarEntry
    starts: datetime
    ends: datetime
    moved_from: date | None = None

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def last_day(self) -> date:
        return self.ends.date()

    @property
    def is_longer(self) -> bool:
        """Whether it goes on beyond the day on which it begins."""
        return self.last_day > self.day

    @property
    def key(self) -> str:
        """What tells this time from all others, for feeds; a moved one keeps the day it was due on."""
        return f"{self.entry.uid}-{(self.moved_from or self.day):%Y%m%d}"


def between(entries: QuerySet[CalendarEntry], first: date, last: date) -> QuerySet[CalendarEntry]:
    """Those of the entries that may take place from `first` to `last`."""
    after = timezone.make_aware(datetime.combine(first, time()))
    before = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    early = first - FARTHEST_MOVE
    again = Q(repeats_until__isnull=True) | Q(repeats_until__gte=early)
    once = Q(repeats=Repeats.NEVER) & (Q(ends_at__gte=after) | Q(starts_at__gte=after - FARTHEST_MOVE))
    return entries.filter(once | (~Q(repeats=Repeats.NEVER) & again), starts_at__lt=before)


def occurrences(entries: Iterable[CalendarEntry], first: date, last: date, days: Calendar) -> list[Occurrence]:
    """All times that touch the days from `first` to `last`, in order; `days` says which ones are worked."""
    found = [one for entry in entries for one in _of_entry(entry, first, last, days)]
    return sorted(found, key=lambda one: (one.day, not one.entry.all_day, one.starts, one.entry.pk or 0))


def _of_entry(entry: CalendarEntry, first: date, last: date, days: Calendar) -> list[Occurrence]:
    length = entry.ends_at - entry.starts_at
    after = datetime.combine(first, time()) - length - FARTHEST_MOVE
    before = datetime.combine(last, time.max)
    found = []
    for starts in starts_of(entry, after, before)[-MOST:]:
        moved_from = None
        if entry.on_day_off != OnDayOff.STAYS and not days.is_working(starts.date()):
            if entry.on_day_off == OnDayOff.SKIPPED:
                continue
            moved_from = starts.date()
            starts = datetime.combine(days.on_or_after(moved_from), starts.time())
        one = Occurrence(entry, starts, starts + length, moved_from)
        if one.day <= last and one.last_day >= first:
            found.append(one)
    return found


def by_day(found: Iterable[Occurrence], first: date, last: date) -> list[tuple[date, list[Occurrence]]]:
    """Every day from `first` to `last` with what is on; what goes on for days stands on each of them."""
    spread = []
    for one in found:
        day = max(one.day, first)
        while day <= min(one.last_day, last):
            spread.append((day, one))
            day += timedelta(days=1)
    spread.sort(key=lambda pair: (pair[0], pair[1].starts))
    taken = {day: [one for _day, one in rows] for day, rows in groupby(spread, key=lambda pair: pair[0])}
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day, taken.get(day, [])) for day in every]
