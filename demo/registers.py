"""The demo's registers: what departments and a few communes received, and what they sent."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from sites.documents.enums import Direction, Handling
from sites.documents.models import OfficialDocument, RegisterEntry
from sites.documents.services.registers import complete_entry, entries_changed
from sites.units.models import UnitVersion, today

from .accounts import unit_named
from .documents import issued_in
from .facts import Country, in_sentence
from .models import DemoItem
from .texts import content

YEARS = (2024, 2025, 2026)


def write_registers(country: Country) -> None:
    """Both registers of each department and of the communes that the plan names, each unit once."""
    plan = content("registers.toml")
    named = [unit_named(country, tier, name) for tier, name in plan["units"]]
    departments = [version for version in country.versions if version.tier.code == "department"]
    for version in [*departments, *filter(None, named)]:
        key = f"registers:{version.unit_id}"
        if DemoItem.objects.filter(key=key).exists():
            continue
        chance = Random(f"registers {version.code} {version.full_name}")
        with transaction.atomic():
            entries = [*_received(version, plan, chance), *_sent(version, plan, chance)]
            for entry in entries:
                complete_entry(entry)
            RegisterEntry.objects.bulk_create(entries)
            DemoItem.objects.create(key=key)
            entries_changed()


def _received(version: UnitVersion, plan: dict[str, Any], chance: Random) -> Iterator[RegisterEntry]:
    for year in YEARS:
        days = sorted(issued_in(year, chance) for _row in plan["received"])
        rows = chance.sample(plan["received"], len(days))
        for number, (day, row) in enumerate(zip(days, rows, strict=True), 1):
            slots = {"number": chance.randrange(11, 900), "year": year, "name": in_sentence(version)}
            yield RegisterEntry(
                unit=version.unit,
                direction=Direction.RECEIVED,
                year=year,
                register_no=f"{number:02}",
                registered_on=day,
                correspondent=row["sender"],
                symbol=row["symbol"].format(**slots),
                document_date=day - timedelta(days=chance.randrange(1, 4)),
                abstract=row["abstract"].format(**slots),
                handling_unit=chance.choice(plan["offices"]),
                **_progress(row, day),
            )


def _progress(row: dict[str, Any], day: date) -> dict[str, Any]:
    """How far the handling is today; what has not been done of a past year was done late."""
    due = day + timedelta(days=row["days"]) if "days" in row else None
    took = row.get("took", row.get("days", 0) + 5)
    done = day + timedelta(days=took)
    if row.get("state") == Handling.NO_ACTION:
        return {"state": Handling.NO_ACTION}
    if done < today() and ("took" in row or day.year < max(YEARS)):
        return {"state": Handling.DONE, "due_on": due, "finished_on": done}
    return {"state": row.get("state", Handling.WORKING), "due_on": due}


def _sent(version: UnitVersion, plan: dict[str, Any], chance: Random) -> Iterator[RegisterEntry]:
    own = OfficialDocument.objects.filter(unit=version.unit_id, is_sample=True, year__in=YEARS).select_related("type")
    numbers: dict[int, int] = {}
    for document in own.defer("body").order_by("issued_on", "pk"):
        year = document.issued_on.year
        numbers[year] = numbers.get(year, 0) + 1
        yield RegisterEntry(
            unit=version.unit,
            direction=Direction.SENT,
            year=year,
            register_no=f"{numbers[year]:02}",
            registered_on=document.issued_on,
            correspondent=chance.choice(plan["receivers"]),
            symbol=document.symbol,
            document_date=document.issued_on,
            abstract=f"{document.type}: {document.abstract}",
            handling_unit=chance.choice(plan["offices"]),
            state=Handling.DONE,
            finished_on=document.issued_on,
        )
