"""Rows of a register: checked, and written as drafts of the unit's register, once however often they come."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sites.units.models import today

from ..enums import Direction, Handling, ImportKind
from ..models import RegisterEntry, TableImport
from ..services.registers import COMPARED, entry_key, put
from .columns import REGISTER, Kind, register_kind
from .rows import Checked, Outcome
from .values import RowProblem, day, one_of, words

_LABELS = {column.name: column.label for column in REGISTER}
_LENGTHS = {"register_no": 20, "correspondent": 300, "symbol": 100, "abstract": 2000, "handling_unit": 200}


class RegisterRows:
    """Reads and writes the rows of one import into one register."""

    chunk = 100

    def __init__(self, table_import: TableImport) -> None:
        self.unit = table_import.unit
        self.owner = table_import.owner
        self.direction = Direction(table_import.options.get("direction", Direction.RECEIVED))

    def check(self, line: int, cells: dict[str, Any]) -> Checked:
        """What the row says; raises `RowProblem` for one that cannot be taken."""

        def text_of(name: str, *, required: bool = False) -> str:
            return words(cells.get(name), _LABELS[name], _LENGTHS[name], required=required)

        def day_of(name: str) -> date | None:
            return day(cells.get(name), _LABELS[name])

        registered_on = day_of("registered_on")
        if registered_on is None:
            raise RowProblem(_("thiếu %(column)s.") % {"column": _LABELS["registered_on"]})
        values: dict[str, Any] = {
            "direction": self.direction,
            "year": registered_on.year,
            "register_no": text_of("register_no", required=True),
            "registered_on": registered_on,
            "correspondent": text_of("correspondent", required=True),
            "symbol": text_of("symbol"),
            "document_date": day_of("document_date"),
            "abstract": text_of("abstract", required=True),
            "handling_unit": text_of("handling_unit"),
            "due_on": day_of("due_on"),
            "state": one_of(cells.get("state"), _LABELS["state"], Handling, Handling.WAITING),
            "finished_on": day_of("finished_on"),
        }
        if values["finished_on"] and not cells.get("state"):
            values["state"] = Handling.DONE
        self._refuse_nonsense(values)
        return Checked(line, entry_key(values), values)

    def _refuse_nonsense(self, values: dict[str, Any]) -> None:
        if not any(char.isdigit() for char in values["register_no"]):
            raise RowProblem(_("số đến, số đi “%(number)s” không có chữ số nào.") % {"number": values["register_no"]})
        if values["registered_on"] > today():
            raise RowProblem(_("ngày đến, ngày đi ở tương lai."))
        dated = values["document_date"]
        if self.direction == Direction.RECEIVED and dated and dated > values["registered_on"]:
            raise RowProblem(_("ngày văn bản sau ngày đến."))
        if values["finished_on"] and values["state"] != Handling.DONE:
            raise RowProblem(_("có ngày xử lý xong nhưng tiến độ không phải “Đã xử lý”."))
        if values["finished_on"] and values["finished_on"] < values["registered_on"]:
            raise RowProblem(_("ngày xử lý xong trước ngày đến, ngày đi."))

    def known(self, keys: Sequence[Any]) -> dict[Any, RegisterEntry]:
        """The entries of the unit that have one of these keys."""
        found = RegisterEntry.objects.filter(
            unit=self.unit,
            direction=self.direction,
            year__in={key[1] for key in keys},
            register_no__in={key[2] for key in keys},
        )
        entries = {entry_key(entry.__dict__): entry for entry in found.select_related("latest_revision")}
        return {key: entry for key, entry in entries.items() if key in set(keys)}

    def foresee(self, rows: Sequence[Checked]) -> list[str]:
        """What writing each row would do."""
        known = self.known([row.key for row in rows])
        return [self._foreseen(row, known.get(row.key)) for row in rows]

    def _foreseen(self, row: Checked, entry: RegisterEntry | None) -> str:
        if entry is None:
            return Outcome.MADE
        latest = entry.get_latest_revision_as_object()
        same = all(getattr(latest, name) == row.values[name] for name in COMPARED)
        return Outcome.UNCHANGED if same else Outcome.CHANGED

    def write(self, rows: Sequence[Checked]) -> list[Outcome]:
        """Keep each row as a draft; inside the transaction of the caller."""
        known = self.known([row.key for row in rows])
        outcomes = []
        for row in rows:
            what = self._foreseen(row, known.get(row.key))
            if what == Outcome.UNCHANGED:
                outcomes.append(Outcome(row.line, what, remarks=row.remarks))
                continue
            try:
                entry = put(known.get(row.key), row.values, unit=self.unit, by=self.owner)
            except ValidationError as error:
                outcomes.append(Outcome(row.line, Outcome.BAD, faults=error.messages))
                continue
            outcomes.append(Outcome(row.line, what, thing=entry, remarks=row.remarks))
        return outcomes


register_kind(
    Kind(
        ImportKind.REGISTER, ImportKind.REGISTER.label, REGISTER, lambda table_import, files: RegisterRows(table_import)
    )
)
