"""Opening, changing and ending units in the admin."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Site

from sites.units.models import HostName, Tier, Unit, UnitVersion
from sites.units.services import create_unit
from tests.factories.units import make_person, make_unit


@pytest.fixture
def platform(province, desk):
    """The admin as a platform administrator sees it."""
    return desk(make_person("nen-tang", is_superuser=True))


def form_for(province, **changes):
    commune = Tier.objects.get(code="commune")
    return {
        "tier": commune.pk,
        "unit_type": commune.types.get(code="xa").pk,
        "name": "Chiêu Yên",
        "name_en": "Chieu Yen",
        "code": "02437",
        "parent": province.district.pk,
        "valid_from": "2020-01-01",
        "languages": ["vi"],
    } | changes


def errors(response) -> dict:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_wizard_opens_a_unit_with_its_site_under_the_default_host(platform, province, visit):
    response = platform.post(reverse("units_admin_add"), form_for(province))
    unit = UnitVersion.objects.get(code="02437").unit
    assert response.headers["Location"] == reverse("units_admin_unit", args=[unit.pk])
    assert unit.hosts.get().host == "chieuyen.tuyenquang.localhost"
    assert visit("chieuyen.tuyenquang.localhost").status_code == 200


def test_wizard_suggests_the_host_and_saves_nothing(platform, province):
    response = platform.post(reverse("units_admin_add"), form_for(province, name="Yên Sơn", suggest="1"))
    assert response.context["form"]["host"].value() == "xayenson.tuyenquang.localhost"
    assert not UnitVersion.objects.filter(code="02437").exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"host": "yenson.tuyenquang.localhost"}, "host", "đang thuộc Huyện Yên Sơn"),
        ({"host": "www.tuyenquang.localhost"}, "host", "dành cho hệ thống"),
        ({"host": "xa.example.com"}, "host", "phải nằm dưới"),
        ({"host": "chiêuyên.tuyenquang.localhost"}, "host", "chữ thường không dấu"),
        ({"parent": 999_999}, "parent", "Không có đơn vị này"),
        ({"parent": ""}, "parent", "phải có đơn vị cấp trên"),
        ({"valid_to": "2019-12-31"}, "valid_to", "phải sau ngày bắt đầu"),
        ({"valid_to": "2020-01-01"}, "valid_to", "phải sau ngày bắt đầu"),
        ({"code": "02449"}, "code", "đang thuộc Xã Trung Môn"),
        ({"name": " "}, "name", "bắt buộc"),
    ],
)
def test_wizard_says_at_the_field_what_is_wrong(platform, province, changes, field, words):
    units = Unit.objects.count()
    found = errors(platform.post(reverse("units_admin_add"), form_for(province, **changes)))
    assert list(found) == [field]
    assert words in found[field][0]
    assert Unit.objects.count() == units


def test_wizard_refuses_a_tier_that_does_not_fit_the_parent(platform, province):
    found = errors(platform.post(reverse("units_admin_add"), form_for(province, parent=province.commune.pk)))
    assert found == {"parent": ["Cấp “Cấp xã” không thể trực thuộc cấp “Cấp xã”."]}


def test_wizard_refuses_a_type_of_another_tier(platform, province):
    town = Tier.objects.get(code="district").types.get(code="thi-xa")
    found = errors(platform.post(reverse("units_admin_add"), form_for(province, unit_type=town.pk)))
    assert list(found) == ["unit_type"]


def test_wizard_says_all_that_is_wrong_at_once(platform, province):
    found = errors(
        platform.post(reverse("units_admin_add"), form_for(province, code="02449", parent=province.commune.pk))
    )
    assert set(found) == {"code", "parent"}


@pytest.mark.parametrize("name", ["units_admin", "units_admin_add", "units_admin_import", "units_chooser:choose"])
def test_only_the_platform_manages_units(province, desk, name):
    response = desk(make_person(unit=province.commune, role="unit_admin")).get(reverse(name))
    assert response.status_code in (302, 403)
    assert b"02449" not in response.content


def test_list_finds_by_name_without_accents_and_by_code(platform, province):
    for query in ("trung mon", "Trung Môn", "02449"):
        response = platform.get(reverse("units_admin_results"), {"q": query})
        names = [version.full_name for version in response.context["object_list"]]
        assert names == ["Xã Trung Môn"]


def test_list_is_in_vietnamese_order_and_filters_by_tier(platform, province):
    district = Tier.objects.get(code="district")
    response = platform.get(reverse("units_admin"), {"tier": district.pk})
    assert [version.full_name for version in response.context["object_list"]] == ["Huyện Sơn Dương", "Huyện Yên Sơn"]


def test_list_costs_the_same_for_ten_units_and_for_a_hundred(platform, province, django_assert_max_num_queries):
    for number in range(100):
        make_unit("commune", "xa", f"Thử {number}", parent=province.district, code=f"9{number:04}")
    with django_assert_max_num_queries(25):
        response = platform.get(reverse("units_admin"))
    assert len(response.context["object_list"]) == 50


def test_picker_finds_without_accents_and_tells_what_stands_above(platform, province):
    response = platform.get(reverse("units_chooser:choose_results"), {"q": "tan trao"})
    page = response.content.decode()
    assert "Xã Tân Trào" in page
    assert "Huyện Sơn Dương" in page
    assert "Trung Môn" not in page


def test_no_form_lists_all_units(platform, province):
    page = platform.get(reverse("units_admin_add")).content.decode()
    assert "Tân Trào" not in page


def test_rename_closes_one_version_and_opens_the_next(platform, province):
    version = province.commune.version
    data = {
        "change": "1",
        "change-tier": version.tier_id,
        "change-unit_type": version.unit_type_id,
        "change-name": "Trung Môn Mới",
        "change-code": version.code,
        "change-parent": version.parent_id,
        "change-valid_from": "2024-05-01",
        "change-legal_basis": "Nghị quyết 1/NQ-HĐND",
    }
    response = platform.post(reverse("units_admin_unit", args=[province.commune.pk]), data)
    assert response.status_code == 302
    old, new = province.commune.versions.order_by("valid_from")
    assert (old.full_name, old.valid_to) == ("Xã Trung Môn", date(2024, 5, 1))
    assert (new.full_name, new.valid_from, new.valid_to) == ("Xã Trung Môn Mới", date(2024, 5, 1), None)
    event = province.commune.edges_in.get(event__kind="rename").event
    assert event.legal_basis == "Nghị quyết 1/NQ-HĐND"
    assert Site.objects.get(unit=province.commune).site_name == "Xã Trung Môn Mới"


def test_change_before_the_unit_began_is_refused_at_the_field(platform, province):
    version = province.commune.version
    data = {
        "change": "1",
        "change-tier": version.tier_id,
        "change-unit_type": version.unit_type_id,
        "change-name": "Khác",
        "change-parent": version.parent_id,
        "change-valid_from": "2018-01-01",
    }
    response = platform.post(reverse("units_admin_unit", args=[province.commune.pk]), data)
    assert list(response.context["change_form"].errors) == ["valid_from"]
    assert province.commune.versions.count() == 1


def test_alias_leads_to_the_primary_host_until_it_is_taken_away(platform, province, visit):
    url = reverse("units_admin_unit", args=[province.commune.pk])
    platform.post(
        url,
        {"host": "1", "host-host": "tm.tuyenquang.localhost", "host-role": "alias", "host-valid_from": "2020-01-01"},
    )
    response = visit("tm.tuyenquang.localhost", "/tin-tuc/")
    assert response.status_code == 301
    assert response.headers["Location"] == "http://trungmon.tuyenquang.localhost:8000/tin-tuc/"
    platform.post(url, {"end_host": HostName.objects.get(host="tm.tuyenquang.localhost").pk})
    cache.clear()  # Nothing commits in this test, and pages are made stale on commit.
    assert visit("tm.tuyenquang.localhost").status_code == 404


def test_taken_alias_is_refused_at_the_field(platform, province):
    url = reverse("units_admin_unit", args=[province.commune.pk])
    data = {
        "host": "1",
        "host-host": "yenson.tuyenquang.localhost",
        "host-role": "alias",
        "host-valid_from": "2020-01-01",
    }
    assert "đang thuộc" in platform.post(url, data).context["host_form"].errors["host"][0]


def test_a_unit_with_units_below_it_cannot_end(platform, province):
    url = reverse("units_admin_unit", args=[province.district.pk])
    response = platform.post(url, {"end": "1", "end-valid_to": "2025-07-01"})
    assert "Xã Trung Môn" in response.context["end_form"].errors["valid_to"][0]
    assert province.district.version_on() is not None


def test_ended_unit_gives_its_host_free(platform, province):
    url = reverse("units_admin_unit", args=[province.other_commune.pk])
    platform.post(url, {"end": "1", "end-valid_to": "2025-07-01"})
    assert province.other_commune.version_on() is None
    commune = Tier.objects.get(code="commune")
    successor = create_unit(
        tier=commune,
        unit_type=commune.types.get(code="xa"),
        name="Tân Trào",
        parent=province.other_district,
        valid_from=date(2025, 7, 1),
    )
    assert successor.hosts.get().host == "tantrao.tuyenquang.localhost"
    assert Site.objects.get(unit=successor).hostname == "tantrao.tuyenquang.localhost"


def test_file_of_departments_is_imported(platform, province, visit):
    text = "code,tier,type,name,parent_code,languages\nH60.05,department,Sở,Xây dựng,08,vi en\n"
    file = SimpleUploadedFile("so.csv", text.encode())
    response = platform.post(reverse("units_admin_import"), {"file": file})
    assert response.headers["Location"] == reverse("units_admin")
    assert visit("soxaydung.tuyenquang.localhost").status_code == 200
    assert visit("soxaydung.tuyenquang.localhost", "/en/").status_code == 200


def test_file_with_a_bad_row_tells_its_line_and_keeps_nothing(platform, province):
    text = "code,tier,type,name,parent_code\nH60.05,department,Sở,Xây dựng,08\nH60.06,department,Sở,Y tế,99\n"
    response = platform.post(reverse("units_admin_import"), {"file": SimpleUploadedFile("so.csv", text.encode())})
    assert "Dòng 3: không có đơn vị cấp trên mang mã 99." in response.content.decode()
    assert not UnitVersion.objects.filter(code="H60.05").exists()
