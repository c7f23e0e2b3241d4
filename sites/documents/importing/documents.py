"""Rows of documents: checked, and kept as drafts with their files."""

import re
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import text
from portal.media.tables import as_text

from ..enums import ImportKind
from ..models import DocumentFile, DocumentType, Field, OfficialDocument, TableImport
from ..numbers import parse_symbol
from ..services import body_named, complete, duplicates, save_document
from ..services.files import attach, store_files
from .archives import Files
from .columns import DOCUMENTS, Kind, register_kind
from .rows import Checked, Outcome
from .values import RowProblem, day, words

_LABELS = {column.name: column.label for column in DOCUMENTS}
_LENGTHS = {
    "symbol": 100,
    "abstract": 2000,
    "title": 500,
    "signer": 150,
    "signer_title": 200,
    "gazette_number": 60,
    "recipients": 5000,
    "source_url": 500,
}
_DAYS = ("issued_on", "effective_on", "expires_on", "gazette_date")
_BETWEEN_FILES = re.compile(r"\s*[;|\n]\s*")
MAX_FILES = 20
# Filled by what saves a document, or not to be had from a table.
_NOT_CHECKED = ("slug", "unit", "owner", "tier", "latest_revision", "live_revision", "locked_by", "body")


class DocumentRows:
    """Reads and writes the rows of one import of documents."""

    # Their files are opened and checked together.
    chunk = 20

    def __init__(self, table_import: TableImport, files: Files) -> None:
        self.unit = table_import.unit
        self.owner = table_import.owner
        self.files = files
        self.types = {text.fold(row.name): row for row in reversed(DocumentType.objects.all())}
        self.fields = {text.fold(row.name): row for row in Field.objects.all()}

    def check(self, line: int, cells: dict[str, Any]) -> Checked:
        """What the row says, with the document it makes; raises `RowProblem` for one that cannot be taken."""
        values: dict[str, Any] = {
            name: words(cells.get(name), _LABELS[name], limit, required=name == "abstract")
            for name, limit in _LENGTHS.items()
        }
        values |= {name: day(cells.get(name), _LABELS[name]) for name in _DAYS}
        if values["issued_on"] is None:
            raise RowProblem(_("thiếu %(column)s.") % {"column": _LABELS["issued_on"]})
        remarks: list[str] = []
        document = OfficialDocument(unit=self.unit, owner=self.owner, live=False, **values)
        document.type = self._listed("type", cells.get("type"), self.types)
        document.field = self._listed("field", cells.get("field"), self.fields)
        self._put_issuer(document, cells.get("issuer"), remarks)
        if document.symbol and parse_symbol(document.symbol).number is None:
            remarks.append(
                _("không đọc được số, ký hiệu “%(symbol)s”; văn bản vẫn được giữ.") % {"symbol": document.symbol}
            )
        names = [name for name in _BETWEEN_FILES.split(as_text(cells.get("files")).strip()) if name]
        if len(names) > MAX_FILES:
            raise RowProblem(_("có hơn %(limit)d tệp đính kèm.") % {"limit": MAX_FILES})
        for name in names:
            self.files.check(name)
        self._complete(document)
        tags = [tag.strip() for tag in as_text(cells.get("tags")).replace(";", ",").split(",") if tag.strip()]
        key = (text.fold(document.symbol), document.issuer_id, document.year) if document.symbol else line
        return Checked(line, key, {"document": document, "files": names, "tags": tags}, remarks)

    def _listed(self, name: str, value: Any, rows: dict[str, Any]) -> Any:
        wanted = text.fold(as_text(value))
        if wanted and wanted not in rows:
            raise RowProblem(
                _("%(column)s “%(value)s” không có trong danh mục.")
                % {"column": _LABELS[name], "value": as_text(value)[:80]}
            )
        return rows[wanted] if wanted else None

    def _put_issuer(self, document: OfficialDocument, value: Any, remarks: list[str]) -> None:
        name = words(value, _LABELS["issuer"], 250)
        if not name:
            return
        document.issuer, document.issuer_name = body_named(name, document.issued_on), name
        if document.issuer is None:
            remarks.append(
                _("cơ quan ban hành “%(name)s” chưa có trong danh mục; tên được giữ như trong bảng.") % {"name": name}
            )

    def _complete(self, document: OfficialDocument) -> None:
        try:
            # In a transaction of its own: the check of an address takes a lock that must not last.
            with transaction.atomic():
                complete(document)
                document.full_clean(exclude=_NOT_CHECKED)
        except ValidationError as error:
            raise RowProblem(" ".join(error.messages)) from error

    def _there_already(self, document: OfficialDocument) -> OfficialDocument | None:
        return duplicates(self.unit.pk, document.symbol, document.year, document.issuer).first()

    def foresee(self, rows: Sequence[Checked]) -> list[str]:
        """What writing each row would do."""
        return [Outcome.UNCHANGED if self._there_already(row.values["document"]) else Outcome.MADE for row in rows]

    def write(self, rows: Sequence[Checked]) -> list[Outcome]:
        """Keep each row as a draft with its files; inside the transaction of the caller."""
        outcomes: dict[int, Outcome] = {}
        new: list[Checked] = []
        for row in rows:
            if there := self._there_already(row.values["document"]):
                said = _("đã có văn bản này (%(document)s) nên không nhập lại.") % {"document": there.symbol}
                outcomes[row.line] = Outcome(row.line, Outcome.UNCHANGED, remarks=[said])
            else:
                new.append(row)
        for row, stored in zip(new, self._store(new), strict=True):
            outcomes[row.line] = self._write(row, stored)
        return [outcomes[row.line] for row in rows]

    def _store(self, rows: Sequence[Checked]) -> list[list[DocumentFile] | list[str]]:
        """The stored files of each row, or why they could not be taken."""
        answers: list[list[DocumentFile] | list[str]] = []
        with ExitStack() as stack:
            uploads: list[Any] = []
            spans: list[tuple[int, int] | str] = []
            for row in rows:
                start = len(uploads)
                try:
                    for name in row.values["files"]:
                        uploads.append(stack.enter_context(self.files.open(self.files.where(name), name)))
                    spans.append((start, len(uploads)))
                except RowProblem as problem:
                    del uploads[start:]
                    spans.append(str(problem))
            kept = store_files(uploads, unit=self.unit, by=self.owner)
            for span, row in zip(spans, rows, strict=True):
                if isinstance(span, str):
                    answers.append([span])
                    continue
                found = kept[span[0] : span[1]]
                problems = [
                    f"“{name}”: {' '.join(one.messages)}"
                    for name, one in zip(row.values["files"], found, strict=True)
                    if isinstance(one, ValidationError)
                ]
                answers.append(problems or found)
        return answers

    def _write(self, row: Checked, stored: list[Any]) -> Outcome:
        if stored and isinstance(stored[0], str):
            return Outcome(row.line, Outcome.BAD, faults=stored)
        document = row.values["document"]
        try:
            with transaction.atomic():
                # Between the check and now another document may have taken its address.
                document.slug = ""
                save_document(document)
                for file in dict.fromkeys(stored):
                    attach(document, file)
                if row.values["tags"]:
                    document.tags.add(*row.values["tags"])
                    document.save()
        except ValidationError as error:
            return Outcome(row.line, Outcome.BAD, faults=error.messages)
        return Outcome(row.line, Outcome.MADE, thing=document, remarks=row.remarks)


register_kind(Kind(ImportKind.DOCUMENTS, ImportKind.DOCUMENTS.label, DOCUMENTS, DocumentRows))
