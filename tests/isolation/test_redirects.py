"""Redirects: those of the unit's own hosts, made by its administrator."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from tests.factories.units import make_article

from .conftest import SECRET, refused, shown

ADDRESS = "https://example.test/moi/"


def test_the_list_shows_own_redirects_only(neighbours, desk):
    Redirect.objects.create(old_path="/cu-cua-toi", redirect_link=ADDRESS, site=neighbours.own.site)
    client = desk(neighbours.admin)
    for name in ("wagtailredirects:index", "wagtailredirects:index_results"):
        assert "/cu-cua-toi" in shown(client, name)
        shown(client, name, query=f"?site={neighbours.other.site.pk}")
        shown(client, name, query="?q=cu")
    shown(client, "wagtailredirects:index", query="?export=csv")


def test_a_redirect_is_made_for_the_own_site_whatever_the_form_says(neighbours, desk):
    client = desk(neighbours.admin)
    assert 'name="site"' not in shown(client, "wagtailredirects:add")
    for number, site in enumerate((neighbours.other.site.pk, "")):
        data = {"old_path": f"/trang-cu-{number}", "redirect_link": ADDRESS, "site": site, "is_permanent": "on"}
        assert client.post(reverse("wagtailredirects:add"), data).status_code == 302
        assert Redirect.objects.get(old_path=f"/trang-cu-{number}").site == neighbours.own.site
    again = client.post(reverse("wagtailredirects:add"), {"old_path": "/trang-cu-0", "redirect_link": ADDRESS})
    assert again.status_code == 200
    assert "Đã có chuyển hướng" in again.content.decode()


def test_a_redirect_leads_to_own_and_public_pages_only(neighbours, desk):
    client = desk(neighbours.admin)
    mine = make_article(neighbours.own, "Nháp của tôi", live=False)
    for page, made in ((mine, True), (neighbours.theirs["published"], True), (neighbours.theirs["draft"], False)):
        path = f"/toi-trang-{page.pk}"
        response = client.post(reverse("wagtailredirects:add"), {"old_path": path, "redirect_page": page.pk})
        assert (response.status_code == 302) is made
        assert Redirect.objects.filter(old_path=path).exists() is made
        assert made or f"{SECRET} nháp" not in response.content.decode()


def test_a_neighbours_redirect_and_one_for_all_hosts_do_not_exist(neighbours, desk):
    client = desk(neighbours.admin)
    for name in ("redirect", "everywhere"):
        theirs = neighbours.theirs[name]
        refused(client, "wagtailredirects:edit", theirs.pk)
        refused(client, "wagtailredirects:delete", theirs.pk)
        refused(client, "wagtailredirects:edit", theirs.pk, post={"old_path": "/x", "redirect_link": ADDRESS})
        refused(client, "wagtailredirects:delete", theirs.pk, post={})
        theirs.refresh_from_db()
        assert theirs.old_path.startswith(f"/{SECRET.lower()}")


def test_an_own_redirect_is_changed_and_deleted(neighbours, desk):
    mine = Redirect.objects.create(old_path="/cua-toi", redirect_link=ADDRESS, site=neighbours.own.site)
    client = desk(neighbours.admin)
    client.post(reverse("wagtailredirects:edit", args=[mine.pk]), {"old_path": "/khac", "redirect_link": ADDRESS})
    mine.refresh_from_db()
    assert mine.old_path == "/khac"
    client.post(reverse("wagtailredirects:delete", args=[mine.pk]))
    assert not Redirect.objects.filter(pk=mine.pk).exists()


def test_an_import_is_for_the_own_hosts_and_names_each_bad_row(neighbours, desk):
    client = desk(neighbours.admin)

    def upload(rows: str, **options):
        file = SimpleUploadedFile("cu.csv", f"from,to\n{rows}".encode())
        data = {"import_file": file, "permanent": "on", "site": neighbours.other.site.pk} | options
        return client.post(reverse("wagtailredirects:start_import"), data)

    assert upload(f"/a,{ADDRESS}\n/b,{ADDRESS}\n").status_code == 302
    assert set(Redirect.objects.filter(old_path__in=["/a", "/b"]).values_list("site", flat=True)) == {
        neighbours.own.site_id
    }
    bad = upload(f"/c,{ADDRESS}\n/d,khong phai\n", all_or_none="on").content.decode()
    assert "/d" in bad
    assert not Redirect.objects.filter(old_path="/c").exists()
    upload(f"/c,{ADDRESS}\n/d,khong phai\n")
    assert Redirect.objects.filter(old_path="/c", site=neighbours.own.site).exists()
    broken = client.post(
        reverse("wagtailredirects:start_import"), {"import_file": SimpleUploadedFile("cu.csv", b"\xff\xfe\x00")}
    )
    assert "Không đọc được tệp" in broken.content.decode()


def test_an_editor_has_nothing_to_do_with_redirects(neighbours, desk):
    client = desk(neighbours.editor)
    for name in ("index", "index_results", "add", "start_import"):
        refused(client, f"wagtailredirects:{name}")


def test_a_redirect_leads_away_from_the_sites_of_units_alone(neighbours, desk, visit):
    path = f"/admin/pages/{neighbours.theirs['draft'].pk}/edit"
    Redirect.objects.create(old_path=path, redirect_link=ADDRESS)
    Redirect.objects.create(old_path="/trang-da-doi", redirect_link=ADDRESS)
    client = desk(neighbours.admin)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{path}/").status_code == 404
    assert not [query for query in queries if "wagtailredirects" in query["sql"]]
    assert visit(neighbours.own.site.hostname, "/trang-da-doi/").headers["Location"] == ADDRESS
