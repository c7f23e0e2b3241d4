"""A unit gets everything on the web or nothing, once, at a bounded cost."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, Page, PageLogEntry, Site

from portal.core.models import PageSortKey
from portal.core.page_tree import add_children
from sites.pages.models import SectionPage
from sites.units import steps
from sites.units.loading import ensure_national, load_file
from sites.units.loading.official import load_official
from sites.units.models import HostName, Unit, UnitHome, UnitVersion
from sites.units.services import (
    add_host,
    create_unit,
    end_unit,
    provision_unit,
    provision_units,
    rename_unit,
    sync_sites,
)
from sites.units.services.provisioning import units_in_force
from tests.factories.lists import GOOD, csv_file
from tests.factories.units import home_of, make_site, make_unit

MAX_QUERIES = 300


def footprint() -> dict[str, int]:
    """How many rows there are of everything that provisioning makes."""
    models = (Page, Site, Collection, Group, HostName, UnitHome, PageLogEntry, PageSortKey)
    return {model.__name__: model.objects.count() for model in models} | {
        "with a site": Unit.objects.filter(site__isnull=False).count()
    }


@pytest.fixture
def new_commune(province) -> Unit:
    return make_unit("commune", "xa", "Kim Phú", parent=province.district, code="02450")


def queries_of(unit: Unit, host: str, capture_on_commit) -> int:
    """What a unit in two languages costs, with all that its commit sets off."""
    with CaptureQueriesContext(connection) as queries, capture_on_commit(execute=True):
        provision_unit(unit, host=host, languages=("vi", "en"))
    return len(queries)


def test_one_unit_costs_at_most_300_queries_in_two_languages(new_commune, django_capture_on_commit_callbacks):
    assert queries_of(new_commune, "kimphu.tuyenquang.localhost", django_capture_on_commit_callbacks) <= MAX_QUERIES


def test_a_name_that_comes_first_moves_nothing_of_other_units(province, django_capture_on_commit_callbacks):
    hosts = [f"{name}.tuyenquang.localhost" for name in ("yen", "an")]
    before = dict(Collection.objects.values_list("pk", "path"))
    last = make_unit("commune", "xa", "Yên", parent=province.district, code="02460")
    usual = queries_of(last, hosts[0], django_capture_on_commit_callbacks)
    first = make_unit("commune", "xa", "An", parent=province.district, code="02461")
    assert queries_of(first, hosts[1], django_capture_on_commit_callbacks) <= usual
    assert {pk: path for pk, path in Collection.objects.values_list("pk", "path") if pk in before} == before
    assert not any(Collection.find_problems())


def test_the_first_unit_of_a_tier_costs_no_more_though_its_folder_is_made_with_it(
    tiers, django_capture_on_commit_callbacks
):
    province = make_unit("province", "tinh", "Tuyên Quang", code="08")
    department = make_unit("department", "so", "Nội vụ", parent=province)
    for unit, host in ((province, "tuyenquang.localhost"), (department, "sonoivu.tuyenquang.localhost")):
        assert queries_of(unit, host, django_capture_on_commit_callbacks) <= MAX_QUERIES


def test_provisioning_twice_changes_nothing(province):
    before = footprint()
    context = provision_unit(province.commune, host="trungmon.tuyenquang.localhost", languages=("vi", "en"))
    assert context.changes == []
    assert footprint() == before


def test_a_language_can_be_added_later(province):
    provision_unit(province.other_commune, host="", languages=("vi", "en"))
    vietnamese, english = home_of(province.other_commune), home_of(province.other_commune, "en")
    assert vietnamese.translation_key == english.translation_key
    keys = [set(home.get_children().values_list("slug", "translation_key")) for home in (vietnamese, english)]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 2


@pytest.mark.parametrize("position", range(len(steps._steps) + 1))
def test_a_run_that_breaks_anywhere_leaves_nothing_half_made(new_commune, monkeypatch, position):
    def broken(context):
        raise RuntimeError("killed")

    before = footprint()
    plan = list(steps._steps)
    plan.insert(position, (0, "broken", broken))
    monkeypatch.setattr(steps, "_steps", plan)
    with pytest.raises(RuntimeError, match="killed"):
        provision_unit(new_commune, host="kimphu.tuyenquang.localhost", languages=("vi", "en"))
    assert footprint() == before
    monkeypatch.undo()
    new_commune.refresh_from_db()
    assert provision_unit(new_commune, host="kimphu.tuyenquang.localhost").changes


def test_a_run_that_breaks_while_sections_are_inserted_leaves_nothing(new_commune, monkeypatch):
    before = footprint()
    monkeypatch.setattr("portal.core.page_tree._record", lambda pages: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        provision_unit(new_commune, host="kimphu.tuyenquang.localhost")
    assert footprint() == before


def test_a_host_of_another_unit_is_refused_and_nothing_made(new_commune):
    before = footprint()
    with pytest.raises(ValidationError, match="đang thuộc Xã Trung Môn"):
        provision_unit(new_commune, host="trungmon.tuyenquang.localhost")
    assert footprint() == before


def test_a_unit_that_has_ended_gets_no_site(province):
    ended = make_unit("commune", "xa", "Vân Sơn", parent=province.district, valid_to=date(2024, 11, 1))
    with pytest.raises(ValueError, match="not in force"):
        provision_unit(ended, host="vanson.tuyenquang.localhost")


def test_the_page_tree_has_no_problems(province):
    assert not any(Page.find_problems())
    assert not any(Collection.find_problems())


@pytest.mark.parametrize("which", ["2025-06-30", "2025-07-01"])
def test_both_lists_and_a_national_unit_are_provisioned_by_the_same_code(tiers, which, visit):
    ensure_national()
    load_official(which, province="08")
    versions = units_in_force(province="08")
    chosen = [v for v in versions if v.tier.code != "commune"] + [v for v in versions if v.tier.code == "commune"][:7]
    report = provision_units(chosen)
    # Three tiers and the national one above; districts only where there are any.
    expected = {"national", "province", "commune"} | ({"district"} if which == "2025-06-30" else set())
    assert {v.tier.code for v in chosen} == expected
    assert (report.made, report.failed) == (len(chosen), [])
    assert provision_units(chosen).made == 0
    assert not any(Page.find_problems())
    for host in HostName.objects.filter(role="primary").values_list("host", flat=True):
        assert visit(host).status_code == 200


def test_command_reports_collisions_and_changes_nothing_the_second_time(tiers):
    rows = csv_file(*GOOD, "02473,commune,Thị trấn,Yên Sơn,075")
    load_file(rows, name="list.csv", list_date=date(2025, 1, 1))
    out = StringIO()
    call_command("provision_units", "--province", "08", stdout=out)
    assert "yenson.tuyenquang.localhost: Huyện Yên Sơn giữ; Thị trấn Yên Sơn nhận tên dài hơn." in out.getvalue()
    assert HostName.objects.filter(host="thitranyenson.tuyenquang.localhost").exists()
    before, out = footprint(), StringIO()
    call_command("provision_units", "--province", "08", stdout=out)
    assert "Không có gì thay đổi" in out.getvalue()
    assert footprint() == before


@pytest.mark.parametrize("options", [("--tiers", "thon"), ("--languages", "vi,xx"), ("--province", "99")])
def test_command_refuses_what_it_does_not_know(tiers, options):
    with pytest.raises(CommandError, match="Không có"):
        call_command("provision_units", *options)


def test_departments_come_from_a_file_with_hosts_and_languages(province, tmp_path, visit):
    path = tmp_path / "so.csv"
    path.write_text(
        "code,tier,type,name,parent_code,host,languages\n"
        "H60.05,department,Sở,Xây dựng,08,,\n"
        "H60.06,department,Sở,Y tế,08,soyt.tuyenquang.localhost,vi en\n",
        encoding="utf-8",
    )
    call_command("provision_units", "--csv", str(path), stdout=StringIO())
    assert visit("soxaydung.tuyenquang.localhost").status_code == 200
    assert visit("soyt.tuyenquang.localhost", "/en/").status_code == 200
    before = footprint()
    call_command("provision_units", "--csv", str(path), stdout=StringIO())
    assert footprint() == before


# --- Pages in bulk --------------------------------------------------------------------------------


def test_pages_in_bulk_are_as_pages_added_one_by_one(province):
    home, other = home_of(province.commune), home_of(province.other_commune)
    titles = ["Đất đai", "Bản đồ", "Hộ tịch"]
    add_children(home, [SectionPage(title=title, slug=f"s{n}", locale=home.locale) for n, title in enumerate(titles)])
    for n, title in enumerate(titles):
        other.add_child(instance=SectionPage(title=title, slug=f"s{n}", locale=other.locale))
    columns = ("title", "draft_title", "slug", "depth", "numchild", "live", "content_type", "locale")
    bulk, single = (
        SectionPage.objects.child_of(page).filter(slug__regex="^s[0-9]$").order_by("path") for page in (home, other)
    )
    assert list(bulk.values(*columns)) == list(single.values(*columns))
    assert [page.url_path for page in bulk] == [f"{home.url_path}s{n}/" for n in range(3)]
    assert home_of(province.commune).numchild == home_of(province.commune).get_children().count()
    assert not any(Page.find_problems())
    assert PageSortKey.objects.filter(page__in=bulk).count() == 3
    assert PageLogEntry.objects.filter(page__in=bulk, action="wagtail.create").count() == 3
    assert [page.title for page in SectionPage.objects.child_of(home).search("dat dai")] == ["Đất đai"]


def test_pages_in_bulk_refuse_a_slug_that_is_taken(province):
    home = home_of(province.commune)
    before = footprint()
    for slugs in (["a", "a"], ["b", "tin-tuc"]):
        with pytest.raises(ValidationError):
            add_children(home, [SectionPage(title="T", slug=slug, locale=home.locale) for slug in slugs])
    assert footprint() == before


# --- Hosts and names ------------------------------------------------------------------------------


def test_sites_follow_the_port_and_the_hosts_in_a_few_queries(province, settings, django_assert_max_num_queries):
    assert sync_sites() == 0
    settings.PUBLIC_PORT = 8443
    Site.objects.filter(unit=province.commune).update(hostname="wrong.localhost")
    with django_assert_max_num_queries(6):
        sync_sites()
    assert set(Site.objects.filter(unit__isnull=False).values_list("port", flat=True)) == {8443}
    assert Site.objects.get(unit=province.commune).hostname == "trungmon.tuyenquang.localhost"
    assert sync_sites() == 0


def test_two_units_can_exchange_their_hosts(province):
    first, second = province.commune, province.other_commune
    one, two = first.hosts.get(), second.hosts.get()
    HostName.objects.filter(pk=one.pk).update(host="tam.tuyenquang.localhost")
    HostName.objects.filter(pk=two.pk).update(host="trungmon.tuyenquang.localhost")
    HostName.objects.filter(pk=one.pk).update(host="tantrao.tuyenquang.localhost")
    assert sync_sites() == 2
    assert Site.objects.get(unit=first).hostname == "tantrao.tuyenquang.localhost"
    assert Site.objects.get(unit=second).hostname == "trungmon.tuyenquang.localhost"


def test_a_new_primary_host_makes_the_old_one_an_alias(province, visit):
    add_host(province.commune, "xatrungmon.tuyenquang.localhost", role="primary")
    assert Site.objects.get(unit=province.commune).hostname == "xatrungmon.tuyenquang.localhost"
    old = visit("trungmon.tuyenquang.localhost")
    assert old.status_code == 301
    assert old.headers["Location"] == "http://xatrungmon.tuyenquang.localhost:8000/"


def test_a_rename_reaches_the_site_but_not_what_editors_named(province):
    home = home_of(province.other_commune)
    rename_unit(province.other_commune, name="Tân Trào Mới", valid_from=date(2024, 1, 1))
    home.refresh_from_db()
    assert home.title == "Xã Tân Trào Mới"
    home.title = "Xã anh hùng"
    home.save()
    rename_unit(province.other_commune, name="Tân Trào", valid_from=date(2024, 6, 1))
    home.refresh_from_db()
    assert home.title == "Xã anh hùng"


def test_a_unit_that_begins_later_reserves_its_host_and_has_no_site_yet(province):
    version = UnitVersion.objects.get(unit=province.commune)
    unit = create_unit(
        tier=version.tier,
        unit_type=version.unit_type,
        name="Tương Lai",
        parent=province.district,
        valid_from=date(2100, 1, 1),
    )
    assert unit.site_id is None
    assert unit.hosts.get().valid_from == date(2100, 1, 1)
    other = make_unit("commune", "xa", "Khác", parent=province.district)
    with pytest.raises(ValidationError, match="đang thuộc"):
        make_site(other, "tuonglai.tuyenquang.localhost")


@pytest.mark.parametrize("days", [(date(2020, 1, 1), date(2100, 1, 1)), (date(2100, 1, 1), date(2020, 1, 1))])
def test_namesakes_that_begin_on_different_days_get_hosts_of_their_own_in_any_order(province, days):
    version = UnitVersion.objects.get(unit=province.commune)
    values = {"tier": version.tier, "unit_type": version.unit_type, "name": "Đồng Tâm", "parent": province.district}
    first, second = (create_unit(**values, valid_from=day) for day in days)
    assert first.hosts.get().host == "dongtam.tuyenquang.localhost"
    assert second.hosts.get().host not in ("dongtam.tuyenquang.localhost", "")


def test_a_host_passes_on_to_a_namesake_that_begins_when_its_unit_ends(province):
    end_unit(province.commune, on=date(2100, 1, 1))
    version = UnitVersion.objects.get(unit=province.commune)
    successor = create_unit(
        tier=version.tier,
        unit_type=version.unit_type,
        name="Trung Môn",
        parent=province.district,
        valid_from=date(2100, 1, 1),
    )
    assert successor.hosts.get().host == province.commune.hosts.get().host
