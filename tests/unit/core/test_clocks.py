"""A clock with its pauses and extensions, exact at the boundary of days, against a plain reference."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.clocks import Counted, Event, Limit, Reading, Turn, read
from portal.core.models import CalendarRule
from portal.core.working_days import Calendar, RuleKind

ONE = timedelta(days=1)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
OFF = date(1999, 10, 2)
# Saturdays, Sundays, 30 April and 1 May; a Saturday is worked for Friday 6 March.
RULES = [
    *(CalendarRule(kind=RuleKind.WEEKLY_OFF, weekday=day, valid_from=OFF, name="nghỉ", source="thử") for day in (6, 7)),
    CalendarRule(kind=RuleKind.YEARLY_OFF, month=4, day=30, valid_from=OFF, name="lễ", source="thử"),
    CalendarRule(kind=RuleKind.YEARLY_OFF, month=5, day=1, valid_from=OFF, name="lễ", source="thử"),
    CalendarRule(kind=RuleKind.DAY_OFF, date=date(2026, 3, 6), valid_from=date(2026, 3, 6), name="nghỉ", source="thử"),
    CalendarRule(kind=RuleKind.DAY_ON, date=date(2026, 3, 14), valid_from=date(2026, 3, 14), name="bù", source="thử"),
]
CALENDAR = Calendar(RULES)
LATER = datetime(2027, 12, 31, tzinfo=VIETNAM)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


def events(*turns: tuple) -> list[Event]:
    return [Event(moment, turn, *days) for moment, turn, *days in turns]


# --- Said by hand ------------------------------------------------------------------------------------------
def test_a_clock_that_has_not_begun_says_nothing():
    assert read(CALENDAR, Limit(5), [], LATER) == Reading()
    assert read(CALENDAR, Limit(5), events((at(9), Turn.START)), at(8)) == Reading()
    assert read(CALENDAR, Limit(5), events((at(2), Turn.STOP), (at(3), Turn.PAUSE)), LATER) == Reading()


def test_the_day_of_the_beginning_does_not_count_at_whatever_hour():
    for hour in (0, 23):
        reading = read(CALENDAR, Limit(3), events((at(2, hour, 59), Turn.START)), at(2, 23, 59))
        assert (reading.started_on, reading.due_on) == (date(2026, 3, 2), date(2026, 3, 5))
    # Monday the 2nd, counted on to Thursday; with four days over the Friday that is off to Monday.
    assert read(CALENDAR, Limit(4), events((at(2), Turn.START)), LATER).due_on == date(2026, 3, 9)
    assert read(CALENDAR, Limit(9), events((at(2), Turn.START)), LATER).due_on == date(2026, 3, 14)


def test_it_is_in_time_until_the_last_moment_of_its_day_and_late_in_the_next():
    started = events((at(2), Turn.START))
    assert not read(CALENDAR, Limit(3), started, at(5, 23, 59)).is_late
    late = read(CALENDAR, Limit(3), started, at(6, 0, 0))
    assert (late.is_late, late.late_by, late.left) == (True, 1, -1)
    # In universal time the day in Vietnam ends at five in the afternoon.
    assert read(CALENDAR, Limit(3), started, datetime.fromisoformat("2026-03-05T16:59:59+00:00")).is_late is False
    assert read(CALENDAR, Limit(3), started, datetime.fromisoformat("2026-03-05T17:00:00+00:00")).is_late is True


def test_what_stops_in_time_is_never_late_and_what_stops_late_stays_so():
    def stopped(moment):
        return read(CALENDAR, Limit(3), events((at(2), Turn.START), (moment, Turn.STOP)), LATER)

    assert not stopped(at(5, 23, 59)).is_late
    assert stopped(at(9)).late_by == 1
    assert stopped(at(10)).late_by == 2
    assert not stopped(at(10)).is_running


def test_days_on_which_it_stands_still_do_not_count_and_nobody_knows_the_end_meanwhile():
    paused = events((at(2), Turn.START), (at(4), Turn.PAUSE))
    standing = read(CALENDAR, Limit(3), paused, at(12))
    assert (standing.stands_still, standing.due_on, standing.warn_on, standing.is_late) == (True, None, None, False)
    assert standing.left is None and not standing.is_running
    # The 3rd had counted; the 4th to the 10th had not; two days are left from the 11th on.
    going_on = read(CALENDAR, Limit(3), [*paused, Event(at(10), Turn.RESUME)], at(11))
    assert going_on.due_on == date(2026, 3, 12) and going_on.is_running


def test_a_pause_mends_nothing_that_is_late_already():
    reading = read(CALENDAR, Limit(2), events((at(2), Turn.START), (at(9), Turn.PAUSE)), at(12))
    assert reading.due_on == date(2026, 3, 4) and reading.is_late


def test_an_extension_counts_in_time_only():
    def with_extension(moment):
        return read(CALENDAR, Limit(3), events((at(2), Turn.START), (moment, Turn.EXTEND, 2)), LATER).due_on

    assert with_extension(at(5, 23, 59)) == date(2026, 3, 10)
    assert with_extension(at(6, 0, 1)) == date(2026, 3, 5)


def test_a_limit_in_days_counts_all_of_them_and_ends_on_one_that_is_worked():
    limit = Limit(5, Counted.DAYS)
    assert read(CALENDAR, limit, events((at(2), Turn.START)), LATER).due_on == date(2026, 3, 9)
    assert read(CALENDAR, limit, events((at(25, month=4), Turn.START)), LATER).due_on == date(2026, 5, 4)


def test_the_warning_comes_when_so_many_working_days_are_left():
    reading = read(CALENDAR, Limit(5, warn_before=2), events((at(2), Turn.START)), at(3))
    # Due on Tuesday the 10th: Monday and Tuesday are two, and so they are seen from Friday the 6th, which is off.
    assert (reading.due_on, reading.warn_on, reading.left) == (date(2026, 3, 10), date(2026, 3, 6), 5)
    assert read(CALENDAR, Limit(1, warn_before=9), events((at(2), Turn.START)), at(2)).warn_on == date(2026, 3, 2)


def test_turns_that_make_no_sense_change_nothing():
    plain = events((at(2), Turn.START), (at(4), Turn.PAUSE), (at(10), Turn.RESUME), (at(11), Turn.STOP))
    noisy = [
        *events((at(1), Turn.RESUME), (at(3), Turn.START), (at(3), Turn.RESUME), (at(5), Turn.PAUSE)),
        *events((at(12), Turn.START), (at(12), Turn.PAUSE), (at(4), Turn.EXTEND, 0), (at(16), Turn.STOP)),
    ]
    assert read(CALENDAR, Limit(5), noisy + plain[::-1], LATER) == read(CALENDAR, Limit(5), plain, LATER)


def test_a_calendar_on_which_nobody_works_is_refused():
    never = Calendar(
        CalendarRule(kind=RuleKind.WEEKLY_OFF, weekday=day, valid_from=OFF, name="nghỉ", source="thử")
        for day in range(1, 8)
    )
    with pytest.raises(ValueError, match="no end"):
        read(never, Limit(1), events((at(2), Turn.START)), LATER)


# --- Against the rule, day by day ----------------------------------------------------------------------------
moments = st.integers(0, 60 * 24 * 60).map(lambda minutes: at(2, 0) + timedelta(minutes=minutes))
histories = st.lists(
    st.builds(Event, moments, st.sampled_from(list(Turn)[1:]), st.integers(0, 6)),
    max_size=8,
    unique_by=lambda event: event.at,
)
limits = st.builds(Limit, st.integers(1, 20), st.sampled_from(Counted), st.integers(0, 4))


def plainly(limit: Limit, history: list[Event], now: datetime) -> tuple[date | None, bool]:
    """The words of the module: the last day (None while it stands still in time), and whether it is late."""
    pauses: list[list] = []
    extensions, stopped = [], None
    for event in sorted(history, key=lambda event: event.at):
        day = event.at.astimezone(VIETNAM).date()
        if event.at > now or event.at < START.at or stopped:
            continue
        if event.turn == Turn.STOP:
            stopped = day
        elif event.turn == Turn.PAUSE and (not pauses or pauses[-1][1]):
            pauses.append([day, None])
        elif event.turn == Turn.RESUME and pauses and pauses[-1][1] is None:
            pauses[-1][1] = day
        elif event.turn == Turn.EXTEND and event.days:
            extensions.append([day, event.days])
    until = stopped or now.astimezone(VIETNAM).date()
    day, left = START_DAY, limit.value
    for _number in range(400):
        day += ONE
        if any(first <= day and (last is None or day <= last) for first, last in pauses):
            counts = False
        else:
            counts = limit.counted == Counted.DAYS or CALENDAR.is_working(day)
        left -= counts
        if left <= 0 and CALENDAR.is_working(day):
            more = sum(days for given, days in extensions if given <= day)
            extensions = [row for row in extensions if row[0] > day]
            # Days that a limit in days ran on, to end on one that is worked, are used up as well.
            left += more
            if left <= 0:
                return day, until > day
    return None, False


START_DAY = date(2026, 3, 2)
START = Event(at(2, 0), Turn.START)


@given(limits, histories, moments)
def test_the_end_is_where_counting_day_by_day_ends(limit, history, now):
    reading = read(CALENDAR, limit, [START, *history], now)
    due_on, is_late = plainly(limit, history, now)
    assert (reading.due_on, reading.is_late) == (due_on, is_late)


@given(limits, histories, moments)
def test_what_a_clock_says_fits_together(limit, history, now):
    reading = read(CALENDAR, limit, [START, *history], now)
    assert reading.is_late == (reading.late_by > 0)
    if reading.due_on is None:
        assert reading.warn_on is None and not reading.is_late
        return
    assert CALENDAR.is_working(reading.due_on)
    assert reading.started_on <= reading.warn_on <= reading.due_on
    if reading.warn_on > reading.started_on:
        assert CALENDAR.count(reading.warn_on - ONE, reading.due_on) <= max(limit.warn_before, 1)
        assert CALENDAR.count(reading.warn_on - ONE - ONE, reading.due_on) > limit.warn_before


@given(limits, moments)
def test_standing_still_never_brings_the_end_nearer(limit, moment):
    plain = read(CALENDAR, limit, [START], LATER).due_on
    halted = read(CALENDAR, limit, [START, Event(moment, Turn.PAUSE), Event(moment + ONE, Turn.RESUME)], LATER).due_on
    assert halted >= plain
