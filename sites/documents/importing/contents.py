"""Rows of any kind of thing that a unit owns and approves: a column for each field, one way to check and keep them.

An app says which columns its kind has and what tells one thing from another; the rest is here.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import text
from portal.media.tables import as_text
from sites.units.models import Unit, UnitContent, UnitOwned

from ..models import TableImport
from .columns import Column, Kind, register_kind
from .rows import Checked, Outcome
from .values import RowProblem, day, one_of, sentence, words

_TIME = re.compile(r"(\d{1,2})(?:[:hg](\d{2})?)?(?::\d{2})?")
_NOT_CHECKED = frozenset({"unit", "owner", "slug", "latest_revision", "live_revision", "locked_by"})
_YES, _NO = {"co", "x", "1", "true", "dung", "yes"}, {"", "khong", "0", "false", "sai", "no"}

# Reads a cell as the value of a field, given its label and the unit; raises `RowProblem`.
Reader = Callable[[Any, Any, Unit], Any]


@dataclass(frozen=True)
class Field(Column):
    """A column that fills the field of its name; `example` and `note` are what the template to download says of it."""

    read: Reader = lambda cell, label, unit: words(cell, label, 250)
    example: Any = ""
    note: Any = ""


# --- Readers --------------------------------------------------------------------------------------


def said(limit: int) -> Reader:
    """A text of at most `limit` characters."""
    return lambda cell, label, unit: words(cell, label, limit)


def on_day(cell: Any, label: Any, unit: Unit) -> Any:
    return day(cell, label)


def choice(choices: type[TextChoices], default: str = "") -> Reader:
    """A value of a list by its code or its name; empty is `default`."""
    return lambda cell, label, unit: one_of(cell, label, choices, default)


def email(cell: Any, label: Any, unit: Unit) -> str:
    found = words(cell, label, 254)
    try:
        if found:
            validate_email(found)
    except ValidationError as error:
        raise RowProblem(sentence(label, found, _("không phải địa chỉ thư điện tử."))) from error
    return found


def whole(cell: Any, label: Any, unit: Unit) -> int | None:
    """A whole number as people write it: 1.250.000, 1250000 đồng; None for an empty cell."""
    found = number(cell, label, unit)
    if found is None:
        return None
    if found != int(found) or not 0 <= found < 10**17:
        raise RowProblem(sentence(label, cell, _("không phải số nguyên không âm.")))
    return int(found)


def number(cell: Any, label: Any, unit: Unit) -> Decimal | None:
    """A number as Vietnamese write it, `1.234,5`, or as a spreadsheet holds it."""
    if cell in (None, ""):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(str(cell))
    written = re.sub(r"(đồng|đ|vnđ|%|\s)", "", str(cell).lower())
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?", written):
        written = written.replace(".", "").replace(",", ".")
    try:
        return Decimal(written)
    except InvalidOperation as error:
        raise RowProblem(sentence(label, cell, _("không phải số."))) from error


def moment(cell: Any, label: Any, unit: Unit) -> datetime | None:
    """A day with a time: 05/03/2026 08:30, 8h30 ngày 5/3/2026, 2026-03-05 08:30; without a time it is midnight."""
    if cell in (None, ""):
        return None
    if isinstance(cell, datetime):
        return timezone.make_aware(cell) if timezone.is_naive(cell) else cell
    written = text.normalise(as_text(cell))
    pieces = [piece for piece in re.split(r"\s+(?:ngày\s+)?|,\s*|T", written) if piece]
    times = [piece for piece in pieces if _TIME.fullmatch(piece) and not piece.isdigit()]
    days = [piece for piece in pieces if piece not in times and piece != "ngày"]
    if len(days) != 1 or len(times) > 1:
        raise RowProblem(sentence(label, written, _("không phải ngày giờ; hãy ghi dạng 31/12/2026 08:30.")))
    found = day(days[0], label)
    clock = time()
    if times:
        match = _TIME.fullmatch(times[0])
        try:
            clock = time(int(match[1]), int(match[2] or 0))
        except ValueError as error:
            raise RowProblem(sentence(label, written, _("có giờ không đúng; hãy ghi dạng 08:30."))) from error
    return timezone.make_aware(datetime.combine(found, clock))


def yes_no(cell: Any, label: Any, unit: Unit) -> bool:
    key = text.fold(as_text(cell))
    if key not in _YES | _NO:
        raise RowProblem(sentence(label, cell, _("phải là “có” hoặc “không”.")))
    return key in _YES


def days(cell: Any, label: Any, unit: Unit) -> list[Any]:
    """Days parted by commas or semicolons."""
    return [day(piece.strip(), label) for piece in re.split(r"[;,\n]", as_text(cell)) if piece.strip()]


def named(model: type[UnitOwned], name: str = "name") -> Reader:
    """A thing of the same unit by its name; None for an empty cell."""

    def read(cell: Any, label: Any, unit: Unit) -> Any:
        wanted = text.fold(as_text(cell))
        if not wanted:
            return None
        things = model._default_manager.filter(unit=unit)
        found = next((thing for thing in things if text.fold(str(getattr(thing, name))) == wanted), None)
        if found is None:
            raise RowProblem(sentence(label, cell, _("chưa có trong đơn vị; hãy nhập tổ chức đó trước.")))
        return found

    return read


# --- Rows -----------------------------------------------------------------------------------------


def put_fields(thing: Any, values: dict[str, Any]) -> None:
    """Give a thing the values of a row."""
    for name, value in values.items():
        setattr(thing, name, value)


def by_fields(*names: str) -> Callable[[Any], Any]:
    """The key of a thing from its fields, accents and capitals aside."""

    def key(thing: Any) -> Any:
        values = (getattr(thing, name) for name in names)
        return tuple(text.fold(value) if isinstance(value, str) else value for value in values)

    return key


class ContentRows:
    """Reads and writes the rows of one import. Columns that the table lacks leave what is there."""

    chunk = 100

    def __init__(
        self,
        table_import: TableImport,
        model: type[UnitOwned],
        fields: Iterable[Field],
        key: Callable[[Any], Any],
        put: Callable[[Any, dict[str, Any]], None] = put_fields,
        told: Callable[[Any], Any] | None = None,
    ) -> None:
        self.unit, self.owner = table_import.unit, table_import.owner
        self.model, self.fields, self.key, self.put = model, tuple(fields), key, put
        # What makes a thing another one when it comes again.
        self.told = told or (lambda thing: [getattr(thing, field.name) for field in self.fields])

    def check(self, line: int, cells: dict[str, Any]) -> Checked:
        """What the row says; raises `RowProblem` for one that cannot be taken."""
        values = {}
        for field in self.fields:
            if field.required and not as_text(cells.get(field.name)).strip():
                raise RowProblem(_("thiếu %(column)s.") % {"column": field.label})
            if field.name in cells:
                value = field.read(cells[field.name], field.label, self.unit)
                if value is not None or not field.required:
                    values[field.name] = value
        thing = self._new()
        self.put(thing, values)
        self._ask_rules(thing)
        return Checked(line, self.key(thing), values)

    def _new(self) -> Any:
        return self.model(unit=self.unit, owner=self.owner, live=False)

    def _ask_rules(self, thing: Any) -> None:
        """The rules of the model, as sentences of a row."""
        try:
            thing.clean_fields(exclude=_NOT_CHECKED)
            thing.clean()
        except ValidationError as error:
            raise RowProblem(" ".join(self._sentences(error))) from error

    def _sentences(self, error: ValidationError) -> list[str]:
        if not hasattr(error, "error_dict"):
            return error.messages
        labels = {field.name: field.label for field in self.fields}
        return [
            f"{labels[name]}: {reason}" if name in labels else reason
            for name, reasons in error.message_dict.items()
            for reason in reasons
        ]

    def _known(self) -> dict[Any, Any]:
        rows = self.model._default_manager.filter(unit=self.unit).select_related("latest_revision")
        return {self.key(thing): thing for thing in rows.order_by("-pk")}

    def _changed(self, row: Checked, known: Any) -> tuple[str, Any]:
        if known is None:
            thing = self._new()
            self.put(thing, row.values)
            return Outcome.MADE, thing
        thing = known.get_latest_revision_as_object()
        before = self.told(thing)
        self.put(thing, row.values)
        if isinstance(thing, UnitContent):
            thing.complete()
        return (Outcome.UNCHANGED if self.told(thing) == before else Outcome.CHANGED), thing

    def foresee(self, rows: Sequence[Checked]) -> list[str]:
        """What writing each row would do."""
        known = self._known() if rows else {}
        return [self._changed(row, known.get(row.key))[0] for row in rows]

    def write(self, rows: Sequence[Checked]) -> list[Outcome]:
        """Keep each row as a draft; inside the transaction of the caller."""
        known = self._known() if rows else {}
        return [self._write_one(row, known.get(row.key)) for row in rows]

    def _write_one(self, row: Checked, known: Any) -> Outcome:
        what, thing = self._changed(row, known)
        if what == Outcome.UNCHANGED:
            return Outcome(row.line, what)
        try:
            with transaction.atomic():
                self._ask_rules(thing)
                if not thing.live:
                    thing.save()
                thing.save_revision(user=self.owner, changed=True, clean=False, log_action=False)
        except (RowProblem, ValidationError) as problem:
            faults = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
            return Outcome(row.line, Outcome.BAD, faults=faults)
        return Outcome(row.line, what, thing=thing)


def register_contents(
    code: str,
    label: Any,
    model: type[UnitOwned],
    fields: Sequence[Field],
    key: Callable[[Any], Any],
    *,
    put: Callable[[Any, dict[str, Any]], None] = put_fields,
    told: Callable[[Any], Any] | None = None,
    converters: dict[str, Callable[[bytes], list[dict[str, Any]]]] | None = None,
    why_not: Callable[[Unit], str | None] = lambda unit: None,
) -> None:
    """Let tables be imported as things of a model."""
    rows = partial(_rows, model=model, fields=fields, key=key, put=put, told=told)
    register_kind(Kind(code, label, tuple(fields), rows, why_not, converters or {}))


def _rows(table_import: TableImport, files: Any, **given: Any) -> ContentRows:
    return ContentRows(table_import, **given)
