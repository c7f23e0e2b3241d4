"""The demo's cases: fifty thousand of the last fifteen months, some of them late, none with anybody's name.

They go the way that every delivery goes, a batch for each unit, so that the figures are made as they always are.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from random import Random
from typing import Any

from django.db import transaction

from portal.core.working_days import Calendar
from sites.procedures.cases import delivering
from sites.procedures.cases.delivering import Numbered
from sites.procedures.cases.enums import CaseState, Channel
from sites.procedures.models import CaseDelivery, Procedure
from sites.units.models import UnitVersion, today

from .facts import Country
from .models import DemoItem

TOTAL = 50_000
DAYS = 455
# How many cases a unit of each tier has beside one of another tier.
WEIGHTS = {"province": 4.0, "department": 9.0, "district": 5.0, "commune": 1.0}
# The share finished after the day promised, from the best unit to the worst, and of those finished sooner.
LATE, EARLY = (0.012, 0.085), 0.62
# Of those not finished although their day has passed: so few are forgotten for long.
FORGOTTEN = 0.004
DEFAULT_LIMIT = 5
AGENCY = "H60"
EXAMPLE = "case-example"
# What each example shows: its last four figures and words about it.
EXAMPLES = (
    ("0042", "đang giải quyết, còn trong hạn"),
    ("1975", "đã quá hạn, có ngày hẹn mới"),
    ("2468", "đã quá hạn, chưa có ngày hẹn mới"),
    ("8080", "đã trả kết quả trước hạn"),
    ("3210", "không đủ điều kiện giải quyết"),
)


def examples() -> list[tuple[str, str, str]]:
    """What the page of the look-up shows in the demo: code, four figures, words."""
    keys = DemoItem.objects.filter(key__startswith=f"{EXAMPLE}:").values_list("key", flat=True)
    # Their last figures number them.
    codes = sorted((key.partition(":")[2] for key in keys), key=lambda code: code[-4:])
    return [(code, fact, words) for code, (fact, words) in zip(codes, EXAMPLES, strict=False)]


class CaseBook:
    """Delivers the cases of every unit, once."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.today = today()
        self.world = delivering.world()
        self.calendar: Calendar = self.world.calendar
        self.procedures = self._procedures()
        # Only of those that carry out something: the others' part would be nobody's.
        working = (version.tier.code for version in country.versions if self.procedures.get(version.tier.code))
        self.weight = sum(WEIGHTS.get(tier, 1.0) for tier in working)

    @staticmethod
    def _procedures() -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        rows = Procedure.objects.filter(live=True, ends_on__isnull=True, locale__language_code="vi").exclude(code="")
        for row in rows.prefetch_related("tiers").order_by("code"):
            for tier in row.tiers.all():
                found.setdefault(tier.code, []).append(row)
        return found

    def write(self, version: UnitVersion) -> None:
        """The cases of a unit, delivered once; none where nobody carries out a procedure of its tier."""
        key = f"cases:{version.unit_id}"
        procedures = self.procedures.get(version.tier.code, [])
        if not procedures or DemoItem.objects.filter(key=key).exists():
            return
        number = ceil(TOTAL * WEIGHTS.get(version.tier.code, 1.0) / self.weight)
        with transaction.atomic():
            delivery = CaseDelivery(unit=version.unit, channel=Channel.PROGRAM, name="Dữ liệu của bản chạy thử")
            rows = list(self._examples(version, procedures)) if version == self.country.province else []
            delivering.take(delivery, self._numbered(version, procedures, number, rows), self.world)
            DemoItem.objects.create(key=key)

    def _numbered(self, version: UnitVersion, procedures: list, number: int, first: list[dict]) -> Iterator[Numbered]:
        yield from enumerate(first, start=1)
        chance = Random(f"cases {version.code} {version.full_name}")
        late = chance.uniform(*LATE)
        serials: dict[date, int] = {}
        # A few procedures are most of the work of every desk.
        weights = [1 / (place + 1) for place in range(len(procedures))]
        chosen = chance.sample(procedures, len(procedures))
        for line, procedure in enumerate(chance.choices(chosen, weights, k=number), start=len(first) + 1):
            yield line, self._case(version, procedure, chance, late, serials)

    def _case(self, version: UnitVersion, procedure: Any, chance: Random, late: float, serials: dict) -> dict[str, Any]:
        received = self.calendar.on_or_after(self.today - timedelta(days=chance.randrange(DAYS)))
        if received > self.today:
            received -= timedelta(days=7)
        limit = procedure.time_value if procedure.time_unit == "working_day" and procedure.time_value else DEFAULT_LIMIT
        due = self.calendar.add(received, limit)
        roll = chance.random()
        if roll < late:
            takes = limit + 1 + int(chance.expovariate(0.35))
        elif roll < late + EARLY:
            takes = chance.randrange(limit)
        else:
            takes = limit
        finished = self.calendar.add(received, takes)
        serials[received] = serials.get(received, 0) + 1
        row = {
            "code": f"000.{version.unit_id % 100:02}.{version.unit_id // 100:02}.{AGENCY}"
            f"-{received:%y%m%d}-{serials[received]:04}",
            "version": 1,
            "procedure": procedure.code,
            "received_on": received,
            "due_on": due,
            "fact": f"{chance.randrange(10_000):04}",
        }
        if finished > self.today or chance.random() < FORGOTTEN:
            row["state"] = self._open_state(received, chance)
            if due < self.today and chance.random() < 0.7:
                row["new_due_on"] = self.calendar.add(self.today, 3)
            return row
        state = CaseState.REFUSED if chance.random() < 0.02 else CaseState.RETURNED
        if (self.today - finished).days < 2 and state == CaseState.RETURNED:
            state = CaseState.SOLVED
        return row | {"state": state, "finished_on": finished}

    def _open_state(self, received: date, chance: Random) -> CaseState:
        if received == self.today:
            return CaseState.RECEIVED
        return CaseState.WAITING if chance.random() < 0.06 else CaseState.PROCESSING

    def _examples(self, version: UnitVersion, procedures: list) -> Iterator[dict[str, Any]]:
        """One of each kind that the look-up can answer."""
        days = self.calendar

        def ago(working_days: int) -> date:
            day = self.today
            while days.count(day, self.today) < working_days:
                day -= timedelta(days=1)
            return days.on_or_after(day) if days.on_or_after(day) <= self.today else day

        stories: list[dict[str, Any]] = [
            {"state": "processing", "received_on": ago(2), "due_on": days.add(self.today, 4)},
            {
                "state": "processing",
                "received_on": ago(12),
                "due_on": ago(3),
                "new_due_on": days.add(self.today, 2),
            },
            {"state": "processing", "received_on": ago(9), "due_on": ago(1)},
            {"state": "returned", "received_on": ago(10), "due_on": ago(4), "finished_on": ago(6)},
            {"state": "refused", "received_on": ago(8), "due_on": ago(2), "finished_on": ago(5)},
        ]
        for place, ((fact, _words), story) in enumerate(zip(EXAMPLES, stories, strict=True), start=1):
            code = f"000.00.00.{AGENCY}-{story['received_on']:%y%m%d}-900{place}"
            DemoItem.objects.get_or_create(key=f"{EXAMPLE}:{code}")
            procedure = procedures[place % len(procedures)]
            yield {"code": code, "version": 1, "procedure": procedure.code, "fact": fact, **story}
