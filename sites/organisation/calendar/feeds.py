"""The calendar as iCalendar: what readers subscribe to, and what clerks bring from other calendars."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from dateutil import rrule
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar as ICalendar
from icalendar import Event

from portal.media.tables import TableError

from ..enums import EntryKind, Repeats
from .services import Occurrence

MAX_EVENTS = 2000
# An unending rule of another calendar is read so far when its number of times must be counted.
COUNTED_DAYS = timedelta(days=366 * 10)


# --- Giving it out --------------------------------------------------------------------------------


def feed(found: Iterable[Occurrence], name: str, url: str) -> bytes:
    """A calendar file with one event for each time, so that moved and skipped days are right in every program."""
    calendar = ICalendar()
    calendar.add("prodid", "-//Lien Cap//Portal//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT6H")
    for one in found:
        calendar.add_component(_event(one, url))
    return calendar.to_ical()


def _event(one: Occurrence, url: str) -> Event:
    entry, event = one.entry, Event()
    event.add("uid", f"{one.key}@{url.partition('//')[2].partition('/')[0]}")
    event.add("summary", entry.title)
    event.add("dtstamp", entry.last_published_at or entry.starts_at)
    if entry.all_day:
        event.add("dtstart", one.day)
        event.add("dtend", one.last_day + timedelta(days=1))
    else:
        event.add("dtstart", timezone.make_aware(one.starts))
        event.add("dtend", timezone.make_aware(one.ends))
    if entry.place:
        event.add("location", entry.place)
    lines = [entry.get_kind_display(), entry.chair, entry.participants]
    if one.moved_from:
        lines.append(_("Chuyển từ ngày nghỉ %(day)s") % {"day": f"{one.moved_from:%d/%m/%Y}"})
    event.add("description", "\n".join(str(line) for line in lines if line))
    event.add("url", url)
    return event


# --- Taking it in ---------------------------------------------------------------------------------


def rows_of(content: bytes) -> list[dict[str, Any]]:
    """The events of a calendar file as rows of a table of entries; raises `TableError` with a sentence.

    What is wrong with one event is left in its row, where the check names it.
    """
    try:
        calendar = ICalendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as error:
        raise TableError(_("Tệp không phải là lịch iCalendar (.ics) hoặc đã hỏng.")) from error
    events = list(calendar.walk("VEVENT"))
    if not events:
        raise TableError(_("Tệp lịch không có sự kiện nào."))
    if len(events) > MAX_EVENTS:
        raise TableError(_("Tệp lịch có hơn %(limit)d sự kiện. Hãy chia nhỏ.") % {"limit": MAX_EVENTS})
    return [_row(event) for event in events]


def _row(event: Any) -> dict[str, Any]:
    starts, ends = _moment(event, "DTSTART"), _moment(event, "DTEND")
    all_day = _is_day(event, "DTSTART")
    if starts is not None and ends is None:
        ends = starts + (event["DURATION"].dt if "DURATION" in event else timedelta())
    elif all_day and ends is not None and starts is not None and ends > starts:
        # The end of whole days is the first day after them.
        ends -= timedelta(days=1)
    row = {
        "source_uid": str(event.get("UID", ""))[:255],
        "kind": EntryKind.WORK.value,
        "title": str(event.get("SUMMARY", "")),
        "starts_at": f"{starts:%Y-%m-%d %H:%M}" if starts else "",
        "ends_at": f"{ends:%Y-%m-%d %H:%M}" if ends else "",
        "all_day": "1" if all_day else "",
        "place": str(event.get("LOCATION", ""))[:250],
        "participants": str(event.get("DESCRIPTION", ""))[:2000],
        "repeats": Repeats.NEVER.value,
        "except_days": ", ".join(f"{day:%Y-%m-%d}" for day in _except_days(event)),
    }
    return row | _rule(event, starts)


def _is_day(event: Any, name: str) -> bool:
    value = event.get(name)
    return value is not None and not isinstance(value.dt, datetime)


def _moment(event: Any, name: str) -> datetime | None:
    """A moment of an event by the reader's clock, without a zone; a day is its first moment."""
    value = event.get(name)
    if value is None or isinstance(value, list):
        return None
    return _naive(value.dt)


def _naive(moment: date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def _except_days(event: Any) -> Iterator[date]:
    given = event.get("EXDATE", [])
    for group in given if isinstance(given, list) else [given]:
        for value in group.dts:
            yield _naive(value.dt).date()


def _rule(event: Any, starts: datetime | None) -> dict[str, str]:
    given = event.get("RRULE")
    if given is None or starts is None:
        return {}
    if isinstance(given, list):
        # Two rules are more than an entry has; the check says so.
        return {"repeats": Repeats.RULE.value, "rule": "RRULE"}
    written = given.to_ical().decode()
    parts = dict(part.split("=", 1) for part in written.split(";"))
    end = ""
    try:
        if "UNTIL" in parts:
            end = f"{_naive(given['UNTIL'][0]):%Y-%m-%d}"
        elif "COUNT" in parts:
            last = list(rrule.rrulestr(written, dtstart=starts).between(starts, starts + COUNTED_DAYS, inc=True))[-1]
            end = f"{last:%Y-%m-%d}"
    except (ValueError, IndexError, TypeError):
        return {"repeats": Repeats.RULE.value, "rule": written}
    rule = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("UNTIL", "COUNT"))
    return {"repeats": Repeats.RULE.value, "rule": rule, "repeats_until": end}
