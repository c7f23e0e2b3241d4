"""The kinds of cases from `data/kinds.json`; what the platform has changed stays."""

import json
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from ..models import CaseKind

DATA = Path(__file__).parents[1] / "data" / "kinds.json"


@transaction.atomic
def sync_kinds() -> int:
    """Add the kinds that are not there yet; returns how many."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    known = set(CaseKind.objects.values_list("code", flat=True))
    made = [CaseKind(order=order, **row) for order, row in enumerate(rows, start=1) if row["code"] not in known]
    return len(CaseKind.objects.bulk_create(made))


def open_kinds() -> QuerySet[CaseKind]:
    """The kinds that are taken now, in their order."""
    return CaseKind.objects.filter(is_open=True)
