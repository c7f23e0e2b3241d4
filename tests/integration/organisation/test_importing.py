"""What clerks bring from tables: a template to fill in, a dry run, a sentence for each row that cannot be taken."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal.media.tables import TableError
from sites.documents.enums import ImportState
from sites.documents.importing import running, starting
from sites.documents.importing.columns import find_headings, kinds
from sites.organisation.models import Body, CalendarEntry, Person, Spokesperson
from sites.pages.models import ContactPoint
from sites.units.batches import publish_batch
from sites.units.enums import Role
from tests.factories.organisation import make_body
from tests.factories.units import make_person


def sheet(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return ContentFile(file.getvalue(), name="bang.xlsx")


def bring(unit, kind, table):
    """The import after its check."""
    made = starting.start_import(unit=unit, by=None, kind=kind, table=table)
    starting.prepare(made, keep="good")
    running.work(made.pk)
    made.refresh_from_db()
    assert made.state == ImportState.CHECKED, made.message
    return made


def write(made):
    starting.prepare_to_write(made)
    running.work(made.pk)
    made.refresh_from_db()
    assert made.state == ImportState.DONE, made.message
    return made


def faults(made):
    return [str(fault) for fault in made.faults.all()]


def test_every_kind_has_a_template_whose_headings_are_all_understood(province, desk):
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    for kind in kinds():
        answer = client.get(reverse("documents_imports:template") + f"?loai={kind.code}")
        assert answer.status_code == 200
        top = next(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
        row = type("Row", (), {"line": 1, "cells": list(top)})
        assert find_headings([row], kind.code)[1] == {column.name: place for place, column in enumerate(kind.columns)}
    assert client.get(reverse("documents_imports:template") + "?loai=khong-co").status_code == 404


def test_bodies_and_people_become_drafts_of_one_batch_and_are_published_by_one_decision(province, visit):
    table = sheet(["Tên tổ chức", "Thuộc", "Chức năng"], ["Ủy ban nhân dân xã", "", "Điều hành"])
    made = bring(province.commune, "bodies", table)
    assert not Body.objects.exists() and made.made == 1
    publish_batch(write(made).batch, None)
    people = sheet(
        ["Họ và tên", "Chức vụ", "Tổ chức", "Lãnh đạo", "Từ ngày"],
        ["Nguyễn Văn An", "Chủ tịch", "ủy ban nhân dân xã", "có", "01/07/2025"],
        ["Lê Thị Cúc", "Chuyên viên", "Phòng không có", "", ""],
        ["Hà Văn Em", "", "", "", ""],
    )
    made = bring(province.commune, "people", people)
    assert made.made == 1 and made.bad == 2 and not Person.objects.exists()
    assert "Phòng không có" in faults(made)[0] and "thiếu Chức vụ" in faults(made)[1]
    publish_batch(write(made).batch, None)
    person = Person.objects.get()
    assert person.live and person.positions.get().body == Body.objects.get()
    assert "Nguyễn Văn An" in visit("trungmon.tuyenquang.localhost", "/to-chuc-bo-may/").content.decode()
    again = bring(province.commune, "people", people)
    assert (again.made, again.unchanged) == (0, 1)


def test_a_body_of_a_neighbour_is_not_found(province):
    make_body(province.other_commune, "Văn phòng bên")
    table = sheet(["Tên tổ chức", "Thuộc"], ["Phòng Một", "Văn phòng bên"])
    assert bring(province.commune, "bodies", table).bad == 1


def test_a_spokesperson_without_a_phone_is_named_by_its_row_and_contacts_come_in(province):
    table = sheet(
        ["Họ và tên", "Chức vụ", "Điện thoại", "Thư điện tử", "Giao lúc"],
        ["Trần Thị Bình", "Phó Chủ tịch", "", "b@example.test", "02/03/2026 08:00"],
        ["Đinh Văn Dũng", "Chánh Văn phòng", "0207 1", "b@example.test", "2026-03-02 08:00"],
        ["Lò Thị Én", "Chánh Văn phòng", "0207 1", "khong-phai", "8h30 ngày 2/3/2026"],
    )
    made = bring(province.commune, "spokespersons", table)
    assert made.made == 1 and faults(made) == [
        "Dòng 2: thiếu Điện thoại.",
        "Dòng 4: Thư điện tử “khong-phai” không phải địa chỉ thư điện tử.",
    ]
    write(made)
    assert Spokesperson.objects.get().phone == "0207 1"
    contacts = sheet(["Họ tên hoặc bộ phận", "Điện thoại"], ["Bộ phận Một cửa", "0207 2"])
    write(bring(province.commune, "contacts", contacts))
    assert ContactPoint.objects.get().name == "Bộ phận Một cửa"


def test_a_calendar_that_ends_before_it_starts_is_named_and_formulas_are_not_taken(province):
    table = sheet(
        ["Nội dung", "Bắt đầu", "Kết thúc", "Lặp lại"],
        ["Họp", "02/03/2026 10:00", "02/03/2026 08:00", ""],
        ["=1+1", "02/03/2026 10:00", "02/03/2026 11:00", ""],
        ["Tiếp công dân", "02/03/2026 10:00", "02/03/2026 11:00", "Hằng tuần"],
        ["Tiếp dân", "02/03/2026 10:00", "02/03/2026 11:00", "thỉnh thoảng"],
    )
    made = bring(province.commune, "calendar", table)
    assert (made.made, made.bad) == (1, 3)
    said = " ".join(faults(made))
    assert "Dòng 2: Kết thúc: Giờ kết thúc không được trước" in said and "thỉnh thoảng" in said


ICS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Test//VI\r
BEGIN:VEVENT\r
UID:mot@example.test\r
DTSTAMP:20260301T000000Z\r
SUMMARY:Họp giao ban\r
DTSTART;TZID=Asia/Ho_Chi_Minh:20260302T080000\r
DTEND;TZID=Asia/Ho_Chi_Minh:20260302T093000\r
RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4\r
EXDATE;TZID=Asia/Ho_Chi_Minh:20260309T080000\r
LOCATION:Hội trường\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:hai@example.test\r
DTSTAMP:20260301T000000Z\r
SUMMARY:Ngày hội\r
DTSTART;VALUE=DATE:20260310\r
DTEND;VALUE=DATE:20260312\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:ba@example.test\r
DTSTAMP:20260301T000000Z\r
SUMMARY:Ngược giờ\r
DTSTART:20260302T080000Z\r
DTEND:20260302T070000Z\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_file_comes_in_with_its_rules_and_a_second_time_changes_nothing(province):
    file = ContentFile(ICS.encode(), name="lich.ics")
    made = bring(province.commune, "calendar", file)
    assert (made.made, made.bad) == (2, 1) and "trước giờ bắt đầu" in faults(made)[0]
    write(made)
    weekly = CalendarEntry.objects.get(source_uid="mot@example.test")
    assert weekly.rule == "FREQ=WEEKLY;BYDAY=MO" and str(weekly.repeats_until) == "2026-03-23"
    assert [str(day) for day in weekly.except_days] == ["2026-03-09"] and weekly.place == "Hội trường"
    whole = CalendarEntry.objects.get(source_uid="hai@example.test")
    assert whole.all_day and f"{whole.starts:%d}" == "10"
    again = bring(province.commune, "calendar", ContentFile(ICS.encode(), name="lich.ics"))
    assert (again.made, again.changed, again.unchanged) == (0, 0, 2)


@pytest.mark.parametrize("content", [b"", b"khong phai lich", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_a_file_that_is_no_calendar_is_refused_with_a_sentence(province, content):
    with pytest.raises(TableError):
        starting.start_import(
            unit=province.commune, by=None, kind="calendar", table=ContentFile(content, name="lich.ics")
        )


def test_a_calendar_file_is_taken_by_the_form_and_by_no_other_kind(province, desk):
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    url = reverse("documents_imports:list")
    given = {"kind": "calendar", "direction": "", "table": ContentFile(ICS.encode(), name="lich.ics")}
    assert client.post(url, given).status_code == 302
    given = {"kind": "bodies", "direction": "", "table": ContentFile(ICS.encode(), name="lich.ics")}
    answer = client.post(url, given)
    assert answer.status_code == 200 and "Chỉ nhận tệp .xlsx, .csv, .json." in answer.content.decode()
