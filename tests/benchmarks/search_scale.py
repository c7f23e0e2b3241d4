"""What a search costs among ten thousand, a hundred thousand and a million entries, on both engines.

`python -m tests.benchmarks.search_scale 10000 100000 1000000` prints, for ten kinds of questions, the median and the
95th percentile of an answer of PostgreSQL, of an answer of OpenSearch where a node can run, and of the whole page made
from it, next to the bare engine's time for the same bodies, to its time for the question put plainly in one body that
counts every match, and to Wagtail's own search of the same texts; the same for suggestions; how fast an index is
built, how large it is, what publishing costs with and without the engine and what search and publishing cost while it
fails. Everything made is kept in var/search-scale, so that the second run measures only. It fails when a promise is
broken.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from . import _wagtail_search
from ._bare import TITLES, bodies_of, plainly, suggesting, timed, timed_together
from ._kept import FOLDER, database_server, use_database

# Promises about so many entries: with fewer, PostgreSQL has not come to where it looks at no more of them, and what the
# portal adds to an engine's time, which does not grow, is much of it.
HELD_FROM = 1_000_000
# PostgreSQL: at most so many times slower than at a tenth of the size; and never longer, at any, than so many seconds.
SLOWER, LONGEST = 5.0, 2.0
# The pages of all kinds of questions together, and suggestions, as multiples of the bare engine's time.
PAGE, SUGGESTION = 1.5, 1.3
# While the engine fails: searching compared with PostgreSQL as the chosen engine, publishing with a healthy engine.
FAULTY_SEARCH, FAULTY_PUBLISH = 1.5, 1.1
# So many seconds after the worker has taken a change the engine's totals and facets have followed.
FOLLOWS = 5.0
# What lies below is told in milliseconds and not compared: there the clock and the other processes decide.
NOISE_MS = 20.0
# A rebuild of more takes long and says nothing new: most of it is Python making tokens.
REBUILT = 10_000
# Wagtail's own search looks at every match: among more than these an answer takes tens of seconds.
WAGTAIL_UP_TO = 100_000
HOST = "tuyenquang.localhost"
COMMUNE = f"xa.{HOST}"

QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "number": ("123/2015/QĐ-UBND", {}),
    "half a number": ("123/2015", {}),
    "rare words": ("tiêm phòng gia súc", {}),
    "common words": ("quyết định phê duyệt", {}),
    "one common word": ("đất", {}),
    "no accents": ("dang ky khai sinh", {}),
    "with a place": ("cap phep xay dung xa so 77", {}),
    "sentence": ("muốn làm giấy khai sinh cho con thì cần những giấy tờ gì và nộp ở đâu", {}),
    "chosen values": ("kế hoạch", {"filters": {"kind": ("document",), "status": ("in_force",)}}),
    "newest first": ("thông báo", {"sort": "date"}),
    "page ten": ("hướng dẫn thực hiện", {"page": 10}),
}
# The last two are not among the newest: a rare word with one letter of the next, and words that few titles have.
TYPED = ("tiem phong gia s", "quyết định ph", "đấ", "dang ky kh", "thong bao ve viec kh", "8765 2", "le hoi hoa giai x")


def main(*sizes: int) -> int:
    with database_server(), kept_node() as engine:
        broken: list[str] = []
        before: dict[str, float] = {}
        for size in sorted(sizes or [10_000]):
            broken += measure(size, engine, before)
        print(*broken, sep="\n")
        return len(broken)


@contextmanager
def kept_node() -> Iterator[Any]:
    """A node that finds again what it was told in an earlier run, or None where no node can run."""
    from tests.opensearch.node import CannotStart, free_ports, launch, wait_until_ready

    folder = FOLDER / "node"
    try:
        node = launch(folder, *free_ports(2), heap="1g", lasting=True)
    except CannotStart as reason:
        print(f"OpenSearch is left out: {reason}")
        yield None
        return
    try:
        wait_until_ready(node, folder)
        yield node
    finally:
        node.stop()


def measure(size: int, node: Any, before: dict[str, float]) -> list[str]:
    from django.conf import settings

    from search.engines.clients import client_for
    from search.engines.lucene import LuceneEngine
    from search.engines.postgres import PostgresEngine

    seconds = use_database(size)
    made = f" (made in {seconds:.0f} s)" if seconds else ""
    print(f"\n== {size:,} entries; PostgreSQL: {_table_size()}{made}", flush=True)
    lucene = None
    settings.SEARCH_URL = ""
    if node is not None:
        url = f"opensearch+{node.url}/scale-{size}"
        lucene = LuceneEngine(client_for(url))
        settings.SEARCH_URL = url
        _index(lucene._client, size)
    postgres = PostgresEngine()
    if size <= WAGTAIL_UP_TO:
        _wagtail_search.make()
    # As a server does before it answers (portal.wsgi).
    gc.collect()
    gc.freeze()
    broken, pages = [], []
    heads = ("PostgreSQL", "OpenSearch", "page", "bare")
    print(f"{'':16}" + "".join(f"{head:>14}" for head in heads) + f"{'page/bare':>10}{'plain':>14}{'Wagtail':>14}")
    for name, (words, options) in QUESTIONS.items():
        broken += _row(name, words, options, postgres, lucene, before, pages, size)
    if pages:
        page, bare = (sum(times) for times in zip(*pages, strict=True))
        print(f"{'all together':16}{'':28}{page:14.0f}{bare:14.0f}{page / bare:10.2f}")
        if size >= HELD_FROM and page > PAGE * bare:
            broken.append(f"the pages take {page / bare:.2f} times the bare engine's time")
    broken += _suggestions(lucene, size)
    if lucene is not None:
        broken += _publishing(url)
        broken += _following(url)
        broken += _faults(url)
    return [f"{size:,}: {line}" for line in broken]


def _cell(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.0f} / {pair[1]:.0f}".rjust(14)


def _row(name, words, options, postgres, lucene, before, pages, size) -> list[str]:
    from search.query import Request, parse

    request = Request(terms=parse(words), **options)
    mine = timed(lambda: postgres.search(request))
    broken = []
    if size >= HELD_FROM and name in before and mine[0] > max(SLOWER * before[name], NOISE_MS):
        broken.append(f"{name}: {mine[0] / before[name]:.1f} times as slow on PostgreSQL as at a tenth of the size")
    if mine[1] > LONGEST * 1000:
        broken.append(f"{name}: {mine[1]:.0f} ms on PostgreSQL")
    before[name] = mine[0]
    line = f"{name:16}{_cell(mine)}"
    if lucene is not None:
        works = [lambda: lucene.search(request), _page(words, options), bodies_of(lucene, request)]
        whole, page, bare, plain = timed_together([*works, plainly(lucene, request)])
        line += f"{_cell(whole)}{_cell(page)}{_cell(bare)}{page[0] / bare[0]:10.2f}{_cell(plain)}"
        pages.append((page[0], bare[0]))
    beside = _cell(timed(_wagtail(words), 5)) if size <= WAGTAIL_UP_TO else f"{'–':>14}"
    print(line + beside, flush=True)
    return broken


def _page(words: str, options: dict[str, Any]) -> Callable[[], object]:
    """A whole request, as a reader's, through everything the portal does."""
    from django.test import Client

    from search.presenting import PARAMETERS

    asked = {"q": words, "trang": options.get("page", 1)}
    asked |= {"sap-xep": options["sort"]} if "sort" in options else {}
    asked |= {PARAMETERS[facet]: list(values) for facet, values in options.get("filters", {}).items()}
    return _visit(Client(headers={"host": HOST}), "/tim-kiem/", asked)


def _visit(client: Any, path: str, asked: dict[str, Any]) -> Callable[[], object]:
    def visit() -> None:
        answer = client.get(path, asked)
        assert answer.status_code == 200, answer.status_code

    return visit


def _wagtail(words: str) -> Callable[[], object]:
    return lambda: _wagtail_search.search(words)


def _suggestions(lucene: Any, size: int) -> list[str]:
    """Suggestions, which come from the database, next to what a bare engine takes for the same question."""
    from django.test import Client

    from search.beginnings import titles_beginning
    from sites.units import hosts

    broken, pairs = [], []
    print(f"{'suggestions':16}{'here':>14}{'PostgreSQL':>14}{'request':>14}{'bare engine':>14}{'ratio':>10}")
    for host in (HOST, COMMUNE):
        resolved = hosts.resolve(host)
        unit = resolved.unit_id if resolved else None
        client = Client(headers={"host": host})
        for typed in TYPED:
            works = [
                lambda typed=typed, unit=unit: titles_beginning(typed, unit),
                _visit(client, "/tim-kiem/goi-y/", {"q": typed}),
            ]
            if lucene is not None and size > REBUILT:
                works.append(suggesting(lucene, typed, unit))
            mine, request, *bare = timed_together(works)
            line = f"{typed[:15]:16}{host.partition('.')[0]:>14}{_cell(mine)}{_cell(request)}"
            if mine[1] > LONGEST * 1000:
                broken.append(f"suggesting “{typed}”: {mine[1]:.0f} ms")
            for one in bare:
                line += f"{_cell(one)}{request[0] / one[0]:10.2f}"
                pairs.append((request[0], one[0]))
            print(line, flush=True)
    if pairs:
        request, bare = (sum(times) for times in zip(*pairs, strict=True))
        print(f"{'all together':16}{'':28}{request:14.0f}{bare:14.0f}{request / bare:10.2f}")
        if size >= HELD_FROM and request > SUGGESTION * bare:
            broken.append(f"suggestions take {request / bare:.2f} times the bare engine's time")
    return broken


def _publishing(url: str) -> list[str]:
    """Publishing without an engine, with one, and with one that hangs: told by a worker, as on a server."""
    from django.conf import settings
    from django.test.utils import override_settings

    from search import outbox
    from sites.units.models import UnitHome
    from tests.factories.units import make_article

    unit = UnitHome.objects.select_related("unit").order_by("pk").first().unit
    article = make_article(unit, "Tin để đo việc đăng")

    def publish(to: str) -> None:
        settings.SEARCH_URL = to
        article.save_revision().publish()

    gone_url = "opensearch+http://127.0.0.1:9/gone"
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        works = [lambda to=to: publish(to) for to in ("", url, gone_url)]
        without, healthy, gone = timed_together(works)
        settings.SEARCH_URL = url
        article.delete()
        while outbox.tell().left:
            continue
    print(
        f"publishing without an engine{_cell(without)}, with one{_cell(healthy)}, with one that is gone{_cell(gone)} ms"
    )
    if gone[0] > FAULTY_PUBLISH * healthy[0]:
        return [f"publishing takes {gone[0] / healthy[0]:.2f} times as long while the engine is gone"]
    return []


def _following(url: str) -> list[str]:
    """How long after the worker has taken a change the engine counts it; while titles change five times."""
    from django.conf import settings

    from search import outbox
    from search.engines.clients import client
    from search.engines.lucene import LuceneEngine
    from search.query import Request, parse
    from sites.units.models import UnitHome
    from tests.factories.units import make_article

    settings.SEARCH_URL = url
    engine = LuceneEngine(client())
    unit = UnitHome.objects.select_related("unit").order_by("pk").first().unit
    longest = 0.0
    for round_ in range(5):
        article = make_article(unit, f"Tinvuadang{round_} zyxwv{round_}")
        request = Request(terms=parse(article.title))
        for total in (1, 0):
            if not total:
                article.delete()
            while outbox.tell().left:
                continue
            began = time.perf_counter()
            while engine.search(request).total != total and time.perf_counter() - began < 4 * FOLLOWS:
                time.sleep(0.02)
            longest = max(longest, time.perf_counter() - began)
    print(f"totals and facets follow the worker within {longest:.1f} s")
    return [f"totals follow only after {longest:.1f} s"] if longest > FOLLOWS else []


def _faults(url: str) -> list[str]:
    """Searching while the engine fails, next to PostgreSQL as the chosen engine, question by question."""
    from django.conf import settings

    from search import engines
    from search.query import Request, parse

    broken, ratios = [], []
    for name, (words, options) in QUESTIONS.items():
        request = Request(terms=parse(words), **options)
        settings.SEARCH_URL = ""
        chosen = timed(lambda request=request: engines.search(request), 7)
        settings.SEARCH_URL = "opensearch+http://127.0.0.1:9/gone"
        standing_in = timed(lambda request=request: engines.search(request), 7)
        ratios.append(standing_in[0] / chosen[0])
        if ratios[-1] > FAULTY_SEARCH and standing_in[0] > NOISE_MS:
            broken.append(f"{name}: {ratios[-1]:.2f} times PostgreSQL's own time while the engine is gone")
    settings.SEARCH_URL = url
    engines.breaker.worked()
    print(f"searching while it is gone: {median(ratios):.2f} times PostgreSQL's own time, at most {max(ratios):.2f}")
    return broken


def _table_size() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_total_relation_size('search_entry'))")
        return f"{cursor.fetchone()[0]} with its indexes"


def _index(engine: Any, size: int) -> None:
    """Build the index unless it is there from an earlier run; above `REBUILT` entries from ready documents."""
    from search import rebuild
    from search.engines.clients import Missing
    from search.models import EngineIndex

    from ._many_entries import documents

    try:
        there = engine.ask("POST", f"/{engine.address.prefix}/_count")["count"]
    except Missing:
        there = 0
    if there < size:
        EngineIndex.objects.all().delete()
        began = time.monotonic()
        if size > REBUILT:
            index = EngineIndex.objects.create(name=f"{engine.address.prefix}-fed", state=EngineIndex.State.BUILDING)
            rebuild._make(engine, index.name)
            engine.ask("PUT", f"/{index.name}/_mapping", TITLES)
            refreshing = f"/{index.name}/_settings"
            engine.ask("PUT", refreshing, {"index.refresh_interval": "-1"})
            for body in documents(index.name, size):
                engine.ask("POST", "/_bulk", body, timeout=300, params={"filter_path": "errors"})
            engine.ask("PUT", refreshing, {"index.refresh_interval": "1s"})
            engine.ask("POST", f"/{index.name}/_refresh", timeout=300)
            rebuild._change_over(engine, index)
        else:
            index = rebuild.rebuild(engine)
        how = "of ready documents" if size > REBUILT else "by a rebuild"
        print(f"   OpenSearch: {size / (time.monotonic() - began):,.0f} entries a second, {how}", flush=True)
        engine.ask("POST", f"/{index.name}/_forcemerge", timeout=900, params={"max_num_segments": "5"})
    stats = engine.ask("GET", f"/{engine.address.prefix}/_stats/store", timeout=60)
    print(f"   OpenSearch: {stats['_all']['primaries']['store']['size_in_bytes'] / 2**20:,.0f} MB", flush=True)


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
