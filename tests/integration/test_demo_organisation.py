"""What the units of the demo show of themselves: of every tier, marked as made up, by the rules, and quickly made."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.facts import Country
from demo.organisation import ORDER, Showcase
from sites.organisation.models import Person, Position, Spokesperson
from sites.publicinfo.enums import NoticeKind, NoticeState, Stage
from sites.publicinfo.models import Notice, Plan, Project, StatisticalReport
from sites.units.models import UnitContent, UnitVersion

HOSTS = ("tuyenquang.localhost", "yenson.tuyenquang.localhost", "trungmon.tuyenquang.localhost")
PATHS = (
    *("/to-chuc-bo-may/", "/lich-cong-tac/sap-toi/", "/nguoi-phat-ngon/tat-ca/", "/cong-khai/thong-bao/"),
    *("/cong-khai/du-an/", "/cong-khai/ngan-sach/", "/cong-khai/quy-hoach-ke-hoach/", "/cong-khai/thong-ke/"),
    "/cong-khai/thu-vien/",
)


@pytest.fixture
def shown(province):
    Showcase(Country.read(date(2025, 7, 1))).write()


def test_units_of_every_tier_have_something_in_every_part(shown, visit):
    for host in HOSTS:
        for path in PATHS:
            page = visit(host, path).content.decode()
            assert "chưa có" not in page and "chưa đăng" not in page, (host, path)
            assert "Dữ liệu minh hoạ" in page or path == "/lich-cong-tac/sap-toi/", (host, path)


def test_everything_is_marked_as_an_example_and_keeps_the_rules(shown):
    for model in ORDER:
        for thing in model.objects.all():
            if isinstance(thing, UnitContent):
                assert thing.is_sample and thing.live
            if model is not Position and not hasattr(thing, "year"):
                thing.clean()
    assert Spokesperson.objects.filter(phone="").count() == 0
    assert Position.objects.filter(valid_to__isnull=False).exists()
    assert not Person.objects.exclude(biography="").exclude(biography__contains="không có thật").exists()


def test_all_units_are_made_in_few_queries(province):
    country = Country.read(date(2025, 7, 1))
    with CaptureQueriesContext(connection) as found:
        Showcase(country).write()
    assert len(found) < 60 + 3 * len(country.versions)


def test_notices_are_there_in_each_state_and_projects_in_each_stage(shown, province):
    own = Notice.objects.filter(unit=province.commune)
    assert {notice.state() for notice in own} == set(NoticeState)
    assert {notice.kind for notice in own} == set(NoticeKind)
    assert set(Project.objects.filter(unit=province.commune).values_list("stage", flat=True)) == set(Stage)


def test_maps_and_areas_hold_what_the_list_of_units_holds_and_nothing_else(province, visit):
    UnitVersion.objects.filter(unit=province.commune).update(latitude=21.9, longitude=105.2, area_km2=11.5)
    Showcase(Country.read(date(2025, 7, 1))).write()
    plan = Plan.objects.get(unit=province.district, kind="spatial")
    shapes = [(one["properties"]["name"], one["geometry"]) for one in plan.geojson["features"]]
    assert shapes == [("Xã Trung Môn", {"type": "Point", "coordinates": [105.2, 21.9]})]
    areas = StatisticalReport.objects.get(unit=province.district, measure="km²")
    assert areas.rows == [["Xã Trung Môn", 11.5]]
    assert not Plan.objects.filter(unit=province.other_district, kind="spatial").exists()
    page = visit("yenson.tuyenquang.localhost", f"/cong-khai/thong-ke/{areas.slug}/").content.decode()
    assert "figures-chart" in page and "11,5" in page
