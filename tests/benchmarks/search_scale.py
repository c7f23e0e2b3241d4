"""What a search costs among ten thousand, a hundred thousand and a million entries, on both engines.

`python -m tests.benchmarks search_scale` prints, for ten kinds of questions, the median and the 95th percentile on
PostgreSQL and, where a node can run, on OpenSearch, next to the time of the bare engine for the same body; how fast an
index is built and how large it is. It fails when PostgreSQL at the largest size takes more than five times what it
takes at a tenth of it, or more than two seconds; or when there a whole search takes more than 1.5 times the bare
engine's time.
"""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles

from ._database import empty_database

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 15
SLOWER, LONGEST, OVERHEAD = 5.0, 2.0, 1.5

HEADING = f"{'question':18}{'PostgreSQL p50':>16}{'p95':>8}{'OpenSearch p50':>16}{'p95':>8}{'bare p50':>10}{'ratio':>7}"
QUESTIONS = {
    "number": ("123/2015/QĐ-UBND", {}),
    "half a number": ("123/2015", {}),
    "rare words": ("tiêm phòng gia súc", {}),
    "common words": ("quyết định phê duyệt", {}),
    "one common word": ("đất", {}),
    "no accents": ("dang ky khai sinh", {}),
    "with a place": ("cap phep xay dung xa tan trao", {}),
    "sentence": ("muốn làm giấy khai sinh cho con thì cần những giấy tờ gì và nộp ở đâu", {}),
    "chosen values": ("kế hoạch", {"filters": {"kind": ("document",), "status": ("in_force",)}}),
    "newest first": ("thông báo", {"sort": "date"}),
    "page ten": ("hướng dẫn thực hiện", {"page": 10}),
}


def main(largest: int = SIZES[-1]) -> int:
    with empty_database():
        return measure([size for size in SIZES if size <= largest])


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one call that warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken), quantiles(taken, n=20)[-1]


def measure(sizes: list[int]) -> int:
    from django.conf import settings
    from django.db import connection

    from search.engines.clients import client_for
    from search.engines.lucene import LuceneEngine
    from search.engines.postgres import PostgresEngine
    from search.models import Entry
    from search.services import count_words
    from tests.opensearch.node import CannotStart, one_node

    from ._many_documents import make_units
    from ._many_entries import entries

    make_units("tuyenquang.localhost")
    units, places = _units()
    broken: list[str] = []
    before: dict[str, float] = {}
    made = 0
    with ExitStack() as running:
        engine = None
        try:
            node = running.enter_context(one_node(Path(settings.VAR_DIR) / "opensearch" / "bench", heap="1g"))
            settings.SEARCH_URL = f"opensearch+{node.url}/bench"
            engine = client_for(settings.SEARCH_URL)
        except CannotStart as reason:
            print(f"OpenSearch is left out: {reason}")
        for size in sizes:
            began = time.monotonic()
            for rows in entries(made + 1, size, units, places):
                Entry.objects.bulk_create(rows)
            written = time.monotonic() - began
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE search_entry")
            count_words()
            print(f"\n== {size:,} entries; {(size - made) / written:,.0f} a second into PostgreSQL, {_table_size()}")
            made = size
            if engine is not None:
                _index(engine, size)
            postgres = PostgresEngine()
            lucene = LuceneEngine(engine) if engine is not None else None
            print(HEADING)
            for name, (words, options) in QUESTIONS.items():
                broken += _row(name, words, options, postgres, lucene, before, largest=size == sizes[-1])
    print(*broken, sep="\n")
    return len(broken)


def _row(name, words, options, postgres, lucene, before, *, largest: bool) -> list[str]:
    from search.query import Request, parse

    request = Request(terms=parse(words), **options)
    mid, high = timed(lambda: postgres.search(request))
    broken = []
    if largest and name in before and mid > SLOWER * before[name] and mid > 20:
        broken.append(f"{name}: {mid / before[name]:.1f} times as slow on PostgreSQL as at a tenth of the size")
    if high > LONGEST * 1000:
        broken.append(f"{name}: {high:.0f} ms on PostgreSQL")
    before[name] = mid
    line = f"{name:18}{mid:16.0f}{high:8.0f}"
    if lucene is not None:
        whole, high = timed(lambda: lucene.search(request))
        bare, _high = timed(_bare(lucene, request))
        line += f"{whole:16.0f}{high:8.0f}{bare:10.0f}{whole / bare:7.2f}"
        if largest and whole > OVERHEAD * bare and whole > 20:
            broken.append(f"{name}: {whole / bare:.2f} times the bare engine's time")
    print(line, flush=True)
    return broken


def _bare(lucene, request) -> Callable[[], object]:
    """The bodies of a search, sent again as they were, their answers only received."""
    sent = []
    ask = lucene._client.ask
    lucene._client.ask = lambda *arguments, **options: (sent.append((arguments, options)), ask(*arguments, **options))[
        1
    ]
    try:
        lucene.search(request)
    finally:
        del lucene._client.ask
    return lambda: [ask(*arguments, **options) for arguments, options in sent]


def _units() -> tuple[list[tuple[int, str]], list[str]]:
    from sites.units.models import UnitVersion

    rows = list(UnitVersion.objects.on().values_list("unit_id", "tier__code", "full_name"))
    return [(unit, tier) for unit, tier, _name in rows], [name for _unit, _tier, name in rows]


def _table_size() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_total_relation_size('search_entry'))")
        return f"{cursor.fetchone()[0]} with its indexes"


def _index(engine, size: int) -> None:
    from search import rebuild

    began = time.monotonic()
    index = rebuild.rebuild(engine)
    taken = time.monotonic() - began
    engine.ask("POST", f"/{index.name}/_forcemerge", timeout=600, params={"max_num_segments": "5"})
    stats = engine.ask("GET", f"/{index.name}/_stats/store", timeout=60)
    megabytes = stats["_all"]["primaries"]["store"]["size_in_bytes"] / 2**20
    print(f"   {size / taken:,.0f} a second into OpenSearch, {megabytes:,.0f} MB")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]))
