"""Official documents are found by number, title, text and file, on every site, from the moment they are public."""

import pytest
from wagtail.models import PageViewRestriction

from search import services
from search.engines import search
from search.models import Entry
from search.query import Request, parse
from search.sources import get_source
from sites.documents.enums import RelationKind
from sites.documents.models import DocumentRelation, DocumentText
from sites.documents.services.files import attach, store_file

from ...factories.documents import make_official
from ...factories.files import upload
from ...factories.texts import pdf_file
from ...factories.units import home_of

HOSTS = ("tuyenquang.localhost", "trungmon.tuyenquang.localhost", "yenson.tuyenquang.localhost")


def found(words: str, **options) -> list[str]:
    return [hit.thing.split(":")[1] for hit in search(Request(terms=parse(words), **options)).hits]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal_decree(province):
    return make_official(
        province.province,
        symbol="43/2011/NĐ-CP",
        title="Nghị định quy định về việc cung cấp thông tin trên cổng thông tin điện tử",
        abstract="Cung cấp thông tin và dịch vụ công trực tuyến của cơ quan nhà nước",
    )


@pytest.fixture
def fee(province):
    return make_official(
        province.commune, symbol="15/2024/QĐ-UBND", abstract="Về mức thu phí chợ trên địa bàn xã Trung Môn"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "43/2011",
        "43/2011/NĐ-CP",
        "43 2011",
        "nd 43 2011",
        "nghị định 43/2011",
        "Nghi dinh so 43/2011/ND-CP",
        "43/2011/nđ-cp",
    ],
)
def test_a_number_finds_its_document_first_however_it_is_typed_and_from_any_site(
    province, portal_decree, fee, visit, typed
):
    services.count_words()
    assert found(typed)[0] == str(portal_decree.pk)
    for host in HOSTS:
        hit = visit(host, "/tim-kiem/ket-qua.json", data={"q": typed}).json()["hits"][0]
        assert hit["url"] == "http://tuyenquang.localhost:8000/van-ban/43-2011-nd-cp/"
        assert hit["kind"] == "Văn bản"


def test_words_of_the_title_and_facets_of_the_law(province, portal_decree, fee):
    answer = search(Request(terms=parse("phi cho trung mon")))
    assert [hit.thing for hit in answer.hits] == [f"document:{fee.pk}:vi"]
    assert dict(answer.facets["kind"]) == {"document": 1}
    assert dict(answer.facets["status"]) == {"in_force": 1}
    assert dict(answer.facets["year"]) == {str(fee.issued_on.year): 1}


def test_a_draft_is_not_found_until_it_is_published_nor_after_it_is_taken_off(province):
    draft = make_official(province.commune, symbol="16/2024/QĐ-UBND", abstract="Chưa ai được biết điều này", live=False)
    assert found("chua ai duoc biet") == []
    draft.save_revision().publish()
    assert found("chua ai duoc biet") == [str(draft.pk)]
    draft.refresh_from_db()
    draft.unpublish()
    assert found("chua ai duoc biet") == []


def test_unpublished_changes_stay_unknown_and_a_deleted_document_is_gone(province, fee):
    fee.abstract = "Trích yếu mới chưa công bố"
    fee.save_revision()
    assert found("trich yeu moi chua cong bo") == []
    fee.delete()
    assert found("phi cho trung mon") == []


def test_a_closed_site_takes_its_documents_out_and_an_opened_one_brings_them_back(province, fee):
    closed = PageViewRestriction.objects.create(page=home_of(province.commune), restriction_type="login")
    assert found("phi cho trung mon") == []
    closed.delete()
    assert found("phi cho trung mon") == [str(fee.pk)]


def test_what_is_replaced_ranks_below_what_is_in_force(province):
    old = make_official(province.commune, symbol="1/2019/QĐ-UBND", abstract="Quy định mức thu học phí")
    new = make_official(province.commune, symbol="2/2024/QĐ-UBND", abstract="Quy định mức thu học phí")
    assert set(found("muc thu hoc phi")) == {str(old.pk), str(new.pk)}
    DocumentRelation.objects.create(source=new, kind=RelationKind.REPLACES, target=old)
    assert Entry.objects.get(object_id=old.pk, source="document").status == "expired"
    assert found("muc thu hoc phi") == [str(new.pk), str(old.pk)]


def test_the_text_of_a_file_leads_to_its_document_and_counts_once(province, fee):
    stored = store_file(
        upload("danh-sach.pdf", pdf_file("Danh sách tiểu thương được miễn phí chợ")), unit=province.commune
    )

    attach(fee, stored)
    fee.save_revision().publish()
    answer = search(Request(terms=parse("tieu thuong duoc mien")))
    assert [(hit.thing, hit.anchor) for hit in answer.hits] == [(f"document:{fee.pk}:vi", "tep")]
    assert search(Request(terms=parse("phi cho"))).total == 1


def test_a_title_in_english_is_found_where_the_unit_has_english(province, portal_decree, fee):
    for document in (portal_decree, fee):
        DocumentText.objects.create(document=document, language="en", title="Decree on something rare indeed")
        services.refresh(document)
    languages = {unit.pk for unit in (province.province, province.commune) if home_count(unit) > 1}
    hits = search(Request(terms=parse("something rare indeed"))).hits
    assert {hit.unit_id for hit in hits} == languages
    assert all(hit.path.startswith("/en/van-ban/") for hit in hits)


def test_of_one_document_in_two_languages_the_readers_comes_first(province, portal_decree, visit):
    DocumentText.objects.create(document=portal_decree, language="en", title="Decree on portals")
    services.refresh(portal_decree)
    services.count_words()
    for path, languages in (("/tim-kiem", ["vi", "en"]), ("/en/tim-kiem", ["en", "vi"])):
        for typed in ("43/2011", "nghi dinh 43 2011"):
            hits = visit(HOSTS[0], f"{path}/ket-qua.json", data={"q": typed}).json()["hits"]
            assert ["en" if "/en/" in hit["url"] else "vi" for hit in hits] == languages


def home_count(unit) -> int:
    return unit.homes.count()


def test_the_index_of_documents_is_as_the_documents_are(province, portal_decree, fee):
    assert not services.compare(get_source("document"))
