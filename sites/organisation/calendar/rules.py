"""Rules by which entries come again, read by `dateutil` (RFC 5545)."""

from datetime import datetime, timedelta
from typing import Any

from dateutil import rrule
from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import Repeats

ALLOWED = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"})
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
# Anything will do to try whether a rule can be read.
_TRIED_FROM = datetime(2026, 1, 1, 8)
_TRIED_YEARS = timedelta(days=366 * 9)


def why_not_rule(written: str) -> str | None:
    """Why a rule cannot be used, as a sentence; None when it can."""
    parts = [part.partition("=") for part in written.strip().upper().split(";") if part]
    if not parts:
        return _("Hãy ghi quy tắc, ví dụ: FREQ=MONTHLY;BYMONTHDAY=1,15")
    names = {name for name, _sign, _value in parts}
    if unknown := sorted(names - ALLOWED):
        return _("Quy tắc không được có: %(names)s. Ngày cuối ghi ở ô “lặp đến hết ngày”.") % {
            "names": ", ".join(unknown)
        }
    frequency = next((value for name, _sign, value in parts if name == "FREQ"), "")
    if frequency not in FREQUENCIES:
        return _("Quy tắc phải có FREQ là DAILY, WEEKLY, MONTHLY hoặc YEARLY.")
    try:
        tried = rrule.rrulestr(written.strip().upper(), dtstart=_TRIED_FROM)
        first = tried.replace(until=_TRIED_FROM + _TRIED_YEARS).after(_TRIED_FROM, inc=True)
    except (ValueError, TypeError, AttributeError):
        return _("Không đọc được quy tắc này. Ví dụ đúng: FREQ=MONTHLY;BYMONTHDAY=1,15")
    if first is None:
        return _("Quy tắc này không rơi vào ngày nào.")
    return None


def written_rule(repeats: str, starts: datetime, rule: str = "") -> str:
    """The rule of RFC 5545 for a choice; empty where nothing comes again. `starts` is by the reader's clock."""
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[starts.weekday()]
    number = (starts.day - 1) // 7 + 1
    return {
        Repeats.DAILY: "FREQ=DAILY",
        Repeats.WEEKLY: "FREQ=WEEKLY",
        Repeats.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        # What is due on the 31st takes place on the last day of shorter months.
        Repeats.MONTHLY_DAY: f"FREQ=MONTHLY;BYMONTHDAY={starts.day}"
        if starts.day < 29
        else f"FREQ=MONTHLY;BYMONTHDAY={','.join(str(day) for day in range(28, starts.day + 1))};BYSETPOS=-1",
        # A fifth Thursday is the last one.
        Repeats.MONTHLY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={-1 if number == 5 else number}{weekday}",
        Repeats.YEARLY: "FREQ=YEARLY",
        Repeats.RULE: rule.strip().upper(),
    }.get(Repeats(repeats), "")


def starts_of(entry: Any, after: datetime, before: datetime) -> list[datetime]:
    """When an entry begins between two moments, both by the reader's clock and without a zone, both included."""
    first = timezone.make_naive(entry.starts_at)
    written = written_rule(entry.repeats, first, entry.rule)
    if not written:
        return [first] if after <= first <= before else []
    end = before
    if entry.repeats_until:
        end = min(end, datetime.combine(entry.repeats_until, first.time()))
    try:
        rule = rrule.rrulestr(written, dtstart=first).replace(until=end)
    except (ValueError, TypeError):
        return []
    found = rule.between(after, end, inc=True)
    return [moment for moment in found if moment.date() not in set(entry.except_days)]
