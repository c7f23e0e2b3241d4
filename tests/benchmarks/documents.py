"""What a page of a list of documents costs among a million: buffers read, and time against ten thousand.

`python -m tests.benchmarks documents` makes the documents by SQL, asks for the same lists at both sizes through the
real views, and prints a table. It fails when a promise of docs/documents.md is broken: more than 100 buffers for the
rows of a listed combination, more than 2,000 for everything that any other asks, more than three times the time.
"""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from ._database import empty_database

SMALL, LARGE = 10_000, 1_000_000
LISTED_BUFFERS, OTHER_BUFFERS, SLOWER = 100, 2_000, 3.0
RANDOM_COMBINATIONS = 200
ROUNDS = 7
TRIES = 5
DOMAIN = "tuyenquang.localhost"
DEEP = 10_000  # pages

_BUFFERS = re.compile(r"(?:hit|read)=(\d+)")
_LIST_TABLES = ("documents_", "units_unitversion")


@dataclass
class Cost:
    rows: int  # buffers of the walk and of the documents it found
    all: int  # and of the numbers of all filters
    milliseconds: float


def main(large: int = LARGE) -> int:
    with empty_database():
        return measure(large)


def measure(large: int) -> int:
    from ._many_documents import make_documents, make_units

    began = time.monotonic()
    sites = make_units(DOMAIN)
    make_documents(1, SMALL)
    cases = named_cases(sites)
    small = {name: cost_of(make) for name, make in cases.items()}
    make_documents(SMALL + 1, large)
    print(f"{large:,} documents of {sum_units():,} units made in {time.monotonic() - began:.0f} s")
    broken: list[str] = []
    print(
        f"{'list':42} {'rows':>6} {'all':>6} {'ms':>14} {'ratio':>6}   (rows, all: buffers; ms: {SMALL:,}, {large:,})"
    )
    for name, make in cases.items():
        before, now = small[name], cost_of(make)
        for _try in range(TRIES):
            # A machine that does other things at the moment is asked again.
            if now.milliseconds > SLOWER * before.milliseconds:
                time.sleep(1)
                now.milliseconds = min(now.milliseconds, cost_of(make).milliseconds)
        ratio = now.milliseconds / before.milliseconds
        print(f"{name:42} {now.rows:6} {now.all:6} {before.milliseconds:6.1f} {now.milliseconds:7.1f} {ratio:6.2f}")
        if name.startswith("·") and now.rows > LISTED_BUFFERS:
            broken.append(f"{name}: {now.rows} buffers for its rows")
        broken += verdict(name, now, ratio)
    broken += random_cases(sites)
    print(*broken, sep="\n")
    return len(broken)


def verdict(name: str, now: Cost, ratio: float) -> list[str]:
    broken = [f"{name}: {now.all} buffers"] if now.all > OTHER_BUFFERS else []
    return broken + ([f"{name}: {ratio:.1f} times as slow"] if ratio > SLOWER else [])


def sum_units() -> int:
    from sites.units.models import Unit

    return Unit.objects.count()


# --- Which lists ----------------------------------------------------------------------------------


def named_cases(sites: tuple) -> dict[str, Callable[[], tuple[str, str]]]:
    """Lists by name, as functions that give host and address; those with a dot are the listed ones."""
    from sites.documents.models import DocumentType, Field, IssuingBody

    root, district, _commune = sites
    types = list(DocumentType.objects.order_by("pk").values_list("code", flat=True))
    fields = list(Field.objects.order_by("pk").values_list("code", flat=True))
    common, rare = types[0], types[-2]
    issuer = IssuingBody.objects.filter(unit=root).order_by("pk").first().pk
    everywhere = {
        "no filter": "",
        "type": f"&loai={common}",
        "rare type": f"&loai={rare}",
        "issuer": f"&co-quan={issuer}",
        "field": f"&linh-vuc={fields[3]}",
        "year": "&nam=2015",
        "status": "&hieu-luc=expired",
        "rare status": "&hieu-luc=suspended",
        "tier": "&cap=commune",
        "issuer + type": f"&co-quan={issuer}&loai={rare}",
        "tier + type": f"&cap=district&loai={rare}",
        "tier + field": f"&cap=district&linh-vuc={fields[-2]}",
        "type + field": f"&loai={rare}&linh-vuc={fields[-2]}",
        "type + status": f"&loai={rare}&hieu-luc=suspended",
        "type + year": f"&loai={common}&nam=2001",
        "issuer + year": f"&co-quan={issuer}&nam=2001",
        "field + year": f"&linh-vuc={fields[-2]}&nam=2001",
        "status + year": "&hieu-luc=suspended&nam=2001",
        "tier + year": "&cap=district&nam=2001",
        "issuer + type + year": f"&co-quan={issuer}&loai={rare}&nam=2010",
        "type + field + year": f"&loai={common}&linh-vuc={fields[-2]}&nam=2010",
        "type + status + year": f"&loai={rare}&hieu-luc=suspended&nam=2010",
        "tier + type + year": f"&cap=district&loai={rare}&nam=2010",
        "tier + field + year": f"&cap=district&linh-vuc={fields[-2]}&nam=2010",
    }
    own = {
        "unit": "",
        "unit + type": f"&loai={rare}",
        "unit + year": "&nam=2001",
        "unit + type + year": f"&loai={rare}&nam=2010",
    }
    others = {
        "status + field": f"&hieu-luc=suspended&linh-vuc={fields[-2]}",
        "tier + status": "&cap=commune&hieu-luc=in_force",
        "type + field + status + tier": f"&loai={common}&linh-vuc={fields[0]}&hieu-luc=in_force&cap=commune",
        "issuer + field + status": f"&co-quan={issuer}&linh-vuc={fields[-2]}&hieu-luc=suspended",
        "nothing: all filters": f"&co-quan={issuer}&loai={rare}&linh-vuc={fields[-2]}&hieu-luc=suspended"
        "&cap=commune&nam=1993",
        "nothing: four common values": f"&co-quan={issuer}&loai={common}&hieu-luc=in_force&cap=commune",
    }
    cases: dict[str, Callable[[], tuple[str, str]]] = {}

    def add(name: str, host: str, scope: str, asked: str) -> None:
        path = f"/van-ban/?pham-vi={scope}{asked}"
        cases[name] = lambda: (host, path)
        if not name.startswith("nothing"):
            cases[f"{name}, deep"] = lambda: (host, f"{path}&sau={deep_place(host, path)}")

    for name, asked in everywhere.items():
        add(f"· {name}", DOMAIN, "all", asked)
    for name, asked in own.items():
        add(f"· {name}", DOMAIN, "site", asked)
    for name, asked in others.items():
        add(name, DOMAIN, "all", asked)
    add("unit and below (101 units)", f"huyen.{DOMAIN}", "below", "")
    add("unit and below + type", f"huyen.{DOMAIN}", "below", f"&loai={rare}")
    add("unit + field + status", DOMAIN, "site", f"&linh-vuc={fields[-2]}&hieu-luc=suspended")
    return cases


_places: dict[tuple[int, str, str], str] = {}


def deep_place(host: str, path: str) -> str:
    """The place of page 10,000 of a list, or of what lies two thirds into a shorter one."""
    from django.db import connection

    wanted = wanted_of(host, path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM documents_listeddocument")
        key = (cursor.fetchone()[0], host, path)
        if key not in _places:
            parts = [f"{name} = {value}" for name, value in wanted.columns.items()]
            if wanted.year:
                parts.append(f"extract(year FROM issued_on) = {wanted.year}")
            if wanted.units is not None:
                parts.append(f"unit IN ({', '.join(map(str, wanted.units))})")
            where = " AND ".join(parts) or "true"
            cursor.execute(f"SELECT count(*) FROM documents_listeddocument WHERE {where}")
            offset = min(DEEP * 20, cursor.fetchone()[0] * 2 // 3)
            cursor.execute(
                f"SELECT issued_on, document_id FROM documents_listeddocument WHERE {where}"
                f" ORDER BY issued_on DESC, document_id DESC OFFSET {offset} LIMIT 1"
            )
            found = cursor.fetchone() or (date(wanted.year or 2000, 6, 1), 1)
            _places[key] = f"{found[0]}-{found[1]}"
    return _places[key]


def wanted_of(host: str, path: str) -> Any:
    from django.test import RequestFactory

    from sites.documents import asking
    from sites.units import hosts

    request = RequestFactory().get(path)
    request.unit_host = hosts.resolve(host)
    return asking.parse(request).wanted([])


def random_cases(sites: tuple) -> list[str]:
    """Combinations by chance, most of them of three and more filters, many without a single document."""
    from sites.documents.models import DocumentType, Field, IssuingBody

    thrown = random.Random(43)
    choices = {
        "loai": list(DocumentType.objects.values_list("code", flat=True)),
        "linh-vuc": list(Field.objects.values_list("code", flat=True)),
        "hieu-luc": ["in_force", "expired", "partly", "not_yet", "suspended"],
        "cap": ["province", "department", "district", "commune"],
        "nam": list(range(1992, 2027)),
        "co-quan": list(IssuingBody.objects.filter(unit__in=[unit.pk for unit in sites]).values_list("pk", flat=True)),
    }
    hosts_and_scopes = [(DOMAIN, "all"), (DOMAIN, "site"), (f"huyen.{DOMAIN}", "below"), (f"xa.{DOMAIN}", "site")]
    costs = []
    for _number in range(RANDOM_COMBINATIONS):
        host, scope = thrown.choice(hosts_and_scopes)
        names = thrown.sample(sorted(choices), thrown.randint(2, len(choices)))
        # The first values are the common ones, whose combinations are the dear ones.
        asked = {name: choices[name][int(len(choices[name]) * thrown.random() ** 3)] for name in names}
        path = f"/van-ban/?pham-vi={scope}" + "".join(f"&{name}={value}" for name, value in asked.items())
        costs.append((cost_of(lambda host=host, path=path: (host, path), rounds=1), f"{host}{path}"))
    worst, where = max(costs, key=lambda one: one[0].all)
    slowest = max(costs, key=lambda one: one[0].milliseconds)
    print(
        f"{len(costs)} combinations by chance: {median(cost.all for cost, _where in costs):.0f} buffers in the middle,"
    )
    print(f"  {worst.all} at most ({where}), slowest {slowest[0].milliseconds:.0f} ms ({slowest[1]})")
    return [f"{where}: {cost.all} buffers" for cost, where in costs if cost.all > OTHER_BUFFERS]


# --- What one costs ---------------------------------------------------------------------------------


def cost_of(make: Callable[[], tuple[str, str]], rounds: int = ROUNDS) -> Cost:
    """The buffers of one request's questions about documents, and the shortest time of some that no cache answers."""
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    host, path = make()
    client = Client(headers={"host": host})
    times = []
    for number in range(rounds + 1):
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            # An unknown parameter: the page cache passes the request on.
            response = client.get(f"{path}&do={number}")
            times.append((time.perf_counter() - began) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{host}{path} answered {response.status_code}")
    questions = [query["sql"] for query in captured if any(name in query["sql"] for name in _LIST_TABLES)]
    read = {sql: buffers(sql) for sql in questions}
    rows = [sql for sql in read if "AS walked" in sql and "matches" in sql or "IN (" in sql and "issuer_name" in sql]
    return Cost(sum(read[sql] for sql in rows), sum(read.values()), min(times[1:]))


def buffers(sql: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {sql}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    # The first line with buffers is that of the whole plan.
    line = next((line for line in plan.splitlines() if "Buffers: shared" in line), "")
    return sum(map(int, _BUFFERS.findall(line)))


if __name__ == "__main__":
    raise SystemExit(main())
