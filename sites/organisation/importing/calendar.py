"""Tables and calendar files of the calendar."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sites.documents.importing.contents import (
    Field,
    choice,
    days,
    moment,
    on_day,
    put_fields,
    register_contents,
    said,
    yes_no,
)

from ..calendar.feeds import rows_of
from ..enums import EntryKind, OnDayOff, Repeats
from ..models import CalendarEntry

CALENDAR = (
    Field("title", _("Nội dung"), ("noi dung", "ten", "cong viec"), True, said(300), "Họp giao ban tháng"),
    Field(
        "starts_at",
        _("Bắt đầu"),
        ("bat dau", "tu luc", "thoi gian", "thoi gian bat dau"),
        True,
        moment,
        "02/03/2026 08:00",
    ),
    Field("ends_at", _("Kết thúc"), ("ket thuc", "den luc", "thoi gian ket thuc"), True, moment, "02/03/2026 10:00"),
    Field("kind", _("Loại"), ("loai",), False, choice(EntryKind, EntryKind.WORK), EntryKind.MEETING.label),
    Field("all_day", _("Cả ngày"), ("ca ngay",), False, yes_no, "", _("có hoặc không")),
    Field("place", _("Địa điểm"), ("dia diem", "noi hop"), False, said(250), "Hội trường"),
    Field("chair", _("Chủ trì hoặc người tiếp"), ("chu tri", "nguoi chu tri", "nguoi tiep"), False, said(250)),
    Field("participants", _("Thành phần"), ("thanh phan", "thanh phan tham du"), False, said(2000)),
    Field("preparation", _("Đơn vị chuẩn bị"), ("chuan bi", "don vi chuan bi"), False, said(250)),
    Field("repeats", _("Lặp lại"), ("lap lai",), False, choice(Repeats, Repeats.NEVER), Repeats.MONTHLY_DAY.label),
    Field("rule", _("Quy tắc riêng"), ("quy tac", "rrule"), False, said(250)),
    Field("repeats_until", _("Lặp đến hết ngày"), ("lap den", "lap den het ngay"), False, on_day),
    Field(
        *("on_day_off", _("Khi trùng ngày nghỉ"), ("khi trung ngay nghi", "ngay nghi"), False),
        choice(OnDayOff, OnDayOff.STAYS),
        OnDayOff.MOVED.label,
    ),
    Field(
        "except_days",
        _("Trừ các ngày"),
        ("tru cac ngay", "tru ngay"),
        False,
        days,
        "",
        _("các ngày, cách nhau bằng dấu phẩy"),
    ),
    Field("source_uid", _("Mã ở lịch gốc"), ("uid", "ma o lich goc"), False, said(255)),
)


def _key(entry: CalendarEntry) -> Any:
    """What an imported calendar calls it, else what it is about and when it begins."""
    return entry.source_uid or (entry.title.casefold(), entry.starts_at)


def _told(entry: CalendarEntry) -> list[Any]:
    return [getattr(entry, field.name) for field in CALENDAR]


register_contents(
    "calendar",
    _("Lịch công tác, tiếp công dân"),
    CalendarEntry,
    CALENDAR,
    _key,
    put=put_fields,
    told=_told,
    converters={"ics": rows_of},
)
