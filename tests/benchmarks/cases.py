"""What cases cost by their number: the look-up of one, the figures of all units, a batch of a hundred thousand.

`python -m tests.benchmarks cases` makes fifty thousand cases and then five million by SQL, asks the same at both
sizes, and prints a table. It fails when a promise of docs/cases.md is broken.
"""

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from typing import Any

from ._database import empty_database

SMALL, LARGE = 50_000, 5_000_000
UNITS, FIELDS = 150, 20
LOOKUP_BUFFERS = 10
# How many times the buffers at the small size: the same where every unit has its months at fifty thousand already (·);
# a few times where cells of days and of fields fill up with the cases (~), whose number units and days bound.
BOUNDS = {"·": 1.25, "~": 4.0}
BATCHES = (1_000, 10_000, 100_000)
MORE_MEMORY = 24 * 1024  # kilobytes
KEPT = "1.000000"
_BUFFERS = re.compile(r"(?:hit|read)=(\d+)")

_MAKE = """
INSERT INTO procedures_case
    (code, unit_id, procedure_id, field_id, version, state, received_on, due_on, finished_on, new_due_on, fact,
    changed_at)
SELECT code, unit_id, procedure_id, field_id, 3, CASE WHEN finished IS NULL THEN 'processing' ELSE 'returned' END,
    received, due, finished, NULL, sha256(code::bytea), now()
FROM (
    SELECT *, CASE WHEN takes < 0 OR received + takes > %(today)s THEN NULL ELSE received + takes END AS finished
    FROM (
        SELECT '000.00.' || lpad((n %% 100)::text, 2, '0') || '.H60-' || to_char(day, 'YYMMDD') || '-'
                || lpad(n::text, 7, '0') AS code,
            units[1 + (r2 * {units})::int %% {units}] AS unit_id,
            p.id AS procedure_id, p.field_id, day AS received, day + 7 AS due,
            CASE WHEN r3 < 0.004 THEN -1 WHEN r3 < 0.06 THEN 8 + (r4 * 20)::int ELSE (r4 * 8)::int END AS takes
        FROM (
            SELECT n, %(today)s - (random() * 1400)::int AS day,
                random() AS r2, random() AS r3, random() AS r4, random() AS r5
            FROM generate_series(%(start)s, %(end)s) AS n
        ) AS thrown
        JOIN bench_procedure AS p ON p.place = (r5 * {fields})::int %% {fields},
        (SELECT array_agg(DISTINCT unit_id) AS units FROM units_unitversion) AS u
    ) AS made
) AS done
"""


def main(large: int = LARGE) -> int:
    with empty_database():
        return measure(large)


def measure(large: int) -> int:
    from sites.procedures.cases import figures

    prepare()
    broken: list[str] = []
    costs: dict[int, dict[str, tuple[int, float]]] = {}
    done = 0
    for size in (SMALL, large):
        began = time.monotonic()
        make(done + 1, size)
        done = size
        made = time.monotonic()
        figures.recount()
        print(f"{size:,} cases made in {made - began:.0f} s, all counted in {time.monotonic() - made:.1f} s")
        analyze()
        costs[size] = {name: cost_of(ask) for name, ask in questions().items()}
    print(f"{'question':34} {'buffers':>16} {'ms':>16}   (at {SMALL:,} and at {large:,})")
    for name, (small_buffers, small_ms) in costs[SMALL].items():
        buffers, ms = costs[large][name]
        print(f"{name:34} {small_buffers:7} {buffers:8} {small_ms:8.2f} {ms:7.2f}")
        if name.startswith("look-up"):
            broken += [f"{name}: {buffers} buffers"] if buffers > LOOKUP_BUFFERS else []
        elif buffers > BOUNDS[name[0]] * small_buffers + 4:
            broken.append(f"{name}: {buffers} buffers beside {small_buffers}")
    broken += batches()
    if wrong := figures.differences():
        broken.append(f"after the batches {wrong} rows of figures differ")
    print(*broken, sep="\n")
    return len(broken)


# --- What there is -------------------------------------------------------------------------------


def prepare() -> None:
    from django.db import connection
    from wagtail.models import Locale

    from sites.documents.models import Field
    from sites.procedures.models import Agency, Procedure
    from sites.units.models import Tier, Unit, UnitVersion
    from sites.units.services import sync_tiers

    sync_tiers()
    tier = Tier.objects.get(code="commune")
    kind = tier.types.first()
    for place, unit in enumerate(Unit.objects.bulk_create([Unit() for _number in range(UNITS)])):
        version = UnitVersion(unit=unit, tier=tier, unit_type=kind, name=f"Số {place}", valid_from=date(2019, 1, 1))
        version.compose()
        version.save()
    while Field.objects.count() < FIELDS:
        Field.objects.create(code=f"linh-vuc-{Field.objects.count()}", name="Lĩnh vực")
    locale, _made = Locale.objects.get_or_create(language_code="vi")
    agency = Agency.objects.first() or Agency.objects.create(code="thu", name="Cơ quan thử")
    first = Unit.objects.first()
    for place, field in enumerate(Field.objects.order_by("pk")[:FIELDS]):
        Procedure.objects.create(
            unit=first,
            code=f"1.{place:06}",
            slug=f"thu-tuc-{place}",
            name=f"Thủ tục {place}",
            field=field,
            agency=agency,
            applicants="x",
            result="x",
            locale=locale,
            live=True,
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_procedure AS"
            " SELECT id, field_id, (row_number() OVER (ORDER BY id) - 1)::int AS place FROM procedures_procedure"
        )


def make(start: int, end: int) -> None:
    from django.db import connection

    from sites.units.models import today

    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            # Keys are right by the way they are made; checking each takes longer than making it.
            cursor.execute("ALTER TABLE procedures_case DISABLE TRIGGER ALL")
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(_MAKE.format(units=UNITS, fields=FIELDS), {"start": start, "end": end, "today": today()})
        cursor.execute("ALTER TABLE procedures_case ENABLE TRIGGER ALL")


def analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("procedures_case", "procedures_monthfigure", "procedures_openfigure", "core_tries"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


# --- What is asked -------------------------------------------------------------------------------


def questions() -> dict[str, Callable[[], Any]]:
    from sites.procedures.cases import reading
    from sites.procedures.cases.codes import stored_fact
    from sites.procedures.models import Case
    from sites.units.models import today

    code = Case.objects.order_by("-pk").values_list("code", flat=True)[0]
    unit = Case.objects.values_list("unit_id", flat=True)[0]
    day = today()
    month = reading.Span(day.replace(day=1), day.replace(day=1))
    year = day.year - 1
    return {
        "look-up, there is such a case": lambda: list(Case.objects.filter(code=code)),
        "look-up, wrong second fact": lambda: list(Case.objects.filter(code=code, fact=stored_fact(code, "0000"))),
        "look-up, no such case": lambda: list(Case.objects.filter(code="X-1234", fact=stored_fact("X", "0000"))),
        "~ all units, this month": lambda: reading.by_unit(month),
        "· all units, a year": lambda: reading.by_unit(reading.Span.year(year)),
        "· all units, by month": lambda: reading.by_month(year, None),
        "· one unit, by month": lambda: reading.by_month(year, unit),
        "~ one unit, by field": lambda: reading.by_field(reading.Span.year(year), unit),
        "~ open and overdue now": lambda: reading.standing(None),
    }


def cost_of(ask: Callable[[], Any]) -> tuple[int, float]:
    """The buffers of all statements that a question runs, and the middle of five times in milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask()
    buffers = 0
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        first = next((line for line in plan.splitlines() if "Buffers:" in line), "")
        buffers += sum(map(int, _BUFFERS.findall(first)))
    times = []
    for _round in range(1 if buffers > 10_000 else 5):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return buffers, median(times)


# --- A batch over the network ----------------------------------------------------------------------


def batches() -> list[str]:
    """Each size in the same process, the smallest first: the largest memory it ever took may hardly grow."""
    from sites.units.models import Unit

    print(f"{'rows in a batch':34} {'seconds':>8} {'peak kB':>10}")
    peaks = []
    for size in BATCHES:
        began = time.monotonic()
        unit = Unit.objects.order_by("pk")[0]
        answer = _deliver(unit, size)
        if answer.total != size or answer.bad:
            return [f"a batch of {size}: {answer.bad} of {answer.total} rows were set aside"]
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        print(f"{size:34,} {time.monotonic() - began:8.1f} {peaks[-1]:10,}")
    if peaks[-1] - peaks[1] > MORE_MEMORY:
        return [f"a batch of {BATCHES[-1]:,} took {peaks[-1] - peaks[1]:,} kB more than one of {BATCHES[1]:,}"]
    return []


def _deliver(unit: Any, size: int) -> Any:
    """As the interface does it: from a body on disk, line by line."""
    from tempfile import TemporaryFile

    from django.db import connection, reset_queries

    from sites.procedures.cases import batches as interface
    from sites.procedures.cases import delivering
    from sites.procedures.cases.enums import Channel
    from sites.procedures.models import CaseDelivery

    with TemporaryFile() as body:
        for line in _lines(size):
            body.write(line)
        body.seek(0)
        connection.force_debug_cursor = False
        reset_queries()
        return delivering.take(CaseDelivery(unit=unit, channel=Channel.API), interface._lines(body))


def _lines(size: int) -> Iterator[bytes]:
    for number in range(size):
        case = {
            "code": f"B{size}-260302-{number:07}",
            "version": 1,
            "procedure": KEPT,
            "state": "returned" if number % 3 else "processing",
            "received_on": "2026-03-02",
            "due_on": "2026-03-09",
            "fact": f"{number % 10_000:04}",
        }
        if number % 3:
            case["finished_on"] = "2026-03-06"
        yield json.dumps(case).encode() + b"\n"


if __name__ == "__main__":
    sys.exit(main())
