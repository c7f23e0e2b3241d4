"""The blueprint in the admin: a unit's administrator takes, the platform improves, and nobody else does either."""

import pytest
from django.urls import reverse

from sites.pages.blueprints import services
from sites.pages.enums import PartKind
from sites.units.models import UnitSettings
from tests.factories.units import make_person

from .improving import blueprint, improve, section, states


@pytest.fixture
def clerk(province, desk):
    return desk(make_person("quan-tri", unit=province.commune, role="unit_admin"))


@pytest.fixture
def platform(province, desk):
    return desk(make_person("nen-tang", is_superuser=True))


def test_the_units_administrator_sees_the_difference_and_takes_it_by_one_button(province, clerk):
    improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    page = clerk.get(reverse("pages_blueprint:overview")).content.decode()
    assert "Phòng chống thiên tai" in page and "Mẫu thêm mới" in page
    clerk.post(reverse("pages_blueprint:take"))
    assert states(province.commune) == {}
    assert "Không có phần nào của mẫu mới hơn" in clerk.get(reverse("pages_blueprint:overview")).content.decode()


def test_own_parts_are_edited_and_given_up_in_the_admin(province, clerk):
    clerk.post(reverse("pages_blueprint:footer"), {"title": "Lời riêng", "title_en": ""})
    link = {"title": "Hợp tác xã", "title_en": "", "url": "https://che.example/", "shown": "on"}
    clerk.post(reverse("pages_blueprint:add_link"), link)
    again = clerk.post(reverse("pages_blueprint:add_link"), link).content.decode()
    assert "Đã có liên kết mang tên này" in again
    page = clerk.get(reverse("pages_blueprint:overview")).content.decode()
    assert "Lời riêng" in page and "Về theo mẫu của tỉnh" in page and "Bỏ phần riêng" in page
    clerk.post(reverse("pages_blueprint:give_up"), {"part": "footer:note"})
    assert states(province.commune) == {"link:hop-tac-xa": "own"}
    bad = clerk.post(reverse("pages_blueprint:link", args=["hop-tac-xa"]), link | {"url": "javascript:alert(1)"})
    assert bad.status_code == 200 and bad.context["form"].errors["url"]
    assert clerk.get(reverse("pages_blueprint:link", args=["khong-co"])).status_code == 404


def test_boxes_are_arranged_in_the_admin(province, clerk):
    page = clerk.get(reverse("pages_blueprint:boxes"))
    rows = [form.initial for form in page.context["formset"]]
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-code": row["code"], f"form-{number}-position": 100 - number}
        if row["code"] != "organisation.calendar":
            data[f"form-{number}-shown"] = "on"
    clerk.post(reverse("pages_blueprint:boxes"), data)
    own = UnitSettings.objects.get(unit=province.commune).own
    assert own["box:organisation.calendar"] == {"shown": False}
    assert own["order:box"] == [row["code"] for row in reversed(rows)]
    assert clerk.post(reverse("pages_blueprint:boxes"), data | {"form-0-code": "khac"}).status_code == 404


def test_only_the_units_administrator_takes_and_only_the_platform_improves(province, desk, clerk):
    editor = desk(make_person("bien-tap", unit=province.commune, role="editor"))
    improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    for view in ("overview", "boxes", "footer", "add_link"):
        assert editor.get(reverse(f"pages_blueprint:{view}")).status_code in (302, 403), view
    editor.post(reverse("pages_blueprint:take"))
    assert states(province.commune) == {"section:thien-tai": "new"}
    edit = reverse("pages_blueprints:edit", args=[blueprint().pk])
    versions = reverse("pages_blueprint:versions", args=[blueprint().pk])
    for address in (edit, versions):
        assert clerk.get(address).status_code in (302, 403), address
    clerk.post(reverse("pages_blueprint:give_to_all", args=[blueprint().pk]))
    assert states(province.other_commune) == {"section:thien-tai": "new"}


def test_the_platform_saves_a_version_sees_what_it_changes_and_gives_it_to_all(
    province, platform, django_capture_on_commit_callbacks
):
    found = blueprint()
    edit = reverse("pages_blueprints:edit", args=[found.pk])
    items = list(found.items.all())
    data = {"items-TOTAL_FORMS": len(items), "items-INITIAL_FORMS": len(items), "items-MIN_NUM_FORMS": 0}
    for number, item in enumerate(items):
        values = {"id": item.pk, "kind": item.kind, "key": item.key, "title": item.title, "title_en": item.title_en}
        values |= {"url": item.url, "ORDER": number + 1} | ({"shown": "on"} if item.shown else {})
        if item.key == "gioi-thieu":
            values["title"] = "Về chúng tôi"
        data |= {f"items-{number}-{name}": value for name, value in values.items()}
    with django_capture_on_commit_callbacks(execute=True):
        response = platform.post(edit, data)
    assert response.headers["Location"] == reverse("pages_blueprint:versions", args=[found.pk])
    page = platform.get(response.headers["Location"]).content.decode()
    assert "Về chúng tôi" in page and "2 trên 2 đơn vị chưa nhận" in page
    with django_capture_on_commit_callbacks(execute=True):
        platform.post(reverse("pages_blueprint:give_to_all", args=[found.pk]))
    services.carry_out(found.versions.first().pk)
    assert section(province.other_commune, "gioi-thieu").title == "Về chúng tôi"
