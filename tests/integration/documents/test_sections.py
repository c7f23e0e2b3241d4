"""Sections that the law names fill themselves with documents, beside the pages of editors."""

from datetime import date

import pytest

from sites.documents.models import DocumentSectionPage, IssuingBody, OfficialDocument
from sites.documents.services import bodies_of
from sites.pages.models import StandardPage
from sites.units.services import provision_unit
from tests.factories.documents import make_document_of
from tests.factories.units import home_of

pytestmark = pytest.mark.django_db
HOST = "trungmon.tuyenquang.localhost"
DIRECTIVES, LAND = "/chi-dao-dieu-hanh/", "/quyet-dinh-dat-dai/"


def tagged(document: OfficialDocument, *tags: str) -> OfficialDocument:
    document.tags.add(*tags)
    document.save()
    return document


def test_every_new_unit_has_the_list_and_the_sections_of_its_tier(province, visit):
    slugs = {page.slug for page in home_of(province.commune).get_children()}
    assert {"van-ban", "chi-dao-dieu-hanh", "quyet-dinh-dat-dai"} <= slugs
    assert "chien-luoc-quy-hoach" not in slugs
    assert "chien-luoc-quy-hoach" in {page.slug for page in home_of(province.province).get_children()}
    menu = visit(HOST).content.decode()
    assert 'href="/van-ban/"' in menu
    assert f'href="{DIRECTIVES}"' in menu


def test_making_the_unit_again_changes_nothing(province):
    rows = (IssuingBody.objects.count(), DocumentSectionPage.objects.count())
    report = provision_unit(province.commune, host=HOST, languages=("vi", "en"))
    assert not report.changes
    assert (IssuingBody.objects.count(), DocumentSectionPage.objects.count()) == rows


def test_each_unit_has_its_own_issuing_bodies_without_a_hand(province):
    assert [str(body) for body in bodies_of(province.commune)] == [
        "Ủy ban nhân dân xã Trung Môn",
        "Hội đồng nhân dân xã Trung Môn",
    ]
    assert [(str(body), body.abbreviation) for body in bodies_of(province.department)] == [("Sở Nội vụ", "SNV")]


def test_directives_hold_directions_answers_rewards_and_sanctions(province, visit):
    make_document_of(province.commune, "1/CT-UBND", "Về phòng chống thiên tai", kind="chi-thi")
    answer = make_document_of(province.commune, "2/UBND-VP", "Trả lời cử tri thôn 5", kind="cong-van")
    tagged(answer, "Trả lời kiến nghị")
    make_document_of(province.commune, "3/QĐ-UBND", "Khen thưởng tập thể", field="thi-dua-khen-thuong")
    make_document_of(province.commune, "4/QĐ-UBND", "Xử phạt hành chính", field="xu-phat-vi-pham")
    make_document_of(province.commune, "5/KH-UBND", "Kế hoạch không thuộc mục này", kind="ke-hoach")
    make_document_of(province.commune, "6/CT-UBND", "Bản nháp", kind="chi-thi", live=False)
    make_document_of(province.other_commune, "7/CT-UBND", "Của xã khác", kind="chi-thi")
    page = visit(HOST, DIRECTIVES).content.decode()
    for title in ("Về phòng chống thiên tai", "Trả lời cử tri thôn 5", "Khen thưởng tập thể", "Xử phạt hành chính"):
        assert title in page
    for title in ("Kế hoạch không thuộc", "Bản nháp", "Của xã khác"):
        assert title not in page


def test_land_decisions_go_by_field_and_tag(province, visit):
    recovery = make_document_of(province.commune, "8/QĐ-UBND", "Thu hồi đất thôn 1", kind="quyet-dinh", field="dat-dai")
    tagged(recovery, "thu hồi đất")
    make_document_of(province.commune, "9/QĐ-UBND", "Thu hồi giấy phép", kind="quyet-dinh", field="cong-thuong")
    page = visit(HOST, f"{LAND}thu-hoi-dat-boi-thuong-tai-dinh-cu/").content.decode()
    assert "Thu hồi đất thôn 1" in page
    assert "Thu hồi giấy phép" not in page


def test_a_long_list_has_pages_at_addresses_of_their_own(province, visit):
    for number in range(1, 23):
        make_document_of(
            province.commune,
            f"{number}/CT-UBND",
            f"Chỉ thị thứ {number}.",
            kind="chi-thi",
            issued_on=date(2024, 1, number),
        )
    section = visit(HOST, DIRECTIVES).content.decode()
    assert "Chỉ thị thứ 22." in section
    assert "Chỉ thị thứ 17." not in section
    whole = f"{DIRECTIVES}y-kien-chi-dao-dieu-hanh/"
    assert f'href="{whole}"' in section
    assert "Chỉ thị thứ 3." in visit(HOST, whole).content.decode()
    second = visit(HOST, f"{whole}trang/2/").content.decode()
    assert "Chỉ thị thứ 1." in second
    assert f'href="{whole}"' in second
    for nowhere in ("trang/3/", "trang/1/", "trang/02/", "trang/51/", "trang/x/", "khac/"):
        assert visit(HOST, whole + nowhere).status_code == 404
    assert visit(HOST, f"{DIRECTIVES}khong-co/").status_code == 404


def test_a_page_of_editors_stands_beside_the_lists_and_keeps_its_address(province, visit):
    section = home_of(province.commune).get_children().get(slug="chi-dao-dieu-hanh")
    section.add_child(instance=StandardPage(title="Quy chế làm việc", slug="khen-thuong", locale=section.locale))
    assert "Quy chế làm việc" in visit(HOST, DIRECTIVES).content.decode()
    assert "<h1>Quy chế làm việc" in visit(HOST, f"{DIRECTIVES}khen-thuong/").content.decode()


def test_a_section_shows_a_new_document_at_once(province, visit, django_capture_on_commit_callbacks):
    visit(HOST, DIRECTIVES)
    with django_capture_on_commit_callbacks(execute=True):
        make_document_of(province.commune, "1/CT-UBND", "Chỉ thị vừa ban hành", kind="chi-thi")
    assert "Chỉ thị vừa ban hành" in visit(HOST, DIRECTIVES).content.decode()


def test_a_section_costs_no_more_than_a_list(province, visit, django_assert_max_num_queries):
    for number in range(1, 9):
        make_document_of(province.commune, f"{number}/CT-UBND", kind="chi-thi")
    visit(HOST)
    with django_assert_max_num_queries(15):
        visit(HOST, DIRECTIVES)
