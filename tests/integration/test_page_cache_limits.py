"""What is never kept, and what holds while the cache is out of reach."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from sites.units.models import Unit, UnitVersion
from tests.factories.units import make_article, make_person

from .page_cache_fixtures import HOST, OTHER_HOST, assert_kept, committed, is_kept, kept, queries, warm  # noqa: F401


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
