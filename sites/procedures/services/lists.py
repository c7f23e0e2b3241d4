"""The lists that procedures are found by and the levels of service, from `data/lists.json`, and their names."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import get_language

from portal.core import page_cache
from sites.documents.models import Field
from sites.units.models import Tier

from ..models import Agency, ApplicantGroup, LifeEvent, ServiceLevel

DATA = Path(__file__).parents[1] / "data" / "lists.json"
CACHE_SECONDS = 3600
NAMES = "procedures:names"
# Lists that readers narrow procedures by, in the order in which pages offer them.
LISTS = {"event": LifeEvent, "group": ApplicantGroup, "field": Field, "agency": Agency, "tier": Tier}


@transaction.atomic
def sync_lists() -> None:
    """Add what is missing; a row that the platform has changed stays as it is."""
    plan = json.loads(DATA.read_text(encoding="utf-8"))
    for model, rows in ((LifeEvent, "events"), (ApplicantGroup, "groups"), (Agency, "agencies")):
        _add_missing(model, plan[rows])
    known_levels = set(ServiceLevel.objects.values_list("scheme", "code"))
    levels = [_level(order, row) for order, row in enumerate(plan["levels"], start=1)]
    ServiceLevel.objects.bulk_create([level for level in levels if (level.scheme, level.code) not in known_levels])


def _add_missing(model: type[Model], rows: list[dict[str, Any]]) -> None:
    known = set(model._default_manager.values_list("code", flat=True))
    missing = [(order, row) for order, row in enumerate(rows, start=1) if row["code"] not in known]
    model._default_manager.bulk_create([model(order=order, **row) for order, row in missing])


def _level(order: int, row: dict[str, Any]) -> ServiceLevel:
    days = {name: date.fromisoformat(row[name]) for name in ("valid_from", "valid_to") if name in row}
    return ServiceLevel(order=order, **row | days)


@dataclass(frozen=True)
class Name:
    """A row of a list as pages name it; `note` says more."""

    key: int
    code: str
    name: str
    name_en: str
    note: str = ""
    note_en: str = ""
    unit_id: int | None = None
    scheme: str = ""

    def __str__(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name

    @property
    def more(self) -> str:
        return (get_language() == "en" and self.note_en) or self.note


def names() -> dict[str, dict[int, Name]]:
    """The rows of all lists by key, in their order: `event`, `group`, `field`, `agency`, `tier`, `level`."""
    return page_cache.remember(NAMES, _names, CACHE_SECONDS)


def _names() -> dict[str, dict[int, Name]]:
    basic = ("pk", "code", "name", "name_en")
    more = {
        "event": ("summary", "summary_en"),
        "agency": ("unit_id",),
        "level": ("meaning", "meaning_en", "scheme"),
    }
    places = {"summary": "note", "summary_en": "note_en", "meaning": "note", "meaning_en": "note_en", "pk": "key"}
    found = {}
    for name, model in {**LISTS, "level": ServiceLevel}.items():
        columns = (*basic, *more.get(name, ()))
        rows = model._default_manager.values(*columns)
        found[name] = {row["pk"]: Name(**{places.get(key, key): value for key, value in row.items()}) for row in rows}
    return found
