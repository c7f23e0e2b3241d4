"""Whole anonymous pages are kept, and nothing stale or private ever is shown."""

import gzip
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from sites.units.enums import HostRole
from sites.units.models import HostName
from tests.factories.units import home_of, make_article

from .page_cache_fixtures import HOST, OTHER_HOST, assert_kept, committed, is_kept, kept, queries, warm  # noqa: F401


# --- A hit -----------------------------------------------------------------------------------------
def test_a_hit_runs_no_query_and_is_the_same_page(province, visit, queries):
    first = visit(HOST)
    with queries(0):
        second = visit(HOST)
    assert second.status_code == 200
    assert second.content == first.content
    assert second["Content-Type"] == first["Content-Type"]
    assert second["X-Frame-Options"] == first["X-Frame-Options"]


def test_each_language_and_each_host_has_its_own_page(warm):
    pages = {warm(HOST).content, warm(HOST, "/en/").content, warm(OTHER_HOST).content}
    assert len(pages) == 3


def test_a_hit_is_sent_compressed_to_who_accepts_it(warm, visit):
    plain = warm()
    compressed = visit(HOST, "/", headers={"accept-encoding": "gzip, br"})
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert "Accept-Encoding" in compressed["Vary"]
    assert "Content-Encoding" not in visit(HOST, "/", headers={"accept-encoding": "identity"})


def test_who_has_the_page_already_gets_304(warm, visit):
    tag = warm()["ETag"]
    again = visit(HOST, "/", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert visit(HOST, "/", headers={"if-none-match": 'W/"other"'}).status_code == 200


def test_head_is_answered_from_the_cache_without_a_body(warm, queries):
    warm()
    with queries(0):
        response = Client(headers={"host": HOST}).head("/")
    assert response.status_code == 200


def test_a_public_page_may_be_kept_briefly_by_an_http_cache_in_front(warm):
    response = warm()
    assert "public" in response["Cache-Control"]
    assert f"s-maxage={settings.EDGE_CACHE_SECONDS}" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")


# --- What makes a page stale -------------------------------------------------------------------------
def test_a_published_page_shows_at_once(province, visit, warm, committed):
    warm(HOST, "/tin-tuc/")
    with committed():
        make_article(province.commune, "Khai trương nhà văn hoá thôn")
    assert "Khai trương nhà văn hoá thôn" in visit(HOST, "/tin-tuc/").content.decode()


def test_an_unpublished_page_is_gone_at_once(province, visit, committed):
    article = make_article(province.commune, "Tin rút lại")
    path = "/tin-tuc/tin-rut-lai/"
    assert visit(HOST, path).status_code == 200
    with committed():
        article.unpublish()
    assert visit(HOST, path).status_code == 404


def test_a_deleted_page_is_gone_at_once(province, visit, committed):
    article = make_article(province.commune, "Tin bị xoá")
    assert visit(HOST, "/tin-tuc/tin-bi-xoa/").status_code == 200
    with committed():
        article.delete()
    assert visit(HOST, "/tin-tuc/tin-bi-xoa/").status_code == 404


def test_a_moved_page_leaves_its_old_address_at_once(province, visit, committed):
    article = make_article(province.commune, "Tin được chuyển")
    assert visit(HOST, "/tin-tuc/tin-duoc-chuyen/").status_code == 200
    with committed():
        article.move(home_of(province.commune), pos="last-child")
    assert visit(HOST, "/tin-tuc/tin-duoc-chuyen/").status_code != 200
    assert visit(HOST, "/tin-duoc-chuyen/").status_code == 200


def test_a_page_that_becomes_private_is_no_longer_shown(province, visit, committed):
    article = make_article(province.commune, "Tin nội bộ")
    path = "/tin-tuc/tin-noi-bo/"
    assert visit(HOST, path).status_code == 200
    with committed():
        PageViewRestriction.objects.create(page=article, restriction_type="login")
    response = visit(HOST, path)
    assert response.status_code == 302
    assert "Tin nội bộ" not in response.content.decode()


def test_a_changed_setting_shows_at_once(province, visit, warm, committed):
    warm()
    with committed():
        chosen = province.commune.settings
        chosen.site_title = "Trang tin xã Trung Môn kiểu mới"
        chosen.save()
    assert "Trang tin xã Trung Môn kiểu mới" in visit(HOST).content.decode()


def test_the_new_name_of_a_parent_shows_on_the_sites_below_it(province, visit, warm, committed):
    assert "Huyện Yên Sơn" in warm().content.decode()
    with committed():
        version = province.district.versions.get()
        version.name = "Yên Bình"
        version.save()
    assert "Huyện Yên Bình" in visit(HOST).content.decode()


def test_a_menu_follows_its_pages_on_all_pages_of_the_site(province, visit, warm, committed):
    section = home_of(province.commune).get_children().get(slug="tin-tuc").specific
    warm()
    with committed():
        section.title = "Thời sự địa phương"
        section.show_in_menus = True
        section.save_revision().publish()
    assert "Thời sự địa phương" in visit(HOST).content.decode()


def test_a_host_that_is_no_longer_primary_leads_to_the_new_one(province, visit, warm, committed):
    warm()
    with committed():
        HostName.objects.filter(host=HOST).update(role=HostRole.ALIAS)
        HostName.objects.create(unit=province.commune, host="trungmonmoi.tuyenquang.localhost")
    response = visit(HOST, "/tin-tuc/?trang=2")
    assert response.status_code == 301
    assert response["Location"] == "http://trungmonmoi.tuyenquang.localhost:8000/tin-tuc/?trang=2"


def test_units_change_at_midnight_without_anything_being_saved(province, visit, warm, kept, monkeypatch):
    warm()
    assert kept()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(page_cache.timezone, "localdate", lambda: tomorrow)
    assert not kept()


def test_a_draft_makes_nothing_stale(province, kept, committed):
    article = make_article(province.commune, "Tin đã đăng")
    kept()
    with committed():
        article.title = "Bản nháp chưa ai được xem"
        article.save_revision()
        make_article(province.commune, "Một bản nháp khác", live=False)
    assert kept()


def test_a_publish_leaves_the_pages_of_other_units_kept(province, kept, committed):
    kept(host=OTHER_HOST)
    with committed():
        make_article(province.commune, "Chỉ của Trung Môn")
    assert kept(host=OTHER_HOST)


def test_an_app_can_make_the_pages_of_many_sites_stale_at_once(province, kept, committed, monkeypatch):
    monkeypatch.setattr(page_cache, "_providers", [])
    page_cache.register_versions(lambda request: ["audience:communes"])
    kept()
    kept(host=OTHER_HOST)
    with committed():
        page_cache.expire("audience:communes")
    assert [kept(), kept(host=OTHER_HOST)] == [False, False]


def test_a_change_that_is_rolled_back_makes_nothing_stale(province, kept, committed):
    kept()
    with committed():
        try:
            with transaction.atomic():
                make_article(province.commune, "Tin không thành")
                raise RuntimeError
        except RuntimeError:
            pass
    assert kept()


def test_a_change_repeated_in_one_transaction_is_made_known_once(province, committed, monkeypatch):
    made_known = []
    monkeypatch.setattr(page_cache, "expire_now", lambda names: made_known.append(names) or True)
    with committed():
        for _ in range(5):
            page_cache.expire("site:1", page_cache.EVERYTHING)
    with committed():
        page_cache.expire("site:1")
    assert made_known == [[page_cache.EVERYTHING, "site:1"], ["site:1"]]


def test_a_change_survives_the_rollback_of_an_earlier_one_like_it(kept, province, committed):
    kept()
    with committed():
        try:
            with transaction.atomic():
                page_cache.expire(page_cache.EVERYTHING)
                raise RuntimeError
        except RuntimeError:
            pass
        page_cache.expire(page_cache.EVERYTHING)
    assert not kept()


def test_a_page_rendered_while_something_was_published_is_not_kept_as_new(province, visit, kept, monkeypatch):
    """The version is read before rendering: what is rendered from old data is kept as old."""
    from home.models import UnitHomePage

    serve = UnitHomePage.serve

    def publish_meanwhile(page, request, *args, **kwargs):
        response = serve(page, request, *args, **kwargs)
        page_cache.expire_now([page_cache.EVERYTHING])
        return response

    monkeypatch.setattr(UnitHomePage, "serve", publish_meanwhile)
    visit(HOST)
    monkeypatch.undo()
    assert not kept()


def test_a_version_that_the_cache_lost_never_brings_old_pages_back(province, kept):
    kept()
    name = f"version:{page_cache.site(province.commune.site_id)}"
    old = cache.get(name)
    cache.delete(name)
    assert not kept()
    assert cache.get(name) not in (old, None)


def test_a_page_goes_when_something_on_it_begins_or_ends(province, visit, kept, monkeypatch):
    """Nothing is saved at that moment, so the page itself must not be kept longer."""
    from home.models import UnitHomePage

    serve = UnitHomePage.serve

    def serve_with_a_clock(page, request, *args, **kwargs):
        for seconds in (500, 2, 60):
            page_cache.right_until(request, timezone.now() + timedelta(seconds=seconds))
        return serve(page, request, *args, **kwargs)

    monkeypatch.setattr(UnitHomePage, "serve", serve_with_a_clock)
    visit(HOST)
    assert kept()
    time.sleep(2)
    assert not kept()


def test_a_page_that_is_over_before_it_is_made_is_not_kept(province, visit, kept, monkeypatch):
    from home.models import UnitHomePage

    serve = UnitHomePage.serve

    def serve_too_late(page, request, *args, **kwargs):
        page_cache.right_until(request, timezone.now())
        return serve(page, request, *args, **kwargs)

    monkeypatch.setattr(UnitHomePage, "serve", serve_too_late)
    visit(HOST)
    assert not kept()
