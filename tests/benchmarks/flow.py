"""What sending an item down costs, and a receiving front page, at 10, 150 and 3,300 units.

Units beyond the first few have a place in the tree and no site: neither sending nor showing looks at sites. Prints a
table, and fails when a query count grows with the number of units.
"""

import time
from datetime import date, timedelta
from statistics import median

from ._database import empty_database

SIZES = (10, 150, 3300)
DOMAIN = "tuyenquang.localhost"
ROUNDS = 5
# Sent before, in force and over, so that the index has something to choose from.
SENT_BEFORE = 2000


def main() -> int:
    with empty_database():
        return measure()


def measure() -> int:
    from django.contrib.auth import get_user_model

    from sites.units.models import Unit
    from sites.units.services import sync_tiers
    from tests.factories.units import make_article, make_site, make_unit

    sync_tiers()
    root = make_site(make_unit("province", "tinh", "Tuyên Quang", code="08"), DOMAIN)
    commune = make_site(make_unit("commune", "xa", "Trung Môn", parent=root, code="02449"), f"trungmon.{DOMAIN}")
    board = get_user_model().objects.create_superuser("ban-bien-tap", "b@example.test", "mat-khau-thu-1")
    for number in range(8):
        make_article(commune, f"Tin xã {number}")
    fill(root, board)
    rows = []
    for size in SIZES:
        grow(root, size - Unit.objects.count())
        rows.append((size, *round_of(root, commune, board, size)))
    head = ("units", "push q", "push ms", "withdraw q", "home q", "home ms", "above q", "below q", "below ms", "rows")
    print(" ".join(f"{name:>10}" for name in head))
    for row in rows:
        print(" ".join(f"{value:>10.1f}" if isinstance(value, float) else f"{value:>10}" for value in row))
    counts = [(row[1], row[3], row[4], row[6], row[7], row[9]) for row in rows]
    return 0 if all(later <= first for row in counts for first, later in zip(counts[0], row, strict=True)) else 1


def fill(root, board) -> None:
    """Much that was sent before; one in ten is still in force."""
    from django.utils import timezone

    from sites.newsroom.models import Push
    from tests.factories.units import make_article

    page, now = make_article(root, "Tin cũ"), timezone.now()
    Push.objects.bulk_create(
        Push(
            unit=root,
            page=page,
            title=page.title,
            audience="all",
            keys=["all"],
            starts_at=now - timedelta(days=30 + number % 300),
            ends_at=now + timedelta(days=1) if number % 10 == 0 else now - timedelta(days=1),
        )
        for number in range(SENT_BEFORE)
    )


def grow(root, number: int) -> None:
    """So many more communes below the province."""
    from django.db import connection

    from sites.units.models import Tier, Unit, UnitVersion

    tier = Tier.objects.get(code="commune")
    kind = tier.types.get(code="xa")
    units = Unit.objects.bulk_create(Unit() for _ in range(number))
    versions = [
        UnitVersion(
            unit=unit, tier=tier, unit_type=kind, name=f"Thử {unit.pk}", parent=root, valid_from=date(2019, 1, 1)
        )
        for unit in units
    ]
    for version in versions:
        version.compose()
    UnitVersion.objects.bulk_create(versions)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def round_of(root, commune, board, size: int) -> tuple:
    """Query counts and median milliseconds of each thing at this size."""
    from django.test import Client
    from django.utils import timezone

    from portal.core import page_cache
    from sites.newsroom.models import Push
    from sites.newsroom.services.flow_down import send_down, withdraw
    from tests.factories.units import make_article

    now, before = timezone.now(), Push.objects.count()
    articles = [make_article(root, f"Tin {size} {number}") for number in range(ROUNDS)]
    pushes = []

    def push() -> None:
        pushes.append(
            send_down(articles[len(pushes)], by=board, audience="all", starts_at=now, ends_at=now + timedelta(days=1))
        )

    push_queries, push_time = cost(push)
    rows = (Push.objects.count() - before) // ROUNDS

    def show(unit, path: str):
        def ask() -> None:
            page_cache.expire_now([page_cache.site(unit.site_id)])
            assert Client(headers={"host": unit.site.hostname}).get(path).status_code == 200

        return ask

    home_queries, home_time = cost(show(commune, "/"))
    above_queries, _above_time = cost(show(commune, "/tu-cap-tren/"))
    below_queries, below_time = cost(show(root, "/tu-cap-duoi/"))
    withdraw_queries, _time = cost(lambda: withdraw(pushes.pop(), by=board, reason="Đo"))
    return (
        push_queries,
        push_time,
        withdraw_queries,
        home_queries,
        home_time,
        above_queries,
        below_queries,
        below_time,
        rows,
    )


def cost(act) -> tuple[int, float]:
    """The queries of the last of some rounds, and the median of their milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            act()
        times.append((time.perf_counter() - began) * 1000)
    return len(queries), median(times)
