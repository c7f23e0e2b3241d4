"""A list of documents as a table to take away: CSV and JSON, sent while they are read, and XLSX.

At most `EXPORT_LIMIT` documents, the newest of the list; a longer one says so in the file itself.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import spreadsheets, text
from sites.units import hosts

from . import asking, presenting
from .enums import Effect
from .models import OfficialDocument
from .services.facets import summarise
from .services.listing import Lengths, Wanted, read_page
from .services.places import names
from .services.serving import closed_units

EXPORT_LIMIT = 10_000
BATCH = 500
FORMATS = ("csv", "xlsx", "json")

# Name in JSON, heading in tables. The first ones are those of the Dublin Core.
COLUMNS = {
    "identifier": gettext_lazy("Địa chỉ"),
    "symbol": gettext_lazy("Số, ký hiệu"),
    "title": gettext_lazy("Trích yếu"),
    "type": gettext_lazy("Loại văn bản"),
    "creator": gettext_lazy("Cơ quan ban hành"),
    "signer": gettext_lazy("Người ký"),
    "signer_title": gettext_lazy("Chức vụ người ký"),
    "subject": gettext_lazy("Lĩnh vực"),
    "issued": gettext_lazy("Ngày ban hành"),
    "valid_from": gettext_lazy("Ngày có hiệu lực"),
    "valid_to": gettext_lazy("Ngày hết hiệu lực"),
    "effect": gettext_lazy("Hiệu lực"),
    "gazette": gettext_lazy("Số Công báo"),
    "unit": gettext_lazy("Đơn vị"),
    "is_sample": gettext_lazy("Dữ liệu minh hoạ"),
}
_FIELDS = (
    *presenting.LISTED_FIELDS,
    "abstract",
    "signer",
    "signer_title",
    "field_id",
    "expires_on",
    "gazette_number",
)


def rows(wanted: Wanted, known: Lengths, closed: list[int]) -> Iterator[dict[str, Any]]:
    """The documents of a list as rows by name, newest first, read batch by batch."""
    number, after = 0, None
    while number < EXPORT_LIMIT:
        found = read_page(wanted, known, after, size=min(BATCH, EXPORT_LIMIT - number))
        documents = presenting.listed(found.rows, _FIELDS, closed)
        places = presenting.places({document.unit_id for document in documents})
        yield from (_row(document, places[document.unit_id]) for document in documents)
        number += len(found.rows)
        after = found.older
        if after is None:
            return


def _row(document: OfficialDocument, place: presenting.Place) -> dict[str, Any]:
    kinds, fields = names()["type"], names()["field"]
    shown = document.text_in()
    return {
        "identifier": place.root + presenting.document_path(document) if place.root else "",
        "symbol": document.symbol,
        "title": shown.abstract or shown.title,
        "type": str(kinds.get(document.type_id) or ""),
        "creator": document.issuer_name,
        "signer": document.signer,
        "signer_title": document.signer_title,
        "subject": str(fields.get(document.field_id) or ""),
        "issued": document.issued_on,
        "valid_from": document.in_force_from,
        "valid_to": document.expires_on,
        "effect": str(Effect(document.effect).label),
        "gazette": document.gazette_number,
        "unit": place.name,
        "is_sample": _("Dữ liệu minh hoạ") if document.is_sample else "",
    }


def notes(asked: asking.Asked, total: int, source: str) -> list[str]:
    """What stands above a table: from where it is, and whether it is the whole list."""
    lines = [_("Nguồn: %(address)s") % {"address": source}]
    if total > EXPORT_LIMIT:
        lines.append(
            _("Tệp này gồm %(number)s văn bản mới nhất; danh sách còn nữa. Hãy chọn thêm bộ lọc để lấy phần còn lại.")
            % {"number": presenting.grouped(EXPORT_LIMIT)}
        )
    return lines


def respond(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list that the address asks for, in one of `FORMATS`."""
    asked = asking.parse(request)
    closed = closed_units()
    wanted = asked.wanted(closed)
    summary = summarise(wanted, ())
    root = hosts.root_url(request.unit_host.primary_host)
    lines = notes(asked, summary.total.number, root + request.get_full_path())
    found = rows(wanted, summary.lengths, closed)
    name = "van-ban"
    if kind == "xlsx":
        table = ([*row.values()] for row in found)
        sheet = spreadsheets.Sheet(_("Văn bản"), [str(title) for title in COLUMNS.values()], table, lines)
        return spreadsheets.download(f"{name}.xlsx", sheet)
    parts, content_type = (
        (_as_csv(found, lines), "text/csv; charset=utf-8")
        if kind == "csv"
        else (_as_json(found, lines), "application/json; charset=utf-8")
    )
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


class _Echo:
    """What `csv` writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def _as_csv(found: Iterable[dict[str, Any]], lines: list[str]) -> Iterator[str]:
    """Lines for spreadsheets. A cell that would run as a formula there begins with an apostrophe."""
    writer = csv.writer(_Echo())
    # Without this mark Excel reads Vietnamese letters as something else.
    yield "\ufeff" + writer.writerow(str(title) for title in COLUMNS.values())
    for row in found:
        yield writer.writerow(harmless(value) for value in row.values())
    # A table with lines above its headings is read by few programs; below the rows they disturb nobody.
    for line in lines[1:]:
        yield writer.writerow([line])


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if value is None or not isinstance(value, str):
        return value
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _as_json(found: Iterable[dict[str, Any]], lines: list[str]) -> Iterator[str]:
    yield f'{{"notes": {json.dumps(lines, ensure_ascii=False)}, "documents": ['
    for number, row in enumerate(found):
        plain = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        plain = {name: text.for_xml(value) if isinstance(value, str) else value for name, value in plain.items()}
        yield ("," if number else "") + "\n" + json.dumps(plain, ensure_ascii=False)
    yield "\n]}\n"
