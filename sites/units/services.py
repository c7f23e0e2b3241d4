"""What can be done with units; every function here owns its transaction."""

import json
import logging
from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction
from wagtail.models import Locale

from .models import Tier, Unit, UnitType
from .steps import Provisioning, run_steps

logger = logging.getLogger(__name__)
DATA_DIR = Path(__file__).parent / "data"


@transaction.atomic
def sync_tiers() -> None:
    """Load tiers and type words from `data/tiers.json`; running it again changes only what differs."""
    rows = json.loads((DATA_DIR / "tiers.json").read_text(encoding="utf-8"))
    tiers = {}
    for row in rows:
        fields = {key: row[key] for key in ("name", "name_en", "rank", "needs_parent")}
        tiers[row["code"]], _created = Tier.objects.update_or_create(code=row["code"], defaults=fields)
        for kind in row["types"]:
            UnitType.objects.update_or_create(
                tier=tiers[row["code"]],
                code=kind["code"],
                defaults={"name": kind["name"], "name_en": kind["name_en"]},
            )
    for row in rows:
        tiers[row["code"]].parents.set([tiers[code] for code in row["parents"]])


@transaction.atomic
def provision_unit(unit: Unit, *, host: str, languages: Iterable[str] = ("vi",)) -> Provisioning:
    """Make everything a unit needs on the web, or complete what is missing; all of it or nothing.

    `host` is the full host name the unit is to speak from; `languages` are language codes, the first being
    the unit's main one. Run twice, nothing changes. Raises `ValueError` when the unit has no version today,
    `django.core.exceptions.ValidationError` when the host belongs to another unit.
    """
    # One run for a unit at a time: two wizards, or a wizard and an import, would both find it missing.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_PROVISIONING_LOCK, unit.pk])
    version = unit.version_on()
    if version is None:
        raise ValueError(f"unit {unit.uuid} is not in force today and gets no site")
    by_code = {locale.language_code: locale for locale in Locale.objects.all()}
    locales = []
    for code in languages:
        if code not in by_code:
            by_code[code] = Locale.objects.create(language_code=code)
        locales.append(by_code[code])
    context = Provisioning(unit=unit, version=version, locales=locales, host=host)
    run_steps(context)
    if context.changes:
        logger.info("unit provisioned", extra={"unit": str(unit.uuid), "made": len(context.changes)})
    return context


# Any number that no other advisory lock of the project uses.
_PROVISIONING_LOCK = 7_301
