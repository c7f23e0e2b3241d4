"""The page of a document: where it is, what it shows, what it says of a document that no longer holds."""

import json
import re
from datetime import date

import pytest
from django.test import TestCase
from wagtail.models import PageViewRestriction

from sites.documents.enums import Effect, RelationKind
from sites.documents.models import (
    Attachment,
    DocumentFile,
    DocumentRelation,
    DocumentText,
    FileText,
    OfficialDocument,
)
from sites.documents.services import relate
from sites.documents.showing import context, from_plain_text, with_anchors
from sites.units.hosts import resolve
from tests.factories.documents import make_document_of
from tests.factories.units import home_of

HOST, OTHER = "trungmon.tuyenquang.localhost", "tuyenquang.localhost"
BODY = json.dumps(
    [
        {
            "type": "text",
            "id": "c2f3a0de-0000-4000-8000-000000000001",
            "value": "<h2>Chương I. Quy định chung</h2><h3>Điều 1. Phạm vi</h3><p>Nội dung.</p>"
            "<h3>Điều 1. Phạm vi</h3><h2>Chương II. Tổ chức thực hiện</h2>",
        }
    ]
)


def structured(page: str) -> dict:
    """What a page tells engines of the document, beside what it tells of itself as a page."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return next(found for found in map(json.loads, blocks) if found.get("@type") == "Legislation")


@pytest.fixture
def decision(province):
    return make_document_of(
        province.commune,
        "15/2022/QĐ-UBND",
        "Ban hành quy định về chợ",
        kind="quyet-dinh",
        field="dat-dai",
        issued_on=date(2022, 4, 5),
        effective_on=date(2022, 5, 1),
        issuer_name="Uỷ ban nhân dân xã Trung Môn",
        signer="Người ký thử",
        signer_title="Chủ tịch",
        recipients="Các thôn\nLưu: VT",
        gazette_number="12+13",
        body=BODY,
    )


def page_of(visit, document, host: str = HOST, ending: str = ""):
    return visit(host, f"/van-ban/{document.slug}/{ending}")


def test_a_document_has_one_stable_address_on_the_site_of_its_unit(decision, visit):
    assert decision.slug == "15-2022-qd-ubnd"
    page = page_of(visit, decision).content.decode()
    assert '<link rel="canonical" href="http://trungmon.tuyenquang.localhost' in page
    for shown in ("Quyết định 15/2022/QĐ-UBND", "Ban hành quy định về chợ", "05/04/2022", "01/05/2022", "12+13"):
        assert shown in page
    assert "Người ký thử, Chủ tịch" in page and "Các thôn; Lưu: VT" in page
    assert page_of(visit, decision, OTHER).status_code == 404


def test_drafts_and_documents_of_a_closed_site_are_not_there(decision, province, visit):
    draft = make_document_of(province.commune, "16/TB-UBND", live=False)
    assert page_of(visit, draft).status_code == 404
    PageViewRestriction.objects.create(page=home_of(province.commune), restriction_type="login")
    for ending in ("", "ban-in/"):
        assert page_of(visit, decision, ending=ending).status_code == 404


def test_the_text_has_a_table_of_contents_whose_links_lead_somewhere(decision, visit):
    page = page_of(visit, decision).content.decode()
    anchors = re.findall(r'<li class="level-[23]"><a href="#([^"]+)"', page)
    assert len(anchors) == len(set(anchors)) == 4
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_metadata_is_there_for_machines(decision, visit, province):
    older = make_document_of(province.province, "1/2019/QĐ-UBND", kind="quyet-dinh", issued_on=date(2019, 1, 2))
    relate(decision, RelationKind.REPLACES, older)
    page = page_of(visit, decision).content.decode()
    for name in ("title", "creator", "date", "description", "publisher", "identifier"):
        assert re.search(rf'<meta name="DC.{name}" content="[^"]+">', page), name
    known = structured(page)
    assert known["legislationIdentifier"] == "15/2022/QĐ-UBND"
    assert known["legislationDate"] == "2022-04-05" and known["legislationLegalForce"].endswith("/InForce")
    assert known["legislationRepeals"] == [{"@type": "Legislation", "legislationIdentifier": "1/2019/QĐ-UBND"}]


def test_a_title_cannot_break_out_of_the_metadata(province, visit):
    sly = make_document_of(province.commune, "1/TB-UBND", '</script><script>alert(1)</script>"&')
    page = page_of(visit, sly).content.decode()
    assert "<script>alert" not in page
    known = structured(page)
    assert known["name"].startswith("</script>")


def test_a_citation_names_issuer_year_symbol_and_address(decision, visit):
    page = page_of(visit, decision).content.decode()
    assert (
        "Uỷ ban nhân dân xã Trung Môn (2022), Quyết định 15/2022/QĐ-UBND ngày 05/04/2022, Ban hành quy định về chợ. http://"
        in page
    )


def test_a_replaced_document_says_so_and_names_what_is_in_force_in_the_end(decision, province, visit):
    second = make_document_of(
        province.province, "8/2023/QĐ-UBND", "Quy định mới", kind="quyet-dinh", issued_on=date(2023, 6, 1)
    )
    third = make_document_of(
        province.province, "9/2024/QĐ-UBND", "Quy định mới nhất", kind="quyet-dinh", issued_on=date(2024, 6, 1)
    )
    relate(second, RelationKind.REPLACES, decision)
    relate(third, RelationKind.REPLACES, second)
    page = page_of(visit, decision).content.decode()
    banner = page[page.index("document-banner") : page.index("document-columns")]
    assert "Văn bản này đã hết hiệu lực từ ngày 01/06/2023." in banner
    assert "Bị thay thế bởi" in banner and "8/2023/QĐ-UBND" in banner
    assert "đang có hiệu lực" in banner and "9/2024/QĐ-UBND" in banner
    assert 'href="http://tuyenquang.localhost' in banner
    # Read the other way round.
    newest = page_of(visit, third, OTHER).content.decode()
    assert "document-banner" not in newest and "Thay thế" in newest and "8/2023/QĐ-UBND" in newest


def test_relations_are_a_list_in_the_order_of_time_with_this_document_in_it(decision, province, visit):
    relate(decision, RelationKind.BASED_ON, "72/2015/QH13")
    basis = make_document_of(province.province, "2/2020/NQ-HĐND", kind="nghi-quyet", issued_on=date(2020, 1, 1))
    relate(decision, RelationKind.BASED_ON, basis)
    amending = make_document_of(province.commune, "3/2023/QĐ-UBND", kind="quyet-dinh", issued_on=date(2023, 1, 1))
    relate(amending, RelationKind.AMENDS, decision, provisions="Điều 1")
    page = page_of(visit, decision).content.decode()
    timeline = page[page.index('class="timeline"') :]
    places = [timeline.index(shown) for shown in ("72/2015/QH13", "2/2020/NQ-HĐND", "Văn bản này", "3/2023/QĐ-UBND")]
    assert places == sorted(places)
    assert "Được sửa đổi, bổ sung bởi" in timeline and "Một phần của văn bản này không còn hiệu lực." in page


def test_a_relation_never_shows_a_draft(decision, province, visit):
    draft = make_document_of(province.commune, "5/2024/QĐ-UBND", kind="quyet-dinh", live=False)
    relate(draft, RelationKind.REPLACES, decision)
    page = page_of(visit, decision).content.decode()
    assert "5/2024/QĐ-UBND" not in page and "document-banner" not in page


def test_a_document_that_does_not_hold_yet_says_from_when(province, visit):
    coming = make_document_of(
        province.commune, "1/2999/QĐ-UBND", issued_on=date(2998, 1, 1), effective_on=date(2999, 1, 1)
    )
    coming.refresh_from_db()
    assert coming.effect == Effect.NOT_YET
    assert "Văn bản này có hiệu lực từ ngày 01/01/2999." in page_of(visit, coming).content.decode()


def test_a_sample_says_that_it_is_one(province, visit):
    sample = make_document_of(province.commune, "1/DEMO-UBND", is_sample=True)
    assert "Dữ liệu minh hoạ" in page_of(visit, sample).content.decode()
    assert "Dữ liệu minh hoạ" in visit(HOST, "/van-ban/").content.decode()


def test_a_title_in_english_shows_on_the_english_site_and_nowhere_else(decision, visit):
    DocumentText.objects.create(document=decision, language="en", title="Regulation on markets", abstract="")
    english = visit(HOST, f"/en/van-ban/{decision.slug}/").content.decode()
    assert (
        "Regulation on markets" in english and "Regulation on markets" not in page_of(visit, decision).content.decode()
    )
    assert "Regulation on markets" in visit(HOST, "/en/van-ban/").content.decode()


def test_the_form_for_paper_has_all_of_the_text_and_no_menu(decision, visit):
    page = page_of(visit, decision, ending="ban-in/").content.decode()
    assert "Quy định chung" in page and "noindex" in page and 'class="menu"' not in page


def test_the_front_page_names_the_newest_documents(decision, visit):
    page = visit(HOST).content.decode()
    assert "Văn bản mới" in page and "15/2022/QĐ-UBND" in page
    assert "Văn bản mới" not in visit("tantrao.tuyenquang.localhost").content.decode()


def test_kept_pages_go_when_a_document_is_changed_related_or_withdrawn(
    decision, province, visit, django_assert_num_queries
):
    def kept():
        page_of(visit, decision)
        with django_assert_num_queries(0):
            return page_of(visit, decision).content.decode()

    kept(), visit(HOST)
    with TestCase.captureOnCommitCallbacks(execute=True):
        newer = make_document_of(province.province, "8/2023/QĐ-UBND", issued_on=date(2023, 6, 1))
        relate(newer, RelationKind.CITES, decision)
    assert "Được dẫn chiếu trong" in kept()
    with TestCase.captureOnCommitCallbacks(execute=True):
        relate(newer, RelationKind.REPEALS, decision)
    assert "đã hết hiệu lực" in kept()
    with TestCase.captureOnCommitCallbacks(execute=True):
        decision.live = False
        decision.save()
    assert page_of(visit, decision).status_code == 404
    assert "15/2022/QĐ-UBND" not in visit(HOST).content.decode()


def test_a_preview_shows_the_draft_as_readers_will_get_it(decision):
    decision.title = "Tên mới trong bản nháp"
    decision.relations.add(DocumentRelation(kind=RelationKind.BASED_ON, target_symbol="72/2015/QH13"))
    draft = decision.save_revision().as_object()
    page = draft.make_preview_request().content.decode()
    assert "Tên mới trong bản nháp" in page and "72/2015/QH13" in page and "document-facts" in page


def test_a_document_that_is_only_a_file_shows_its_text_and_the_file_with_its_checksum(province, visit):
    bare = make_document_of(province.commune, "2/TB-UBND", "Thông báo")
    stored = DocumentFile.objects.create(
        unit=province.commune,
        file="documents/official/2-tb.pdf",
        name="Thông báo số 2.pdf",
        extension="pdf",
        size=20480,
        sha256="ab" * 32,
        pages=3,
        text_state="extracted",
    )
    FileText.objects.create(file=stored, text="Điều 1. Lịch nghỉ\nTừ ngày 01/01.\nĐiều 2. Thực hiện")
    Attachment.objects.create(document=bare, stored=stored)
    page = page_of(visit, bare).content.decode()
    assert "lấy tự động từ tệp “Thông báo số 2.pdf”" in page and 'href="#muc-dieu-1-lich-nghi"' in page
    assert "ab" * 32 in page and "3 trang" in page and "20,0" in page
    assert f'href="/van-ban/{bare.slug}/' in page


# --- Text ------------------------------------------------------------------------------------------------
def test_plain_text_of_a_file_gets_its_divisions_as_headings():
    html, contents = with_anchors(
        from_plain_text("Chương I\nĐiều 1. Phạm vi\nTheo Điều 5 của Luật này\nđiều 2 thì không\nMột <b>chữ</b>\n\n")
    )
    assert [(heading.level, heading.title) for heading in contents] == [(2, "Chương I"), (3, "Điều 1. Phạm vi")]
    assert "<p>Theo Điều 5 của Luật này</p>" in html and "&lt;b&gt;" in html


def test_a_document_that_was_never_saved_can_be_looked_at(province, rf):
    request = rf.get("/", headers={"host": HOST})
    request.unit, request.unit_host = province.commune, resolve(HOST)
    fresh = OfficialDocument(unit=province.commune, symbol="1/TB-UBND", title="Mới", issued_on=date(2024, 1, 1))
    known = context(fresh, request)
    assert known["title"] == "Mới" and known["events"] == [] and known["text"] is None


def test_recipients_stand_in_one_line_whatever_sign_they_end_with(province, visit):
    document = make_document_of(province.commune, "5/QĐ-UBND", recipients="Như Điều 3;\n- Sở Nội vụ;\n- Lưu: VT.")
    assert "Như Điều 3; Sở Nội vụ; Lưu: VT<" in page_of(visit, document).text
