"""What the units of the demo show of themselves: of every tier, marked as made up, by the rules, and quickly made."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demo.facts import Country
from demo.organisation import ORDER, Showcase
from sites.organisation.models import Person, Position, Spokesperson
from sites.units.models import UnitContent

HOSTS = ("tuyenquang.localhost", "yenson.tuyenquang.localhost", "trungmon.tuyenquang.localhost")
PATHS = (
    *("/to-chuc-bo-may/", "/lich-cong-tac/sap-toi/", "/nguoi-phat-ngon/tat-ca/", "/cong-khai/thong-bao/"),
    *("/cong-khai/du-an/", "/cong-khai/ngan-sach/", "/cong-khai/quy-hoach-ke-hoach/", "/cong-khai/thong-ke/"),
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
