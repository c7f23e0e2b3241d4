"""The calendar: what comes again, days off, weeks and feeds, and what a form refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time
from icalendar import Calendar

from portal.core import working_days
from sites.organisation.calendar.rules import why_not_rule
from sites.organisation.calendar.services import between, occurrences
from sites.organisation.enums import EntryKind, OnDayOff, Repeats
from sites.organisation.models import CalendarEntry
from tests.factories.organisation import at, make_entry

HOST, OTHER = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost"
WEEK = "/lich-cong-tac/"


def days_of(first, last):
    rows = between(CalendarEntry.objects.all(), first, last)
    return [one.day for one in occurrences(rows, first, last, working_days.calendar())]


def test_an_entry_comes_again_by_its_choice_until_its_last_day(province):
    make_entry(province.commune, repeats=Repeats.FORTNIGHTLY, repeats_until=date(2026, 3, 31))
    assert days_of(date(2026, 3, 1), date(2026, 4, 30)) == [date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 30)]


def test_the_31st_is_the_last_day_of_shorter_months_and_a_fifth_thursday_the_last_one(province):
    make_entry(province.commune, starts="2026-01-31 08:00", repeats=Repeats.MONTHLY_DAY)
    assert days_of(date(2026, 2, 1), date(2026, 4, 30)) == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    CalendarEntry.objects.all().delete()
    make_entry(province.commune, starts="2026-01-29 08:00", repeats=Repeats.MONTHLY_WEEKDAY)
    assert days_of(date(2026, 2, 1), date(2026, 3, 31)) == [date(2026, 2, 26), date(2026, 3, 26)]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [(OnDayOff.STAYS, [date(2026, 5, 1)]), (OnDayOff.SKIPPED, []), (OnDayOff.MOVED, [date(2026, 5, 4)])],
)
def test_a_day_off_is_kept_left_out_or_moved_to_the_next_day_of_work(province, wish, expected):
    """1 May is a holiday, a Friday in 2026."""
    entry = {"starts": "2026-04-01 08:00", "repeats": Repeats.MONTHLY_DAY, "on_day_off": wish}
    make_entry(province.commune, **entry)
    assert days_of(date(2026, 5, 1), date(2026, 5, 10)) == expected


def test_excepted_days_are_left_out_and_long_entries_touch_every_week(province):
    make_entry(province.commune, repeats=Repeats.WEEKLY, except_days=[date(2026, 3, 9)])
    assert days_of(date(2026, 3, 2), date(2026, 3, 16)) == [date(2026, 3, 2), date(2026, 3, 16)]
    CalendarEntry.objects.all().delete()
    make_entry(province.commune, starts="2026-03-02 08:00", ends="2026-03-20 17:00")
    assert days_of(date(2026, 3, 9), date(2026, 3, 15)) == [date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("rule", "fine"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", True),
        ("", False),
        ("FREQ=SECONDLY", False),
        ("FREQ=DAILY;COUNT=5", False),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", False),
        ("FREQ=WEEKLY;BYDAY=XX", False),
        ("hai tuần một lần", False),
    ],
)
def test_a_rule_is_one_that_can_be_read_and_falls_on_some_day(rule, fine):
    assert (why_not_rule(rule) is None) is fine


def test_an_entry_that_ends_before_it_starts_is_refused_at_its_field(province):
    entry = CalendarEntry(
        unit=province.commune, title="Họp", starts_at=at("2026-03-02 10:00"), ends_at=at("2026-03-02 08:00")
    )
    with pytest.raises(ValidationError) as refused:
        entry.clean()
    assert refused.value.message_dict == {"ends_at": ["Giờ kết thúc không được trước giờ bắt đầu."]}


@freeze_time("2026-03-04 12:00")
def test_a_week_shows_its_days_and_no_neighbours_and_no_drafts(province, visit):
    make_entry(
        province.commune, "Tiếp công dân định kỳ", "2026-03-05 07:30", kind=EntryKind.RECEPTION, chair="Chủ tịch xã"
    )
    make_entry(province.commune, "Lịch nháp", "2026-03-05 09:00", live=False)
    make_entry(province.commune, "Việc tuần kế", "2026-03-10 09:00")
    make_entry(province.other_commune, "Của xã bên", "2026-03-05 07:30")
    page = visit(HOST, WEEK).content.decode()
    assert "Tiếp công dân định kỳ" in page and "07:30" in page and "Chủ tịch xã" in page
    for hidden in ("Lịch nháp", "Việc tuần kế", "Của xã bên"):
        assert hidden not in page
    assert "Việc tuần kế" in visit(HOST, f"{WEEK}?tuan=2026-W11").content.decode()
    assert "Tiếp công dân định kỳ" not in visit(HOST, f"{WEEK}?loai=meeting").content.decode()
    assert "Của xã bên" in visit(OTHER, f"{WEEK}sap-toi/").content.decode()
    for nonsense in ("2026-W99", "abc", "9999-W01"):
        answer = visit(HOST, f"{WEEK}?tuan={nonsense}")
        assert answer.status_code == 200 and "Không có tuần này" in answer.content.decode()


@freeze_time("2026-04-20 12:00")
def test_the_feed_says_of_each_time_when_it_takes_place(province, visit):
    make_entry(
        province.commune,
        "Tiếp công dân",
        "2026-04-01 08:00",
        "2026-04-01 10:00",
        repeats=Repeats.MONTHLY_DAY,
        on_day_off=OnDayOff.MOVED,
        kind=EntryKind.RECEPTION,
    )
    answer = visit(HOST, f"{WEEK}lich.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    moved = next(event for event in events if event["DTSTART"].dt == at("2026-05-04 08:00"))
    assert "Chuyển từ ngày nghỉ 01/05/2026" in moved["DESCRIPTION"] and moved["DTEND"].dt == at("2026-05-04 10:00")
    assert len({event["UID"] for event in events}) == len(events) > 3


@freeze_time("2026-03-04 12:00")
def test_the_calendar_costs_the_same_for_many_entries(province, visit):
    def cost(path):
        with CaptureQueriesContext(connection) as found:
            assert visit(HOST, path).status_code == 200
        return len(found)

    paths = (WEEK, f"{WEEK}sap-toi/", f"{WEEK}lich.ics")
    for number in range(30):
        make_entry(province.commune, f"Việc {number}", repeats=Repeats.WEEKLY)
    for path in paths:
        assert cost(path) <= 15, path
