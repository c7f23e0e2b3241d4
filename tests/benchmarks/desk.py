"""Does the board of a newsroom grow with its archive? Compares a unit with a hundred articles and with twenty thousand.

Prints SQL queries and milliseconds of the board, one of its columns and a year's statistics. Fails when one asks more
queries than before, beyond one for each column that has become full and is counted, or takes longer than a second.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from ._database import empty_database

FEW, MANY = 100, 20_000
SLOWEST = 1000.0
ROUNDS = 5
# The first path step that no page made by hand has; four digits of base 36 are enough for all.
FIRST = 0xA000
# Of every hundred articles so many are drafts.
DRAFTS = 5


def main() -> int:
    with empty_database():
        return measure()


def measure() -> int:
    from django.utils import timezone

    from sites.newsroom.desk.board import BOARD, Board, Stage
    from sites.newsroom.statistics import reports
    from sites.newsroom.statistics.period import Period
    from sites.units.services import sync_tiers
    from tests.factories.units import make_article, make_person, make_site, make_unit

    sync_tiers()
    root = make_unit("province", "tinh", "Tuyên Quang", code="08")
    unit = make_site(
        make_unit("commune", "xa", "Trung Môn", parent=root, code="02449"), "trungmon.tuyenquang.localhost"
    )
    editor = make_person(unit=unit)
    article = make_article(unit, "Tin mẫu", owner=editor)
    type(article).objects.filter(pk=article.pk).update(first_published_at=timezone.now())
    today = timezone.localdate()
    year = Period(today - timedelta(days=365), today)
    looked_at: dict[str, Callable[[], Any]] = {
        "board": lambda: Board(unit, editor, {}).columns(),
        "published": lambda: list(Board(unit, editor, {}).column(Stage.PUBLISHED, 3)[1]),
        "statistics": lambda: reports.of_unit(unit, year),
    }
    multiply(article.pk, 0, FEW)
    before = {name: cost(look) for name, look in looked_at.items()}
    multiply(article.pk, FEW, MANY)
    after = {name: cost(look) for name, look in looked_at.items()}
    broken = []
    print(f"{'page':12} {'queries':>16} {'milliseconds':>20}   ({FEW} articles, {MANY} articles)")
    for name, (queries, spent) in after.items():
        old_queries, old_spent = before[name]
        print(f"{name:12} {old_queries:7} {queries:8} {old_spent:10.1f} {spent:9.1f}")
        if queries > old_queries + (len(BOARD) if name == "board" else 0):
            broken.append(f"{name}: {queries} queries instead of {old_queries}")
        if spent > SLOWEST:
            broken.append(f"{name}: {spent:.0f} ms")
    print(*broken, sep="\n")
    return len(broken)


def multiply(page_id: int, start: int, end: int) -> None:
    """Copy an article within its section until there are `end` of them, a few as drafts."""
    from django.db import connection
    from wagtail.models import Page

    from sites.newsroom.models import ArticlePage

    own = {
        "id": f"{10**6} + n",
        "path": f"left(path, length(path) - 4) || upper(to_hex({FIRST} + n))",
        "slug": "'tin-' || n",
        "url_path": "url_path || n || '/'",
        "translation_key": "gen_random_uuid()",
        "live": f"n %% 100 >= {DRAFTS}",
        "has_unpublished_changes": f"n %% 100 < {DRAFTS}",
        "first_published_at": "now() - n * interval '20 minutes'",
        "published_at": "now() - n * interval '20 minutes'",
        "page_ptr_id": f"{10**6} + n",
        "latest_revision_id": "NULL",
        "live_revision_id": "NULL",
    }
    with connection.cursor() as cursor:
        for model, key in ((Page, "id"), (ArticlePage, "page_ptr_id")):
            table = model._meta.db_table
            columns = [field.column for field in model._meta.local_concrete_fields]
            values = ", ".join(own.get(column, f'"{column}"') for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(%s, %s) AS n"  # noqa: S608
                f" WHERE {key} = %s",
                [start, end - 1, page_id],
            )
        cursor.execute("ANALYZE")


def cost(look: Callable[[], Any]) -> tuple[int, float]:
    """Queries and the median of milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    look()
    times = []
    for _round in range(ROUNDS):
        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            look()
            times.append((time.perf_counter() - began) * 1000)
    return len(captured), median(times)


if __name__ == "__main__":
    raise SystemExit(main())
