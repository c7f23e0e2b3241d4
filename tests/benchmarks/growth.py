"""Does the cost of a public page grow with the number of units? Compares a few with many of them.

Prints SQL queries and milliseconds of pages rendered anew, with warm facts and with an empty cache, and what making
a unit's site costs. Fails when a page asks more queries than before, when it takes more than twice as long, when a site
needs more than 300 queries, or when the site of a page is not found cold in one query. Every commune has two languages.
UNITS=3300 measures a country's worth of them: up to 150 are made for real, the others are copies of one of them.
"""

import os
import time
from statistics import median

from ._database import empty_database
from ._many_sites import copy_site

FEW, MANY = 10, int(os.environ.get("UNITS", "150"))
MADE_FOR_REAL = 150
LANGUAGES = ("vi", "en")
DOMAIN = "tuyenquang.localhost"
SLOWER = 2.0
QUERIES_A_UNIT = 300
ROUNDS = 7


def main() -> int:
    with empty_database():
        return measure()


def measure() -> int:
    from wagtail.models import Page, Site

    from sites.units.services import sync_tiers
    from tests.factories.units import make_article, make_site, make_unit

    sync_tiers()
    root = make_site(make_unit("province", "tinh", "Tuyên Quang", code="08"), DOMAIN)
    district = make_site(make_unit("district", "huyen", "Yên Sơn", parent=root, code="075"), f"yenson.{DOMAIN}")
    first = make_site(
        make_unit("commune", "xa", "Trung Môn", parent=district, code="02449"), f"trungmon.{DOMAIN}", LANGUAGES
    )
    for number in range(25):
        article = make_article(first, f"Tin số {number}")
    pages = {"home": "/", "listing": "/tin-tuc/", "article": f"/tin-tuc/{article.slug}/", "directory": "/danh-ba/"}
    pages |= {"home (en)": "/en/", "listing (en)": "/en/tin-tuc/", "search (en)": "/en/tim-kiem/"}
    provision(root, district, 3, FEW)
    before = {(name, cold): cost(path, cold) for cold in (False, True) for name, path in pages.items()}
    worst = provision(root, district, FEW, min(MANY, MADE_FOR_REAL))
    if MANY > MADE_FOR_REAL:
        copy_site(pattern_site(district), district, range(MADE_FOR_REAL, MANY), DOMAIN)
    after = {(name, cold): cost(path, cold) for cold in (False, True) for name, path in pages.items()}
    print(f"{Site.objects.count()} sites, {Page.objects.count()} pages")
    print(f"{'page':19} {'queries':>16} {'milliseconds':>20} {'ratio':>7}   ({FEW} units, {MANY} units)")
    broken = [f"a site took {worst} queries"] if worst > QUERIES_A_UNIT else []
    for (name, cold), (queries, spent) in after.items():
        (old_queries, old_time), full_name = before[name, cold], f"{name}{' cold' if cold else ''}"
        print(f"{full_name:19} {old_queries:7} {queries:8} {old_time:10.1f} {spent:9.1f} {spent / old_time:7.2f}")
        if not queries or queries > old_queries:
            broken.append(f"{full_name}: {queries} queries instead of {old_queries}")
        # The directory lists more units when there are more, up to a page of them.
        if spent > SLOWER * old_time and name != "directory":
            broken.append(f"{full_name}: {spent / old_time:.1f} times as slow")
    print(f"site of a unit: {worst} queries at most")
    found = cold_root(article.path)
    print(f"the site of a page with an empty cache: {found[0]} query, {found[1]:.1f} ms")
    if found[0] != 1:
        broken.append(f"the site of a page takes {found[0]} queries")
    print(*broken, sep="\n")
    return len(broken)


def provision(root, district, start: int, end: int) -> int:
    """Give units a site until there are `end`; returns the most queries that one took."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    from tests.factories.units import make_site, make_unit

    worst = 0
    for number in range(start, end):
        # Django keeps the last 9000 queries only, and counts from there.
        reset_queries()
        unit = make_unit("commune", "xa", f"Số {number}", parent=district, code=f"9{number:04}")
        with CaptureQueriesContext(connection) as queries:
            make_site(unit, f"so{number}.{DOMAIN}", LANGUAGES)
        worst = max(worst, len(queries))
    return worst


def pattern_site(parent):
    """A commune with news in both languages, to be copied."""
    from tests.factories.units import make_article, make_site, make_unit

    unit = make_site(
        make_unit("commune", "xa", "Kiểu Mẫu", parent=parent, code="99999"), f"kieumau.{DOMAIN}", LANGUAGES
    )
    for number in range(5):
        for language in LANGUAGES:
            make_article(unit, f"Tin mẫu {number}", language=language)
    return unit


def cold_root(path: str) -> tuple[int, float]:
    """Queries and the median of milliseconds of finding the site of a page while nothing is kept."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.core.root_paths import site_root_for

    times = []
    for _round in range(ROUNDS):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            assert site_root_for(path) is not None
            times.append((time.perf_counter() - began) * 1000)
    return len(queries), median(times[1:])


def cost(path: str, cold: bool = False) -> tuple[int, float]:
    """Queries and the median of milliseconds of a page that is not kept; with everything else warm, or nothing."""
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": f"trungmon.{DOMAIN}"})
    times, counts = [], []
    for number in range(ROUNDS):
        reset_queries()
        if cold:
            cache.clear()
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            # An unknown parameter: the page cache passes the request on.
            response = client.get(path, {"do": str(number)})
            times.append((time.perf_counter() - began) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code} under {settings.SETTINGS_MODULE}")
        counts.append(len(queries))
    return counts[-1], median(times[1:])


if __name__ == "__main__":
    raise SystemExit(main())
