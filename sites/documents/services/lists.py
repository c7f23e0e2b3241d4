"""The types of documents, the fields of work and the central bodies, from the files in `data/`."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from ..models import DocumentType, Field, IssuingBody

DATA = Path(__file__).parents[1] / "data"


def _read(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@transaction.atomic
def sync_lists() -> None:
    """Load the lists; running it again changes only what differs. Fields that the platform has renamed stay so."""
    for order, row in enumerate(_read("types.json"), start=1):
        values = {"name_en": "", "abbreviation": "", "issued_by": "", "normative": False, "order": order} | row
        _sync(DocumentType, "code", values)
    known = set(Field.objects.values_list("code", flat=True))
    fields = [Field(order=order, **row) for order, row in enumerate(_read("fields.json"), start=1)]
    Field.objects.bulk_create([field for field in fields if field.code not in known])
    _sync_bodies()


def _sync(model: Any, key: str, values: dict[str, Any]) -> Any:
    found = model.objects.filter(**{key: values[key]}).first() or model(**{key: values[key]})
    if found.pk is None or any(getattr(found, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(found, name, value)
        found.save()
    return found


def _sync_bodies() -> None:
    rows = _read("issuers.json")
    bodies = {}
    for row in rows:
        values = {name: value for name, value in row.items() if name != "successor"}
        values["valid_from"] = date.fromisoformat(row.get("valid_from", "1900-01-01"))
        values["valid_to"] = date.fromisoformat(row["valid_to"]) if "valid_to" in row else None
        bodies[row["code"]] = _sync(IssuingBody, "code", values)
    for row in rows:
        body, successor = bodies[row["code"]], bodies.get(row.get("successor"))
        if body.successor_id != (successor.pk if successor else None):
            body.successor = successor
            body.save(update_fields=["successor"])
