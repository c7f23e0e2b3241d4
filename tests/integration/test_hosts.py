"""Which host shows what, and what never depends on the Host header."""

import json
import logging

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from portal.core import health
from sites.units.enums import HostRole
from sites.units.models import HostName, today

HOST = "trungmon.tuyenquang.localhost"
ADMIN = "quantri.localhost"
ROOT = "http://trungmon.tuyenquang.localhost:8000"


def test_each_unit_answers_on_its_own_host(province, visit):
    assert "Xã Trung Môn" in visit(HOST).content.decode()
    assert "Xã Tân Trào" in visit("tantrao.tuyenquang.localhost").content.decode()


def test_a_host_is_the_same_in_capitals_with_a_port_or_a_final_dot(province, visit):
    for host in ("TrungMon.tuyenquang.localhost", f"{HOST}:8000", f"{HOST}."):
        assert "Xã Trung Môn" in visit(host).content.decode()


def test_unknown_host_below_the_domain_leads_to_the_directory(province, visit):
    response = visit("khongco.tuyenquang.localhost", "/tin-tuc/")
    page = response.content.decode()
    assert response.status_code == 404
    assert 'action="http://tuyenquang.localhost:8000/danh-ba/"' in page
    assert "http://tuyenquang.localhost:8000/danh-ba/?cap=commune" in page
    assert "form-action 'self' http://tuyenquang.localhost:8000" in response["Content-Security-Policy"]
    assert "Trung Môn" not in page


def test_host_outside_the_domains_is_a_bad_request_without_a_traceback(province, visit, caplog):
    with caplog.at_level(logging.INFO):
        response = visit("example.com")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain"
    assert [(record.levelno, record.exc_info) for record in caplog.records] == [(logging.INFO, None)]


def test_no_address_is_built_from_the_host_header(province, visit):
    page = visit(f"{HOST}:6666").content.decode()
    assert "6666" not in page
    assert ROOT in page


# --- Alias and archive -------------------------------------------------------------------------------
def test_an_alias_leads_to_the_primary_host_for_good(province, visit):
    HostName.objects.create(unit=province.commune, host="xatrungmon.tuyenquang.localhost", role=HostRole.ALIAS)
    response = visit("xatrungmon.tuyenquang.localhost", "/tin-tuc/?trang=2")
    assert (response.status_code, response["Location"]) == (301, f"{ROOT}/tin-tuc/?trang=2")


def test_a_form_sent_to_an_alias_is_sent_again_and_not_lost(province):
    HostName.objects.create(unit=province.commune, host="xatrungmon.tuyenquang.localhost", role=HostRole.ALIAS)
    response = Client(headers={"host": "xatrungmon.tuyenquang.localhost"}).post("/gop-y/")
    assert response.status_code == 308


def test_a_closed_unit_stays_readable_at_its_archive_host(province, visit):
    province.commune.hosts.update(valid_to=today())
    HostName.objects.create(unit=province.commune, host="trungmon-cu.tuyenquang.localhost", role=HostRole.ARCHIVE)
    assert visit(HOST).status_code == 404
    response = visit("trungmon-cu.tuyenquang.localhost")
    assert response.status_code == 200
    assert "Xã Trung Môn" in response.content.decode()


def test_an_archive_host_of_a_unit_that_goes_on_leads_to_its_primary_host(province, visit):
    HostName.objects.create(unit=province.commune, host="trungmon-cu.tuyenquang.localhost", role=HostRole.ARCHIVE)
    assert visit("trungmon-cu.tuyenquang.localhost")["Location"] == f"{ROOT}/"


def test_a_host_whose_unit_has_no_site_yet_shows_nothing_of_another(province, visit):
    province.commune.site = None
    province.commune.save()
    assert visit(HOST).status_code == 404


# --- Languages -----------------------------------------------------------------------------------------
def test_english_is_found_only_where_the_unit_has_it(province, visit):
    assert visit(HOST, "/en/").status_code == 200
    for path in ("/en/", "/en/danh-ba/", "/en/khong-co/"):
        assert visit("tantrao.tuyenquang.localhost", path).status_code == 404


def test_the_language_comes_from_the_address_alone(province, visit):
    response = visit(HOST, "/", headers={"accept-language": "en"})
    assert 'lang="vi"' in response.content.decode()
    assert "Accept-Language" not in response.get("Vary", "")


# --- The admin's host ------------------------------------------------------------------------------------
def test_the_admin_is_served_on_its_own_host(province, visit):
    assert visit(ADMIN, "/admin/login/").status_code == 200
    assert visit(ADMIN)["Location"] == "/admin/"


def test_the_admin_asked_for_on_a_unit_opens_on_its_own_host_with_that_unit(province, visit):
    response = visit(HOST, "/admin/pages/?p=2")
    assert response.status_code == 302
    assert response["Location"] == f"http://{ADMIN}:8000/admin/pages/?p=2&don-vi={province.commune.uuid}"


def test_a_page_whose_address_only_begins_like_the_admin_is_a_page(province, visit):
    assert visit(HOST, "/administration/").status_code == 404


def test_no_public_page_is_served_on_the_admins_host(province, visit):
    for path in ("/tin-tuc/", "/danh-ba/", "/en/", "/danh-ba/ban-do/"):
        assert visit(ADMIN, path).status_code == 404


def test_pictures_are_served_on_every_host_and_documents_only_by_the_view_that_asks(province, visit):
    picture = default_storage.save("images/thu.txt", ContentFile(b"anh"))
    document = default_storage.save("documents/thu.txt", ContentFile(b"tep"))
    try:
        for host in (ADMIN, HOST):
            assert visit(host, f"/media/{picture}").status_code == 200
            assert visit(host, f"/media/{document}").status_code == 404
    finally:
        default_storage.delete(picture)
        default_storage.delete(document)


# --- Loopback and health ------------------------------------------------------------------------------------
def test_loopback_leads_to_the_province_only_where_it_is_asked_for(province, visit, settings):
    response = visit("127.0.0.1:8000", "/tin-tuc/")
    assert (response.status_code, response["Location"]) == (302, "http://tuyenquang.localhost:8000/tin-tuc/")
    settings.LOOPBACK_LEADS_TO_PROVINCE = False
    assert visit("localhost").status_code == 404


@pytest.mark.parametrize("host", [HOST, ADMIN, "example.com", "10.0.0.7"])
def test_health_answers_on_any_host(db, visit, host, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert visit(host, "/healthz").status_code == 200
    assert visit(host, "/readyz").status_code == 200


def test_liveness_asks_no_dependency(visit):
    """Without the `db` fixture any query would fail."""
    assert visit("example.com", "/healthz").content == b"ok\n"


def test_readiness_fails_with_the_database_and_not_with_the_cache(db, visit, settings, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    settings.CACHES = {"default": {"BACKEND": "portal.core.cache.DiskCache", "LOCATION": tmp_path / "file" / "cache"}}
    response = visit(HOST, "/readyz")
    assert (response.status_code, json.loads(response.content)["cache"]) == (200, "unreachable")
    monkeypatch.setattr(health, "_database", lambda: "unreachable")
    assert visit(HOST, "/readyz").status_code == 503


def test_readiness_fails_while_migrations_are_missing(db, visit, monkeypatch):
    monkeypatch.setattr(health, "_schema_is_complete", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
    response = visit(HOST, "/readyz")
    assert (response.status_code, json.loads(response.content)["database"]) == (503, "migrations are missing")


# --- Headers --------------------------------------------------------------------------------------------------
def test_public_pages_allow_no_inline_script_or_style(province, visit):
    policy = visit(HOST)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_admin_has_a_policy_of_its_own(province, visit):
    policy = visit(ADMIN, "/admin/login/")["Content-Security-Policy"]
    assert "'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy
    assert "http:" not in policy


def test_only_the_demo_and_the_admin_ask_not_to_be_indexed(province, visit, settings):
    assert "X-Robots-Tag" not in visit(HOST)
    assert visit(ADMIN, "/admin/login/")["X-Robots-Tag"] == "noindex"
    settings.DEMO = True
    assert visit(HOST)["X-Robots-Tag"] == "noindex"
    assert visit(HOST, "/khong-co/")["X-Robots-Tag"] == "noindex"


def test_cookies_of_the_admin_stay_on_its_host(province, settings):
    response = Client(headers={"host": ADMIN}).get("/admin/login/")
    assert response.cookies
    assert all(not cookie["domain"] for cookie in response.cookies.values())
    assert (settings.SESSION_COOKIE_DOMAIN, settings.CSRF_COOKIE_DOMAIN) == (None, None)
