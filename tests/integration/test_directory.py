"""The public directory and the map."""

import gzip
import re

import pytest

from sites.units import maps
from sites.units.directory import find
from sites.units.models import Unit, UnitVersion
from tests.factories.units import make_unit

HOST = "tuyenquang.localhost"


def names(**asked: str) -> list[str]:
    return [version.full_name for version in find(**asked)]


@pytest.fixture
def namesakes(province):
    make_unit("commune", "thi-tran", "Yên Sơn", parent=province.district, code="02473")
    make_unit("commune", "xa", "Đạo Viện", parent=province.district, code="02400")
    make_unit("commune", "xa", "An Khang", parent=province.district, code="02401")
    return province


def test_typed_without_accents_finds_all_tiers(namesakes):
    assert names(query="yen son") == ["Huyện Yên Sơn", "Thị trấn Yên Sơn"]
    assert names(query="thi tran yen son") == ["Thị trấn Yên Sơn"]
    assert names(query="Đạo viện") == names(query="dao vien") == ["Xã Đạo Viện"]


def test_a_word_is_found_by_its_beginning_and_not_by_its_middle(namesakes):
    assert "Xã Trung Môn" in names(query="tru mo")
    assert names(query="rung") == []


def test_a_unit_is_found_by_its_code(namesakes):
    assert names(query="02473") == ["Thị trấn Yên Sơn"]


@pytest.mark.parametrize("query", ["%", "_", "'; --", "***"])
def test_signs_find_nothing_instead_of_everything(namesakes, query):
    assert names(query=query) == []


def test_filters_by_tier_and_parent(namesakes):
    uuid = str(namesakes.district.uuid)
    assert names(tier="district") == ["Huyện Sơn Dương", "Huyện Yên Sơn"]
    assert names(parent=uuid) == ["Xã An Khang", "Xã Đạo Viện", "Xã Trung Môn", "Thị trấn Yên Sơn"]
    assert names(query="yen", tier="commune", parent=uuid) == ["Thị trấn Yên Sơn"]


def test_names_stand_in_vietnamese_order(namesakes):
    shown = names(parent=str(namesakes.district.uuid))
    # By the name without the type word, and đ is a letter of its own before e.
    assert shown.index("Xã Đạo Viện") < shown.index("Xã Trung Môn")


def test_the_page_lists_units_with_the_address_of_their_sites(namesakes, visit):
    page = visit(HOST, "/danh-ba/").content.decode()
    assert '<a href="http://trungmon.tuyenquang.localhost:8000/">Xã Trung Môn</a>' in page
    assert "<span>Xã An Khang</span>" in page


def test_a_search_that_finds_nothing_says_what_to_do(namesakes, visit):
    assert "Xin thử gõ ít chữ hơn" in visit(HOST, "/danh-ba/?q=khongthay").content.decode()


@pytest.mark.parametrize("query", ["cap=quan-huyen", "thuoc=1", "q=" + "a" * 101, "q=%00"])
def test_a_question_that_makes_no_sense_is_answered_at_its_field(namesakes, visit, query):
    response = visit(HOST, f"/danh-ba/?{query}")
    assert response.status_code == 200
    assert "field-error" in response.content.decode()


@pytest.mark.parametrize("number", ["0", "99", "hai"])
def test_a_page_that_does_not_exist_is_not_found(namesakes, visit, number):
    assert visit(HOST, f"/danh-ba/?trang={number}").status_code == 404


def test_what_was_typed_is_shown_as_text(namesakes, visit):
    page = visit(HOST, '/danh-ba/?q="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def add_communes(district: Unit, how_many: int) -> None:
    for number in range(how_many):
        make_unit("commune", "xa", f"Thử Nghiệm {number}", parent=district, code=f"9{number:04}")
    rows = UnitVersion.objects.filter(name__startswith="Thử Nghiệm")
    for number, row in enumerate(rows):
        UnitVersion.objects.filter(pk=row.pk).update(latitude=21 + number / 100, longitude=105 + number % 7 / 10)


@pytest.mark.parametrize("path", ["/danh-ba/?q=xa", "/danh-ba/ban-do/"])
def test_queries_do_not_grow_with_the_number_of_units(province, visit, django_assert_max_num_queries, path):
    add_communes(province.district, 3)
    # What a host stands for is known after the first visit.
    visit(HOST, path)
    with django_assert_max_num_queries(15) as few:
        visit(HOST, path + ("&" if "?" in path else "?") + "lan=1")
    for number in range(40):
        make_unit("commune", "xa", f"Thêm {number}", parent=province.other_district, code=f"8{number:04}")
    with django_assert_max_num_queries(15) as many:
        assert visit(HOST, path + ("&" if "?" in path else "?") + "lan=2").status_code == 200
    assert len(few) == len(many)


# --- Map --------------------------------------------------------------------------------------------------
def set_point(unit: Unit, latitude: float, longitude: float, approximate: bool = False) -> None:
    unit.versions.update(latitude=latitude, longitude=longitude, point_is_approximate=approximate)


def test_a_unit_without_a_point_is_in_the_list_and_not_on_the_map(province):
    set_point(province.commune, 21.8, 105.2)
    drawn = maps.draw(province.province)
    assert [spot.title for spot in drawn.spots] == ["Xã Trung Môn"]
    assert "Xã Tân Trào" in [entry.name for entry in drawn.without_point]


def test_units_that_share_a_point_are_one_spot_with_a_list(province, visit):
    set_point(province.commune, 21.8, 105.2, approximate=True)
    set_point(province.other_commune, 21.8, 105.2)
    (spot,) = maps.draw(province.province).spots
    assert (len(spot.entries), spot.url, spot.approximate) == (2, "#diem-1", True)
    page = visit(HOST, "/danh-ba/ban-do/").content.decode()
    assert 'href="#diem-1"' in page
    assert 'id="diem-1"' in page


def test_a_unit_with_units_below_it_stands_in_their_middle(province):
    other = make_unit("commune", "xa", "Kim Quan", parent=province.district, code="02410")
    set_point(province.district, 10, 100)
    set_point(province.commune, 21.0, 105.0)
    set_point(other, 22.0, 105.5)
    drawn = maps.draw(province.province)
    # The province's middle is the same here, so both stand on one spot.
    (district,) = [spot for spot in drawn.middles if "Huyện Yên Sơn" in spot.title]
    low, high = sorted(drawn.spots, key=lambda spot: spot.x)
    assert district.x == pytest.approx((low.x + high.x) / 2, abs=0.2)
    assert district.y == pytest.approx((low.y + high.y) / 2, abs=0.2)


def test_north_is_up_and_east_is_right(province):
    set_point(province.commune, 22.0, 105.0)
    set_point(province.other_commune, 21.0, 105.5)
    spots = {spot.title: spot for spot in maps.draw(province.province).spots}
    assert spots["Xã Trung Môn"].y < spots["Xã Tân Trào"].y
    assert spots["Xã Trung Môn"].x < spots["Xã Tân Trào"].x


def test_without_any_point_the_page_says_so(province, visit):
    response = visit(HOST, "/danh-ba/ban-do/")
    assert response.status_code == 200
    page = response.content.decode()
    assert "chưa vẽ được bản đồ" in page
    assert "Các đơn vị trên bản đồ" not in page
    assert "Xã Trung Môn" in page


def test_the_map_of_a_province_is_light_and_asks_nobody_else(province, visit):
    add_communes(province.district, 140)
    response = visit(HOST, "/danh-ba/ban-do/")
    page = response.content.decode()
    assert len(gzip.compress(response.content)) < 60_000
    sources = re.findall(r'(?:src|srcset|xlink:href)="(?!/static/)([^"]+)"', page)
    assert sources == []
    for name in ("Xã Thử Nghiệm 0", "Xã Thử Nghiệm 139"):
        # On the map, as a named link, and in the list.
        assert page.count(name) >= 3
