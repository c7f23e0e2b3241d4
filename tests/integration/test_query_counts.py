"""A public page costs a fixed number of queries, whatever it shows and however many units there are.

Counted is a page that is not in the page cache, with warm host names and images already made.
"""

import uuid
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Site

from home.models import UnitHomePage
from home.provisioning import tier_folder
from portal.core import page_cache
from sites.documents.services import relate
from sites.units.models import HostName, Tier, Unit, UnitHome, UnitSettings, UnitVersion
from tests.factories.content import make_full_article, make_image, make_notice
from tests.factories.documents import make_official
from tests.factories.units import home_of, make_article

ARTICLE, HOME, LISTING = 12, 15, 15
DOMAIN = "tuyenquang.localhost"


def queries(visit, unit: Unit, path: str) -> list[str]:
    """The queries of a page that the page cache does not have."""
    host = unit.site.hostname
    first = visit(host, path)
    assert first.status_code == 200, f"{host}{path}: {first.status_code}"
    # Every test runs in a transaction that never commits, so the change of version must not wait for one.
    with TestCase.captureOnCommitCallbacks(execute=True):
        page_cache.expire(page_cache.site(unit.site_id))
    with CaptureQueriesContext(connection) as captured:
        assert visit(host, path).status_code == 200
    assert captured.captured_queries, "the page came from the page cache"
    return [query["sql"] for query in captured]


def add_units(parent: Unit, number: int) -> None:
    """So many communes with a site in two languages, a host and settings; the quick way, without all their pages."""
    tier = Tier.objects.get(code="commune")
    kind = tier.types.get(code="xa")
    locales = [Locale.objects.get(language_code=code) for code in ("en", "vi")]
    folders = [tier_folder(tier, locale) for locale in locales]
    for index in range(number):
        unit, key = Unit.objects.create(), uuid.uuid4()
        for locale, folder in zip(locales, folders, strict=True):
            page = UnitHomePage(title=f"Xã Thử {index}", slug=f"thu-{unit.pk}", locale=locale, translation_key=key)
            folder.add_child(instance=page)
            UnitHome.objects.create(unit=unit, locale=locale, page=page)
        UnitSettings.objects.create(unit=unit)
        host = f"thu{unit.pk}.{DOMAIN}"
        unit.site = Site.objects.create(hostname=host, port=settings.PUBLIC_PORT, root_page=page)
        unit.save(update_fields=["site"])
        HostName.objects.create(unit=unit, host=host)
        UnitVersion.objects.create(
            unit=unit, tier=tier, unit_type=kind, name=f"Thử {index}", parent=parent, valid_from=date(2019, 1, 1)
        )


def make_documents(province) -> None:
    """A document that has been replaced, amended and cited, by documents of other units, and a list of others."""
    old = make_official(province.commune, "15/2024/QĐ-UBND", issued_on=date(2024, 3, 12))
    for number, (owner, kind) in enumerate(
        [(province.province, "replaces"), (province.district, "amends"), (province.other_commune, "cites")]
    ):
        newer = make_official(owner, f"{number + 1}/2025/QĐ-UBND", issued_on=date(2025, 1, 1 + number))
        relate(newer, kind, old)
        relate(old, "based_on", make_official(owner, f"{number + 7}/2020/NQ-HĐND", issued_on=date(2020, 1, 1)))
    for number in range(25):
        make_official(province.commune, f"{number + 30}/2024/QĐ-UBND")


@pytest.fixture
def full_site(province):
    """A commune's site in two languages with an emblem, news, notices and an article that uses every block."""
    unit = province.commune
    unit.settings.emblem = make_image(unit, "Biểu trưng", (400, 400))
    unit.settings.save()
    for number in range(15):
        make_article(unit, f"Tin số {number}", lead_image=make_image(unit) if number % 2 else None)
    for number in range(3):
        make_notice(unit, f"Thông báo {number}")
    make_full_article(unit, "Khánh thành nhà văn hoá")
    # An old story the editors chose: the front page must look for it beside the newest ones.
    home = home_of(unit)
    home.lead_article = make_article(unit, "Tin được chọn", published_at=datetime(2019, 6, 20, tzinfo=UTC))
    home.save()
    make_full_article(unit, "Opening of the culture house", language="en")
    make_documents(province)
    make_full_article(province.district, "Khánh thành cầu")
    return province


PATHS = {
    "/tin-tuc/khanh-thanh-nha-van-hoa/": ARTICLE,
    "/en/tin-tuc/opening-of-the-culture-house/": ARTICLE,
    "/tin-tuc/khanh-thanh-nha-van-hoa/ban-in/": ARTICLE,
    "/": HOME,
    "/en/": HOME,
    "/tin-tuc/": LISTING,
    "/tin-tuc/trang/2/": LISTING,
    "/thong-bao/": LISTING,
    "/gioi-thieu/": LISTING,
    "/van-ban/": LISTING,
    "/van-ban/?pham-vi=all&loai=quyet-dinh&nam=2024": LISTING,
    "/van-ban/15-2024-qd-ubnd/": ARTICLE,
    "/van-ban/rss.xml": LISTING,
    "/en/tin-tuc/": LISTING,
    "/en/van-ban/": LISTING,
    "/en/van-ban/15-2024-qd-ubnd/": ARTICLE,
}


def test_a_page_with_everything_stays_within_its_queries(full_site, visit):
    for path, limit in PATHS.items():
        found = queries(visit, full_site.commune, path)
        assert len(found) <= limit, f"{path}: {len(found)} queries:\n" + "\n".join(found)
        print(f"{path}: {len(found)} queries")


def test_pages_cost_the_same_at_ten_and_at_a_hundred_units(full_site, visit):
    asked = [
        (full_site.province, "/"),
        (full_site.district, "/"),
        (full_site.commune, "/"),
        (full_site.commune, "/tin-tuc/"),
        (full_site.commune, "/tin-tuc/khanh-thanh-nha-van-hoa/"),
        (full_site.district, "/tin-tuc/khanh-thanh-cau/"),
        (full_site.district, "/van-ban/?pham-vi=below"),
        (full_site.commune, "/van-ban/?pham-vi=all"),
        (full_site.commune, "/van-ban/15-2024-qd-ubnd/"),
        (full_site.commune, "/en/"),
        (full_site.commune, "/en/tin-tuc/opening-of-the-culture-house/"),
        (full_site.commune, "/en/van-ban/15-2024-qd-ubnd/"),
    ]
    add_units(full_site.district, 3)
    at_ten = {(unit.pk, path): len(queries(visit, unit, path)) for unit, path in asked}
    add_units(full_site.district, 90)
    assert Unit.objects.filter(site__isnull=False).count() == 100
    assert {(unit.pk, path): len(queries(visit, unit, path)) for unit, path in asked} == at_ten
