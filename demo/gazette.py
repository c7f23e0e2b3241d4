"""The demo's gazette: the province's normative documents of each quarter in an issue, with their pages."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction

from sites.documents.models import GazetteIssue, GazetteItem, OfficialDocument
from sites.documents.services import documents_changed
from sites.units.models import UnitVersion, today

from . import pictures
from .facts import Country
from .models import DemoItem

KEY = "gazette"
PRINTED_AFTER = timedelta(days=15)
NOTE = "Dữ liệu minh hoạ: số Công báo này do phần mềm lập từ các văn bản minh hoạ."
# Printed in the gazette, but not in the register: what a reader sees of it is what the issue says.
PRINTED_ONLY = ("03/QĐ-SXD-DEMO", "Đính chính phụ lục của quyết định đã đăng ở số trước")


def write_gazette(country: Country) -> None:
    """The issues of the province, made once; no other unit of the demo has a gazette."""
    if DemoItem.objects.filter(key=KEY).exists():
        return
    with transaction.atomic():
        made = OfficialDocument.objects.filter(
            unit=country.province.unit_id, is_sample=True, live=True, type__normative=True
        )
        documents = list(made.select_related("type").defer("body").order_by("issued_on", "pk"))
        for number, (quarter, rows) in enumerate(_issues(documents)):
            _issue(country.province, number, quarter, rows)
        documents_changed([document.pk for document in documents])
        DemoItem.objects.create(key=KEY)


def _issues(documents: list[OfficialDocument]) -> Iterator[tuple[tuple[int, int], list[OfficialDocument]]]:
    """The documents of a quarter together, where the issue could have been printed by now."""
    for quarter, rows in groupby(documents, lambda row: (row.issued_on.year, (row.issued_on.month - 1) // 3)):
        found = list(rows)
        if found[-1].issued_on + PRINTED_AFTER <= today():
            yield quarter, found


def _issue(version: UnitVersion, index: int, quarter: tuple[int, int], rows: list[OfficialDocument]) -> None:
    year, part = quarter
    # Several documents come as a double number, as the real ones do.
    first = 2 * part + 1
    number = f"{first} + {first + 1}" if len(rows) > 1 else str(first)
    day: date = rows[-1].issued_on + PRINTED_AFTER
    title = f"Công báo số {number} năm {year}"
    items, page = [], 3
    for row in rows:
        pages = 4 + row.number % 9 if row.number else 5
        items.append({"document": row, "pages": f"{page}–{page + pages - 1}"})
        page += pages
    if index == 0:
        symbol, abstract = PRINTED_ONLY
        items.append({"symbol": symbol, "abstract": abstract, "pages": f"{page}"})
    lines = [f"{row.type} {row.symbol}: {row.title}" for row in rows]
    issue = GazetteIssue.objects.create(
        unit=version.unit,
        number=number,
        published_on=day,
        summary=NOTE,
        file=pictures.document(version, title, lines),
    )
    GazetteItem.objects.bulk_create(
        GazetteItem(issue=issue, sort_order=order, **item) for order, item in enumerate(items)
    )
    keys = [row.pk for row in rows]
    OfficialDocument.objects.filter(pk__in=keys).update(gazette_number=number, gazette_date=day)
