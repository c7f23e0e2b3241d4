"""On which days the administration works, and what follows from it for a time limit.

The calendar is data (`CalendarRule`): weekends, holidays of every year, single days off, single days worked instead,
each from a day to a day. What says more of a day wins: a day worked instead, then a single day off, then a holiday
of every year, then the weekend. All days are those of the reader's clock (`TIME_ZONE`).

How a time limit is counted: the day on which it begins does not count (Civil Code 2015 art. 147.2), it ends when its
last day ends (art. 148.6), and a last day on which nobody works moves to the next one that is worked (art. 148.5).
"""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DATA = Path(__file__).parent / "data" / "working_days.json"
ONE_DAY = timedelta(days=1)
# No limit reaches further; a calendar on which nobody ever works must not be searched for ever.
FURTHEST = timedelta(days=3660)


class RuleKind(models.TextChoices):
    WEEKLY_OFF = "weekly_off", _("Ngày nghỉ hằng tuần")
    YEARLY_OFF = "yearly_off", _("Ngày lễ hằng năm (dương lịch)")
    DAY_OFF = "day_off", _("Một ngày nghỉ (lễ âm lịch, nghỉ bù, hoán đổi)")
    DAY_ON = "day_on", _("Một ngày làm bù")


class Calendar:
    """What the rules say of each day; made once for many questions."""

    def __init__(self, rules: Iterable[Any]) -> None:
        """`rules` have the fields of `CalendarRule`, in any order."""
        self._exact: dict[date, bool] = {}
        self._recurring: list[Any] = []
        self._known: dict[date, bool] = {}
        for rule in rules:
            taken_back = rule.date is not None and rule.valid_to is not None and rule.valid_to <= rule.date
            if taken_back:
                continue
            if rule.kind == RuleKind.DAY_ON:
                self._exact[rule.date] = True
            elif rule.kind == RuleKind.DAY_OFF:
                self._exact.setdefault(rule.date, False)
            else:
                self._recurring.append(rule)

    def is_working(self, day: date) -> bool:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._find(day)
        return known

    def _find(self, day: date) -> bool:
        if day in self._exact:
            return self._exact[day]
        return not any(_falls_on(rule, day) for rule in self._recurring)

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is. Raises `ValueError` where none ever is."""
        last = day + FURTHEST
        while not self.is_working(day):
            day += ONE_DAY
            if day > last:
                raise ValueError("nobody ever works by this calendar")
        return day

    def add(self, start: date, working_days: int) -> date:
        """The last day of a limit of so many working days that begins on `start`; 0 ends on `start` or right after."""
        if working_days <= 0:
            return self.on_or_after(start)
        day = start
        for _number in range(working_days):
            day = self.on_or_after(day + ONE_DAY)
        return day

    def add_calendar_days(self, start: date, days: int) -> date:
        """The same for a limit of so many days, whichever they are."""
        return self.on_or_after(start + timedelta(days=days))

    def count(self, after: date, until: date) -> int:
        """How many working days lie after `after`, up to and with `until`; 0 where `until` is not later."""
        return sum(self.is_working(after + timedelta(days=number)) for number in range(1, (until - after).days + 1))


def _falls_on(rule: Any, day: date) -> bool:
    if day < rule.valid_from or (rule.valid_to is not None and day >= rule.valid_to):
        return False
    if rule.kind == RuleKind.WEEKLY_OFF:
        return day.isoweekday() == rule.weekday
    return (day.month, day.day) == (rule.month, rule.day)


# --- The clock -----------------------------------------------------------------------------------


def local_day(moment: datetime) -> date:
    """The day on which a moment falls by the reader's clock; a moment without a zone is by that clock already."""
    return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()


def end_of(day: date) -> datetime:
    """The moment in which a day is over."""
    return timezone.make_aware(datetime.combine(day + ONE_DAY, time()))


def is_overdue(due_on: date, moment: datetime | None = None) -> bool:
    """Whether a limit that ends on `due_on` is over; it holds until that day's last moment."""
    return local_day(moment or timezone.now()) > due_on


# --- The rules -----------------------------------------------------------------------------------


def calendar() -> Calendar:
    """The calendar as it is kept now; one query."""
    # This module is imported by the models.
    from .models import CalendarRule

    return Calendar(CalendarRule.objects.all())


@transaction.atomic
def sync_rules() -> int:
    """Add the rules of `data/working_days.json` that are not there yet; returns how many.

    What the platform has changed stays: a rule is told by what it is about and from when, and to take one back it
    is given an end.
    """
    from .models import CalendarRule

    known = {rule.key for rule in CalendarRule.objects.all()}
    rows = [_from_json(row) for row in json.loads(DATA.read_text(encoding="utf-8"))]
    return len(CalendarRule.objects.bulk_create(row for row in rows if row.key not in known))


def _from_json(row: dict[str, Any]) -> Any:
    from .models import CalendarRule

    days = {name: date.fromisoformat(row[name]) for name in ("date", "valid_from", "valid_to") if row.get(name)}
    return CalendarRule(**row | days)
