"""Finding a procedure: by event, by who one is, by field, by agency; three steps from home; the site's search."""

import re

import pytest
from django.test import TestCase

from search.services import refresh_in_batches
from search.sources import get_source
from sites.units.hosts import root_url
from tests.factories.procedures import make_procedure
from tests.factories.units import make_site, make_unit

PROVINCE, HOST, OTHER = (
    "tuyenquang.localhost",
    "trungmon.tuyenquang.localhost",
    "tantrao.tuyenquang.localhost",
)


@pytest.fixture
def procedures(province):
    owner = province.province
    return [
        make_procedure(owner, events=("sinh-con",), groups=("cha-me",), level="toan-trinh"),
        make_procedure(
            owner,
            "DEMO.DD.001",
            "Tách thửa đất",
            field="dat-dai",
            tiers=("province",),
            agency="so-noi-vu",
            events=("nha-dat",),
            groups=("moi-nguoi",),
        ),
        make_procedure(
            owner,
            "DEMO.XD.001",
            "Cấp giấy phép xây dựng nhà ở",
            field="quy-hoach-xay-dung",
            tiers=("district",),
            agency="ubnd-cap-huyen",
            events=("xay-nha",),
        ),
    ]


def body(visit, host, path):
    answer = visit(host, path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def links(page: str) -> set[str]:
    return {link for link in re.findall(r'href="(/[^"]*)"', page) if link.startswith("/thu-tuc/")}


@pytest.mark.parametrize("host", [PROVINCE, HOST, OTHER])
def test_any_procedure_is_three_steps_from_home(procedures, visit, host):
    reached: set[str] = set()
    step = {"/"}
    for _ in range(3):
        step = {link for path in step for link in links(body(visit, host, path.replace("&amp;", "&")))}
        reached |= step
        step = {path for path in step if "?" in path or path == "/thu-tuc/"}
    assert {f"/thu-tuc/{procedure.slug}/" for procedure in procedures} <= reached


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("su-kien=sinh-con", {"Đăng ký khai sinh"}),
        ("doi-tuong=moi-nguoi", {"Tách thửa đất"}),
        ("linh-vuc=quy-hoach-xay-dung", {"Cấp giấy phép xây dựng nhà ở"}),
        ("co-quan=so-noi-vu", {"Tách thửa đất"}),
        ("cap=commune", {"Đăng ký khai sinh"}),
        ("muc=toan-trinh", {"Đăng ký khai sinh"}),
        ("su-kien=sinh-con&co-quan=so-noi-vu", set()),
        ("pham-vi=tat-ca", {"Đăng ký khai sinh", "Tách thửa đất", "Cấp giấy phép xây dựng nhà ở"}),
    ],
)
def test_each_way_leads_to_what_belongs_there_and_to_nothing_else(procedures, visit, query, names):
    page = body(visit, HOST, f"/thu-tuc/?{query}")
    found = {name for name in (procedure.name for procedure in procedures) if f">{name}</a>" in page}
    assert found == names


def test_the_door_counts_and_names_what_is_done_here(procedures, visit):
    assert "Làm tại Xã Trung Môn (1)" in body(visit, HOST, "/thu-tuc/")
    department = body(visit, "sonoivu.tuyenquang.localhost", "/thu-tuc/")
    assert "Làm tại Sở Nội vụ (1)" in department and "co-quan=so-noi-vu" in department


def test_nonsense_in_the_address_gets_a_sentence_and_a_normal_page(procedures, visit):
    answer = visit(HOST, "/thu-tuc/?su-kien=khong-co&trang=abc")
    page = answer.content.decode()
    assert answer.status_code == 200 and "bộ lọc đã được bỏ" in page and "dưới đây là trang đầu" in page
    assert "no-store" in answer["Cache-Control"] or "max-age=0" in answer["Cache-Control"]


def test_the_front_page_leads_to_procedures_where_the_site_has_them(procedures, province, visit):
    assert "/thu-tuc/?su-kien=sinh-con" in body(visit, HOST, "/")
    for home in province.other_commune.homes.all():
        home.page.get_children().filter(slug="thu-tuc").update(live=False)
    assert "/thu-tuc/?su-kien=sinh-con" not in body(visit, OTHER, "/")


def test_the_list_costs_the_same_with_many_units_and_procedures(
    procedures, province, visit, django_assert_max_num_queries
):
    for number in range(8):
        make_site(
            make_unit("commune", "xa", f"Xã {number}", parent=province.district), f"x{number}.tuyenquang.localhost"
        )
        make_procedure(province.province, f"DEMO.TT.{number:03}", f"Thủ tục số {number}")
    for path in ("/thu-tuc/", "/thu-tuc/?pham-vi=tat-ca", "/thu-tuc/?cap=commune&linh-vuc=tu-phap-ho-tich"):
        visit(OTHER, path)
        with django_assert_max_num_queries(15):
            body(visit, HOST, path)


def test_kept_lists_go_when_a_procedure_changes(procedures, visit, django_assert_num_queries):
    body(visit, HOST, "/thu-tuc/?cap=commune")
    with django_assert_num_queries(0):
        assert "Đăng ký khai sinh" in body(visit, HOST, "/thu-tuc/?cap=commune")
    with TestCase.captureOnCommitCallbacks(execute=True):
        procedures[0].name = "Đăng ký khai sinh cho trẻ"
        procedures[0].save()
    assert "Đăng ký khai sinh cho trẻ" in body(visit, HOST, "/thu-tuc/?cap=commune")


# --- Search --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["khai sinh", "dang ky khai sinh", "DEMO.HT.001", "giay chung sinh"])
def test_search_finds_a_procedure_by_name_code_and_papers_and_stays_on_the_readers_site(procedures, visit, typed):
    refresh_in_batches(get_source("procedure"), [procedure.pk for procedure in procedures])
    page = visit(HOST, "/tim-kiem/", data={"q": typed, "loai": "procedure"}).content.decode()
    assert f"{root_url(HOST)}/thu-tuc/{procedures[0].slug}/" in page
    assert "Thủ tục hành chính" in page


def test_search_forgets_what_is_taken_off_line_or_abolished(procedures, visit):
    source = get_source("procedure")
    refresh_in_batches(source, [procedure.pk for procedure in procedures])
    assert source.public().count() == 3
    procedures[1].live = False
    procedures[1].save()
    page = visit(HOST, "/tim-kiem/", data={"q": "tach thua"}).content.decode()
    assert f"/thu-tuc/{procedures[1].slug}/" not in page
