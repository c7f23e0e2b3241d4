"""Tiers and type words."""

import json
from pathlib import Path

from django.db import transaction

from ..models import Tier, UnitType

TIERS = Path(__file__).parents[1] / "data" / "tiers.json"


@transaction.atomic
def sync_tiers() -> None:
    """Load tiers and type words from `data/tiers.json`; running it again changes only what differs."""
    rows = json.loads(TIERS.read_text(encoding="utf-8"))
    tiers = {}
    for row in rows:
        fields = {key: row[key] for key in ("name", "name_en", "rank", "needs_parent")}
        fields |= {"is_authority": row.get("is_authority", True), "languages": " ".join(row.get("languages", []))}
        tiers[row["code"]], _created = Tier.objects.update_or_create(code=row["code"], defaults=fields)
        for kind in row["types"]:
            UnitType.objects.update_or_create(
                tier=tiers[row["code"]],
                code=kind["code"],
                defaults={"name": kind["name"], "name_en": kind["name_en"]},
            )
    for row in rows:
        tiers[row["code"]].parents.set([tiers[code] for code in row["parents"]])
