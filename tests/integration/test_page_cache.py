"""Whole anonymous pages are kept, and nothing stale or private ever is shown."""

import gzip
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from sites.units.enums import HostRole
from sites.units.models import HostName, Unit, UnitVersion
from tests.factories.units import home_of, make_article, make_person

HOST = "trungmon.tuyenquang.localhost"
OTHER_HOST = "tantrao.tuyenquang.localhost"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, as the commit would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def warm(province, visit):
    """Ask for an address until it comes from the cache."""

    def ask(host: str = HOST, path: str = "/"):
        visit(host, path)
        return visit(host, path)

    return ask


def assert_kept(visit, queries, path: str = "/", host: str = HOST) -> None:
    with queries(0):
        assert visit(host, path).status_code == 200


@pytest.fixture
def queries(django_assert_num_queries):
    return django_assert_num_queries


def is_kept(visit, counter, path: str = "/", host: str = HOST) -> bool:
    with counter(1000) as seen:
        visit(host, path)
    return len(seen) == 0


@pytest.fixture
def kept(visit, django_assert_max_num_queries):
    """Whether an address now comes from the cache. Asking for it keeps it, so ask once."""
    return lambda path="/", host=HOST: is_kept(visit, django_assert_max_num_queries, path, host)


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


# --- What is never kept --------------------------------------------------------------------------------
def test_a_reader_with_a_session_is_never_answered_from_the_cache(province, warm, client, queries):
    warm()
    client.force_login(make_person(unit=province.commune))
    with pytest.raises(pytest.fail.Exception), queries(0):
        client.get("/", headers={"host": HOST})
    assert client.get("/", headers={"host": HOST})["Cache-Control"] == "private, no-store"


def test_what_a_reader_with_a_session_sees_is_never_kept(province, client, kept):
    client.force_login(make_person(unit=province.commune))
    client.get("/", headers={"host": HOST})
    assert not kept()


def test_a_private_page_is_never_kept(province, client, kept, visit):
    article = make_article(province.commune, "Tin nội bộ")
    PageViewRestriction.objects.create(page=article, restriction_type="password", password="bi-mat")
    path = "/tin-tuc/tin-noi-bo/"
    form = visit(HOST, path)
    assert "no-store" in form["Cache-Control"]
    assert not kept(path)
    restriction = PageViewRestriction.objects.get()
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    shown = client.get(path, headers={"host": HOST})
    assert "Tin nội bộ" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert "Tin nội bộ" not in visit(HOST, path).content.decode()


def test_a_preview_is_never_kept_nor_answered_from_the_cache(province, visit, warm):
    article = make_article(province.commune, "Tin đã đăng")
    path = "/tin-tuc/tin-da-dang/"
    warm(HOST, path)
    article.title = "Tiêu đề đang sửa"
    original = RequestFactory().get("/admin/", headers={"host": settings.ADMIN_HOST})
    original.user = AnonymousUser()
    preview = article.make_preview_request(original, "")
    assert preview.status_code == 200
    assert "Tiêu đề đang sửa" in preview.content.decode()
    assert "Tiêu đề đang sửa" not in visit(HOST, path).content.decode()


def test_not_found_is_never_kept(province, visit, committed):
    assert visit(HOST, "/tin-tuc/sap-co/").status_code == 404
    make_article(province.commune, "Sắp có")
    assert visit(HOST, "/tin-tuc/sap-co/").status_code == 200


def test_a_made_up_parameter_fills_nothing(province, visit, kept):
    for number in range(3):
        visit(HOST, f"/?rac={number}")
    assert not kept()
    assert not kept("/?rac=0")


def test_the_mark_of_a_campaign_is_answered_from_the_kept_page_but_keeps_none(province, visit, kept):
    assert not kept("/?utm_source=zalo")
    assert not kept("/?utm_source=zalo")
    visit(HOST)
    assert kept("/?utm_source=zalo&fbclid=123")


def test_an_overlong_parameter_fills_nothing(province, kept):
    address = "/tin-tuc/?trang=" + "1" * 61
    assert [kept(address), kept(address)] == [False, False]


def test_other_cookies_neither_show_in_a_kept_page_nor_keep_it_from_being_used(province, visit, kept):
    own = Client(headers={"host": HOST})
    own.cookies["_ga"] = "GA1.2.3"
    own.get("/")
    assert kept()


def test_a_form_that_is_being_filled_in_keeps_its_token(province, kept):
    own = Client(headers={"host": HOST})
    own.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    own.get("/")
    assert not kept()


@pytest.mark.parametrize("name", ["Set-Cookie", "Cache-Control"])
def test_a_response_for_one_reader_is_not_public(name):
    from django.http import HttpResponse

    response = HttpResponse("trang")
    request = RequestFactory().get("/")
    assert page_cache.is_public(request, response)
    if name == "Set-Cookie":
        response.set_cookie("a", "b")
    else:
        response["Cache-Control"] = "private"
    assert not page_cache.is_public(request, response)


# --- The cache out of reach ------------------------------------------------------------------------------
@pytest.fixture
def dead_cache(settings, tmp_path):
    """A cache folder that cannot be made; everything in this process uses it."""
    (tmp_path / "file").write_text("")
    settings.CACHES = {"default": {"BACKEND": "portal.core.cache.DiskCache", "LOCATION": tmp_path / "file" / "cache"}}


def test_pages_answer_without_a_cache(province, visit, dead_cache):
    assert [visit(HOST).status_code for _ in range(3)] == [200, 200, 200]


def test_a_purge_that_found_no_cache_is_left_to_a_job(province, dead_cache, committed):
    from django_tasks_db.models import DBTaskResult

    with override_tasks(), committed():
        make_article(province.commune, "Tin khi mất bộ nhớ đệm")
    left = [task for task in DBTaskResult.objects.all() if task.task_path.endswith("expire_again")]
    assert page_cache.site(province.commune.site_id) in left[0].args_kwargs["args"][0]


def override_tasks():
    from django.test import override_settings

    return override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})


def test_the_job_tries_again_until_the_pages_have_gone_by_themselves(db, dead_cache):
    from django_tasks_db.models import DBTaskResult

    from portal.core.tasks import expire_again

    with override_tasks():
        expire_again.call(["site:1"], (timezone.now() + timedelta(minutes=5)).isoformat())
        (again,) = DBTaskResult.objects.all()
        assert again.run_after > timezone.now()
        assert again.args_kwargs["args"][2] == 10
        expire_again.call(["site:1"], (timezone.now() - timedelta(seconds=1)).isoformat())
        assert DBTaskResult.objects.count() == 1


def test_the_job_makes_stale_what_the_change_could_not(province, kept, db):
    from portal.core.tasks import expire_again

    kept()
    expire_again.call([page_cache.EVERYTHING], timezone.now().isoformat())
    assert not kept()


def test_units_saved_in_bulk_are_made_known_by_hand(province, kept, committed):
    kept()
    with committed():
        UnitVersion.objects.filter(unit=province.commune).update(area_km2=1)
        page_cache.expire(page_cache.EVERYTHING)
    assert not kept()
    assert Unit.objects.count() == 7
