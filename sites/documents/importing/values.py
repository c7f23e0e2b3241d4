"""Cells as values: dates, numbers and words of a list, each refused with a sentence."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from portal.core import text
from portal.media.tables import as_text

_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_WORDS = re.compile(r"ngay\s+(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})")
FIRST_YEAR, LAST_YEAR = 1945, 2100
# The day from which Excel counts; a cell without a date's format holds the bare count.
_EXCEL_EPOCH = date(1899, 12, 30)


class RowProblem(Exception):
    """A row that cannot be taken; the message is a sentence."""


def sentence(label: Any, value: Any, what: str) -> str:
    return _("%(column)s “%(value)s” %(problem)s") % {"column": label, "value": as_text(value)[:80], "problem": what}


def day(value: Any, label: Any) -> date | None:
    """A day as people write it: 5/3/2025, 05.03.2025, 2025-03-05, ngày 5 tháng 3 năm 2025."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, int) and not isinstance(value, bool) and 10_000 < value < 73_050:
        value = _EXCEL_EPOCH + timedelta(days=value)
    if not isinstance(value, date):
        value = _written_day(str(value).strip(), label)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise RowProblem(sentence(label, value, _("không phải một ngày hợp lý.")))
    return value


def _written_day(written: str, label: Any) -> date:
    if match := _ISO.fullmatch(written):
        year, month, number = map(int, match.groups())
    elif match := _DATE.fullmatch(written):
        number, month, year = map(int, match.groups())
        year += 2000 if year < 50 else 1900 if year < 100 else 0
    elif match := _WORDS.fullmatch(text.fold(written)):
        number, month, year = map(int, match.groups())
    else:
        raise RowProblem(sentence(label, written, _("không phải ngày; hãy ghi dạng 31/12/2025.")))
    try:
        return date(year, month, number)
    except ValueError as error:
        raise RowProblem(sentence(label, written, _("không có trong lịch; hãy ghi dạng 31/12/2025."))) from error


def words(value: Any, label: Any, limit: int, *, required: bool = False) -> str:
    """A text of at most `limit` characters."""
    found = text.normalise(as_text(value))
    if required and not found:
        raise RowProblem(_("thiếu %(column)s.") % {"column": str(label)})
    if len(found) > limit:
        raise RowProblem(
            _("%(column)s dài quá %(limit)d ký tự (có %(length)d).")
            % {"column": label, "limit": limit, "length": len(found)}
        )
    return found


def one_of(value: Any, label: Any, choices: type[TextChoices], default: str) -> str:
    """A value of a list by its code or its name, accents and capitals aside."""
    key = text.fold(as_text(value))
    if not key:
        return default
    by_name = {text.fold(name): code for code, name in choices.choices} | {text.fold(c): c for c in choices.values}
    if key not in by_name:
        names = ", ".join(str(name) for name in choices.labels)
        raise RowProblem(sentence(label, value, _("không có trong danh mục: %(names)s.") % {"names": names}))
    return by_name[key]
