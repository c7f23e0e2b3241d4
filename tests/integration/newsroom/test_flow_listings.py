"""The lists of news from above and from below: what they hold, that each is one query, that a page is right at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from sites.newsroom.enums import Placement
from sites.newsroom.models import ArticlePage, Push
from sites.newsroom.services import flow_reading
from sites.newsroom.services.flow_down import hide
from sites.units import audiences, hosts
from sites.units.enums import AudienceKind
from sites.units.models import UnitVersion
from sites.units.services import change_unit
from tests.factories.content import make_full_article, make_image
from tests.factories.units import home_of, make_article

from .flow_fixtures import *  # noqa: F403 - fixtures
from .flow_fixtures import make_board_member, sending_by


def titles(visit, unit, path: str) -> str:
    response = visit(unit.site.hostname, path)
    assert response.status_code == 200
    return response.content.decode()


def asked(unit, path: str, language: str = "vi"):
    """A request as the middleware hands it on."""
    request = RequestFactory().get(path, headers={"host": unit.site.hostname})
    request.unit_host = hosts.resolve(unit.site.hostname)
    request.unit, request._wagtail_site, request.site_languages = unit, unit.site, (language,)
    return request


# --- From below ----------------------------------------------------------------------------------


def test_the_newest_from_all_units_below_newest_first(province, visit):
    now = timezone.now()
    for hours, (unit, title) in enumerate(
        [
            (province.other_commune, "Tin xã Tân Trào"),
            (province.commune, "Tin xã Trung Môn"),
            (province.district, "Tin huyện Yên Sơn"),
        ]
    ):
        make_article(unit, title, published_at=now - timedelta(hours=hours))
    make_article(province.province, "Tin của tỉnh")
    page = titles(visit, province.province, "/tu-cap-duoi/")
    assert page.index("Tin xã Tân Trào") < page.index("Tin xã Trung Môn") < page.index("Tin huyện Yên Sơn")
    assert "Tin của tỉnh" not in page
    assert f"//{province.commune.site.hostname}" in page and "Nguồn: Xã Trung Môn" in page
    of_district = titles(visit, province.district, "/tu-cap-duoi/")
    assert "Tin xã Trung Môn" in of_district
    assert "Tin xã Tân Trào" not in of_district and "Tin huyện Yên Sơn" not in of_district
    assert "Tin xã Trung Môn" in titles(visit, province.province, "/"), "and on the front page"


def test_nothing_that_readers_may_not_see_comes_from_below(province, visit):
    make_article(province.commune, "Bản nháp", live=False)
    hidden = make_article(province.other_commune, "Tin nội bộ")
    PageViewRestriction.objects.create(page=hidden.get_parent(), restriction_type="login")
    page = titles(visit, province.province, "/tu-cap-duoi/")
    assert "Bản nháp" not in page and "Tin nội bộ" not in page


def test_from_below_follows_the_tree_of_the_day(province, visit, django_capture_on_commit_callbacks):
    make_article(province.commune, "Tin xã Trung Môn")
    assert "Tin xã Trung Môn" not in titles(visit, province.other_district, "/tu-cap-duoi/")
    with django_capture_on_commit_callbacks(execute=True):
        change_unit(province.commune, valid_from=timezone.localdate(), parent=province.other_district)
    assert "Tin xã Trung Môn" in titles(visit, province.other_district, "/tu-cap-duoi/")
    assert "Tin xã Trung Môn" not in titles(visit, province.district, "/tu-cap-duoi/")


def test_a_kept_list_from_below_is_right_at_once_and_other_pages_stay_kept(
    province, visit, django_capture_on_commit_callbacks
):
    host = province.province.site.hostname
    for path in ("/", "/tu-cap-duoi/", "/gioi-thieu/"):
        titles(visit, province.province, path)
    with django_capture_on_commit_callbacks(execute=True):
        make_article(province.commune, "Tin vừa đăng")
    for path in ("/", "/tu-cap-duoi/"):
        assert "Tin vừa đăng" in titles(visit, province.province, path)
    with CaptureQueriesContext(connection) as queries:
        visit(host, "/gioi-thieu/")
    assert len(queries) == 0, "what lists nothing from below is not made stale"


def test_articles_know_their_unit_however_they_are_made(province):
    from portal.core.page_tree import add_children

    one = make_article(province.commune, "Một")
    section = one.get_parent()
    add_children(section, [ArticlePage(title="Hai", slug="hai", locale=section.locale)])
    assert set(ArticlePage.objects.filter(unit=province.commune).values_list("title", flat=True)) == {"Một", "Hai"}
    one.move(home_of(province.district).get_children().get(slug="tin-tuc"), pos="last-child")
    assert ArticlePage.objects.get(title="Một").unit == province.district
    one.refresh_from_db()
    copy = one.copy(to=section, update_attrs={"slug": "mot-ban-sao"})
    assert copy.unit == province.commune


# --- From above ----------------------------------------------------------------------------------


def test_the_list_from_above_holds_what_is_shown_and_has_pages(province, send, visit, publisher_of):
    for number in range(14):
        send(make_article(province.province, f"Tin tỉnh số {number:02d}"))
    hidden = send(make_article(province.province, "Tin bị ẩn"))
    hide(hidden, province.commune, by=publisher_of(province.commune))
    first = titles(visit, province.commune, "/tu-cap-tren/")
    second = titles(visit, province.commune, "/tu-cap-tren/?trang=2")
    assert "Tin tỉnh số 13" in first and "Tin tỉnh số 02" in first and "Tin tỉnh số 01" not in first
    assert "Tin tỉnh số 01" in second and "Tin tỉnh số 00" in second
    assert "Tin bị ẩn" not in first + second
    host = province.commune.site.hostname
    for bad in ("3", "0", "x", "99999", "²", "-1"):
        assert visit(host, f"/tu-cap-tren/?trang={bad}").status_code == 404, bad


def test_an_item_is_shown_by_reference_with_its_source_and_leads_to_the_original(province, send, visit):
    article = make_full_article(province.province, "Kỷ niệm ngày thành lập tỉnh")
    push = send(article)
    page = titles(visit, province.commune, f"/tu-cap-tren/{push.pk}/ky-niem-ngay-thanh-lap-tinh/")
    original = f"//{province.province.site.hostname}"
    canonical = page.split('rel="canonical" href="')[1].split('"')[0]
    assert original in canonical and canonical.endswith(article.get_url_parts()[2])
    assert "Tin của" in page and "Tỉnh Tuyên Quang</a>" in page
    assert "Công trình phục vụ sinh hoạt" in page and "Có sân chơi rồi" in page
    assert visit(province.province.site.hostname, f"/tu-cap-tren/{push.pk}/x/").status_code == 404, "not its own"
    assert visit(province.commune.site.hostname, "/tu-cap-tren/999999/x/").status_code == 404


def test_an_item_shows_in_its_own_language_only(province, send, visit):
    send(make_article(province.province, "Flood warning", language="en"))
    assert "Flood warning" in titles(visit, province.commune, "/en/")
    assert "Flood warning" not in titles(visit, province.commune, "/")
    assert "Flood warning" not in titles(visit, province.other_commune, "/")


def test_the_search_finds_the_original_alone(province, send):
    from search.models import Entry

    send(make_article(province.province, "Tin gửi khắp nơi"))
    assert Entry.objects.filter(unit=province.commune, title="Tin gửi khắp nơi").count() == 0


def test_more_leads_than_fit_stand_in_the_list(province, send, visit):
    for number in range(4):
        send(make_article(province.province, f"Tin đầu {number}"), placement=Placement.LEAD)
    page = titles(visit, province.commune, "/")
    lead, rest = page.split('id="from-above-list"')
    assert "Tin đầu 3" in lead and "Tin đầu 2" in lead and "Tin đầu 1" not in lead
    assert "Tin đầu 1" in rest and "Tin đầu 0" in rest


# --- Cost ----------------------------------------------------------------------------------------


@pytest.fixture
def busy(province, once):
    """A province that has sent much, with pictures, and units below that publish."""
    once(lambda: make_busy(province))
    return province


def make_busy(province) -> None:
    send = sending_by(make_board_member())
    for placement in Placement.values:
        for number in range(8):
            picture = make_image(province.province)
            send(make_article(province.province, f"{placement} {number}", lead_image=picture), placement=placement)
    for number in range(8):
        make_article(province.commune, f"Tin xã {number}", lead_image=make_image(province.commune))


def test_each_list_is_one_query(busy):
    """The lists themselves; the home page of the request and the host are read before."""
    for read, unit in (
        (lambda request: flow_reading.received(request, 12), busy.commune),
        (lambda request: flow_reading.on_front(request, 6), busy.commune),
        (lambda request: flow_reading.from_below(request, 12), busy.province),
        (lambda request: list(ArticlePage.newest_under(home_here(request))[:12]), busy.commune),
    ):
        request = asked(unit, "/")
        home_here(request)
        with CaptureQueriesContext(connection) as queries:
            assert read(request)
        assert len(queries) == 1, "\n".join(query["sql"] for query in queries)


def home_here(request):
    from portal.core import serving

    return serving.home(request)


@pytest.mark.parametrize(
    "unit, path, limit",
    [
        ("commune", "/", 15),
        ("district", "/", 15),
        ("province", "/", 15),
        ("commune", "/tu-cap-tren/", 15),
        ("commune", "/tin-tuc/", 15),
        ("province", "/tu-cap-duoi/", 15),
        ("province", "/tin-tuc/", 15),
    ],
)
def test_receiving_pages_stay_within_their_queries(busy, visit, unit, path, limit):
    asked_unit = getattr(busy, unit)
    host = asked_unit.site.hostname
    visit(host, path)
    with TestCase.captureOnCommitCallbacks(execute=True):
        page_cache.expire(page_cache.site(asked_unit.site_id))
    with CaptureQueriesContext(connection) as queries:
        assert visit(host, path).status_code == 200
    assert 0 < len(queries) <= limit, "\n".join(query["sql"] for query in queries)


def test_an_item_from_above_costs_no_more_than_an_article(province, send, visit):
    push = send(make_full_article(province.province, "Đủ mọi khối"))
    host, path = province.commune.site.hostname, f"/tu-cap-tren/{push.pk}/du-moi-khoi/"
    visit(host, path)
    with TestCase.captureOnCommitCallbacks(execute=True):
        page_cache.expire(page_cache.site(province.commune.site_id))
    with CaptureQueriesContext(connection) as queries:
        assert visit(host, path).status_code == 200
    assert 0 < len(queries) <= 12, "\n".join(query["sql"] for query in queries)


# --- The page cache ------------------------------------------------------------------------------


def test_a_kept_page_of_any_receiver_is_stale_by_one_version(
    province, visit, send, board, django_capture_on_commit_callbacks
):
    outside = province.department
    for unit in (province.commune, province.other_commune, outside):
        titles(visit, unit, "/")
    with django_capture_on_commit_callbacks(execute=True):
        article = make_article(province.province, "Tin nước lũ")
        send(article, AudienceKind.TIER, tier=UnitVersion.objects.on().get(unit=province.commune).tier)
    for unit in (province.commune, province.other_commune):
        assert "Tin nước lũ" in titles(visit, unit, "/")
    with CaptureQueriesContext(connection) as queries:
        visit(outside.site.hostname)
    assert len(queries) == 0, "who does not receive it keeps what it has"


def test_a_kept_page_goes_when_something_on_it_begins_or_ends(province, send, visit):
    now = timezone.now()
    push = send(make_article(province.province, "Sắp hiện"), starts_at=now + timedelta(seconds=90))
    request = asked(province.commune, "/")
    assert flow_reading.received(request, 12) == []
    assert request._right_until == push.starts_at
    Push.objects.filter(pk=push.pk).update(starts_at=now, ends_at=now + timedelta(seconds=30))
    request = asked(province.commune, "/")
    assert len(flow_reading.received(request, 12)) == 1
    assert request._right_until == now + timedelta(seconds=30)


def test_who_receives_nothing_has_no_keys(province):
    request = RequestFactory().get("/")
    request.unit_host = None
    assert audiences.keys_at(request) == () and not flow_reading.has_units_below(request)
