"""Time limits by the calendar, exact at the boundary of days, against a plain reference that knows no shortcut."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from portal.core import working_days
from portal.core.models import CalendarRule
from portal.core.working_days import Calendar, RuleKind, end_of, is_overdue, local_day, sync_rules

ONE = timedelta(days=1)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = date(2026, 3, 2)

# Rules around one year, dense enough that they meet each other.
days = st.dates(date(2025, 12, 20), date(2027, 1, 10))
ends = st.none() | days


def rule(kind: str, valid_from: date = date(1999, 10, 2), valid_to: date | None = None, **what) -> CalendarRule:
    return CalendarRule(kind=kind, valid_from=valid_from, valid_to=valid_to, name="x", source="x", **what)


weekly = st.builds(
    lambda weekday, since, until: rule(RuleKind.WEEKLY_OFF, since, until, weekday=weekday),
    st.integers(5, 7),
    st.just(date(1999, 10, 2)) | days,
    ends,
)
yearly = st.builds(
    lambda day, since, until: rule(RuleKind.YEARLY_OFF, since, until, month=day.month, day=day.day),
    days,
    st.just(date(2013, 5, 1)) | days,
    ends,
)
single = st.builds(
    lambda kind, day, until: rule(kind, day, until, date=day),
    st.sampled_from([RuleKind.DAY_OFF, RuleKind.DAY_ON]),
    days,
    ends,
)
rule_lists = st.lists(weekly | yearly | single, max_size=12)


def plainly_works(rules: list[CalendarRule], day: date) -> bool:
    """The words of the module, one after the other."""
    holding = [r for r in rules if r.valid_from <= day and (r.valid_to is None or day < r.valid_to)]
    for kind, answer in ((RuleKind.DAY_ON, True), (RuleKind.DAY_OFF, False)):
        if any(r.kind == kind and r.date == day for r in holding):
            return answer
    if any(r.kind == RuleKind.YEARLY_OFF and (r.month, r.day) == (day.month, day.day) for r in holding):
        return False
    return not any(r.kind == RuleKind.WEEKLY_OFF and r.weekday == day.weekday() + 1 for r in holding)


def plainly_after(rules: list[CalendarRule], day: date, number: int) -> date:
    while number:
        day += ONE
        number -= plainly_works(rules, day)
    return day


@given(rule_lists, days)
def test_each_day_is_what_the_rules_say(rules, day):
    assert Calendar(rules).is_working(day) is plainly_works(rules, day)


@given(rule_lists, days, st.integers(1, 60))
def test_a_limit_ends_where_counting_day_by_day_ends(rules, start, number):
    assert Calendar(rules).add(start, number) == plainly_after(rules, start, number)


@given(rule_lists, days, st.integers(1, 60))
def test_counting_undoes_adding(rules, start, number):
    calendar = Calendar(rules)
    end = calendar.add(start, number)
    assert calendar.count(start, end) == number
    assert calendar.count(start, end - ONE) == number - 1
    assert calendar.count(end, start) == 0
    assert calendar.is_working(end)


@given(rule_lists, days, st.integers(0, 90))
def test_a_limit_in_days_moves_to_the_next_day_that_is_worked(rules, start, number):
    end = Calendar(rules).add_calendar_days(start, number)
    between = [start + timedelta(days=number) + ONE * step for step in range((end - start).days - number + 1)]
    assert [day for day in between if plainly_works(rules, day)] == [end]


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_the_day_of_a_moment_is_that_of_the_clock_in_vietnam(moment):
    assert local_day(moment) == moment.astimezone(VIETNAM).date()
    assert local_day(moment) < local_day(end_of(local_day(moment)))


def test_a_limit_holds_until_the_last_moment_of_its_day():
    last = datetime(2026, 3, 2, 23, 59, 59, 999_999, tzinfo=VIETNAM)
    assert not is_overdue(MONDAY, last)
    assert is_overdue(MONDAY, last + timedelta(microseconds=1))
    assert end_of(MONDAY) == last + timedelta(microseconds=1)
    # Midnight in Vietnam is 17:00 in the universal time that servers keep.
    with freeze_time("2026-03-02T16:59:59Z"):
        assert not is_overdue(MONDAY)
    with freeze_time("2026-03-02T17:00:00Z"):
        assert is_overdue(MONDAY)


def test_a_calendar_on_which_nobody_works_is_refused():
    never = Calendar([rule(RuleKind.WEEKLY_OFF, weekday=number) for number in range(1, 8)])
    with pytest.raises(ValueError, match="nobody"):
        never.add(MONDAY, 1)


@pytest.mark.django_db
def test_the_calendar_of_2025_and_2026_is_the_published_one():
    calendar = working_days.calendar()

    def off(*days: date) -> bool:
        return not any(calendar.is_working(day) for day in days)

    assert off(*(date(2025, 1, 25) + ONE * number for number in range(9))), "Tết Ất Tỵ"
    assert off(*(date(2026, 2, 14) + ONE * number for number in range(9))), "Tết Bính Ngọ"
    assert off(date(2025, 5, 2)) and calendar.is_working(date(2025, 4, 26)), "a Friday was worked on a Saturday"
    assert off(date(2026, 4, 27)) and calendar.is_working(date(2026, 4, 28)), "a holiday on a Sunday moves"
    assert off(*(date(2026, 8, 29) + ONE * number for number in range(5))) and calendar.is_working(date(2026, 8, 22))
    # The holiday of 24 November is new.
    assert calendar.is_working(date(2025, 11, 24)) and off(date(2026, 11, 24))
    assert calendar.add(date(2026, 11, 23), 1) == date(2026, 11, 25)
    assert calendar.add(date(2026, 2, 13), 5) == date(2026, 2, 27)


@pytest.mark.django_db
def test_loading_again_adds_nothing_and_keeps_what_was_changed():
    assert sync_rules() == 0
    holiday = CalendarRule.objects.get(kind=RuleKind.YEARLY_OFF, month=11, day=24)
    holiday.valid_to = date(2028, 1, 1)
    holiday.save()
    assert sync_rules() == 0
    calendar = working_days.calendar()
    assert not calendar.is_working(date(2027, 11, 24)) and calendar.is_working(date(2028, 11, 24))
    CalendarRule.objects.filter(date=date(2026, 8, 22)).delete()
    assert sync_rules() == 1
