"""Public lists of documents: whose documents, which filters, with which numbers, page after page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import TestCase
from wagtail.models import PageViewRestriction

from sites.documents.models import IssuingBody, ListedDocument, ListingChange, ListingCount, OfficialDocument
from sites.documents.services import counts
from sites.documents.services.facets import summarise
from sites.documents.services.listing import PAGE_SIZE, Wanted, read_page
from sites.documents.tasks import tidy_counts
from tests.factories.documents import make_document_of
from tests.factories.units import home_of

PROVINCE, DISTRICT, COMMUNE = ("tuyenquang.localhost", "yenson.tuyenquang.localhost", "trungmon.tuyenquang.localhost")
LIST = "/van-ban/"


def symbols(response) -> list[str]:
    """What the list shows, from top to bottom."""
    found = re.findall(
        r'<article class="document-row">\s*<h3>(?:<a[^>]*>)?(.*?)(?:</a>)?</h3>', response.content.decode()
    )
    return [unescape(heading) for heading in found]


def link(response, label: str) -> str:
    found = re.search(rf'href="([^"]*)"[^>]*>{label}</a>', response.content.decode())
    return unescape(found[1]) if found else ""


@pytest.fixture
def documents(province, once):
    return once(lambda: make_documents(province))


def make_documents(province):
    """Documents of three tiers, of two types, two fields and several years."""
    make = make_document_of
    return {
        "province": make(
            province.province, "15/2024/QĐ-UBND", kind="quyet-dinh", field="dat-dai", issued_on=date(2024, 5, 2)
        ),
        "older": make(province.province, "7/KH-UBND", kind="ke-hoach", issued_on=date(2021, 2, 3)),
        "district": make(province.district, "21/KH-UBND", kind="ke-hoach", issued_on=date(2023, 7, 9)),
        "commune": make(province.commune, "3/TB-UBND", kind="thong-bao", field="dat-dai", issued_on=date(2024, 1, 8)),
        "elsewhere": make(province.other_commune, "9/TB-UBND", kind="thong-bao", issued_on=date(2024, 6, 1)),
        "draft": make(province.commune, "4/TB-UBND", kind="thong-bao", live=False),
    }


# --- Whose documents --------------------------------------------------------------------------------
def test_a_list_shows_the_units_own_documents_from_the_newest_and_no_draft(documents, visit):
    assert symbols(visit(PROVINCE, LIST)) == ["Quyết định 15/2024/QĐ-UBND", "Kế hoạch 7/KH-UBND"]
    assert symbols(visit(COMMUNE, LIST)) == ["Thông báo 3/TB-UBND"]


def test_the_list_of_a_place_follows_the_tree_and_that_of_all_tiers_has_all(documents, visit):
    assert symbols(visit(DISTRICT, f"{LIST}?pham-vi=below")) == ["Thông báo 3/TB-UBND", "Kế hoạch 21/KH-UBND"]
    everything = symbols(visit(COMMUNE, f"{LIST}?pham-vi=all"))
    assert len(everything) == 5
    assert everything == symbols(visit(PROVINCE, f"{LIST}?pham-vi=below"))


def test_a_document_of_another_unit_is_named_with_it_and_leads_to_its_site(documents, visit):
    page = visit(COMMUNE, f"{LIST}?pham-vi=all").content.decode()
    assert 'href="http://tantrao.tuyenquang.localhost' in page and "Xã Tân Trào" in page
    assert 'href="/van-ban/3-tb-ubnd-2024/"' in page


def test_a_unit_whose_site_is_closed_shows_no_document_anywhere(documents, province, visit):
    PageViewRestriction.objects.create(page=home_of(province.other_commune), restriction_type="login")
    page = visit(COMMUNE, f"{LIST}?pham-vi=all")
    assert "Thông báo 9/TB-UBND" not in symbols(page) and "Có 4 văn bản" in page.content.decode()
    own = visit("tantrao.tuyenquang.localhost", LIST)
    assert symbols(own) == [] and "Có 0 văn bản" in own.content.decode()


# --- Filters ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("loai=thong-bao", ["commune", "elsewhere"]),
        ("loai=thong-bao&linh-vuc=dat-dai", ["commune"]),
        ("linh-vuc=dat-dai&nam=2024", ["province", "commune"]),
        ("nam=2021", ["older"]),
        ("cap=commune", ["commune", "elsewhere"]),
        ("cap=district&hieu-luc=in_force", ["district"]),
        ("hieu-luc=expired", []),
        ("nam=1999&loai=thong-bao&cap=province", []),
    ],
)
def test_filters_leave_what_they_say(documents, visit, asked, found):
    page = visit(COMMUNE, f"{LIST}?pham-vi=all&{asked}")
    assert set(symbols(page)) == {documents[name].heading for name in found}
    assert f"Có {len(found)} văn bản" in page.content.decode()


def test_an_issuer_is_a_filter_too(documents, province, visit):
    body = IssuingBody.objects.filter(unit=province.commune).first()
    OfficialDocument.objects.filter(pk=documents["commune"].pk).update(issuer=body)
    page = visit(PROVINCE, f"{LIST}?pham-vi=all&co-quan={body.pk}")
    assert symbols(page) == ["Thông báo 3/TB-UBND"] and str(body) in page.content.decode()


def test_numbers_of_a_filter_ignore_its_own_choice_and_keep_to_the_others(documents, visit):
    page = visit(COMMUNE, f"{LIST}?pham-vi=all&loai=thong-bao&nam=2024").content.decode()
    numbers = dict(re.findall(r">([^<>]+?) <span class=\"documents-number\">\((\d+)\)", page))
    # Types of that year, and years of that type.
    assert numbers["Thông báo"] == "2" and numbers["Quyết định"] == "1" and "Kế hoạch" not in numbers
    assert numbers["2024"] == "2" and "2021" not in numbers


@pytest.mark.parametrize(
    "asked", ["loai=khong-co", "nam=20x4", "nam=99999", "hieu-luc=x", "co-quan=999999999", "co-quan=9" * 9, "cap=%00"]
)
def test_a_value_that_does_not_exist_is_left_out_with_a_sentence(documents, visit, asked):
    page = visit(COMMUNE, f"{LIST}?{asked}")
    assert page.status_code == 200 and "bộ lọc đã được bỏ" in page.content.decode()
    assert symbols(page) == ["Thông báo 3/TB-UBND"]
    assert "no-store" in page["Cache-Control"]


# --- Pages ----------------------------------------------------------------------------------------------
@pytest.fixture
def many(province, once):
    once(lambda: make_many(province))


def make_many(province):
    """45 documents on nine days, so that days are shared across the ends of pages."""
    for number in range(45):
        day = date(2024, 1, 1) + timedelta(days=number // 5)
        make_document_of(province.commune, f"{number + 1}/TB-UBND", kind="thong-bao", issued_on=day)


def test_pages_follow_each_other_without_a_gap_in_both_directions(many, visit):
    url, pages = LIST, []
    while url:
        page = visit(COMMUNE, url)
        pages.append(symbols(page))
        last, url = url, link(page, "Cũ hơn")
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [heading for page in pages for heading in page] == [f"Thông báo {45 - n}/TB-UBND" for n in range(45)]
    second = visit(COMMUNE, link(visit(COMMUNE, last), "Mới hơn"))
    assert symbols(second) == pages[1]
    # Back at the beginning: the first page has one address.
    first = visit(COMMUNE, link(second, "Mới hơn"), follow=True)
    assert symbols(first) == pages[0] and not link(first, "Mới hơn")


def test_a_page_stays_the_same_page_when_documents_are_added_before_it(many, province, visit):
    second_url = link(visit(COMMUNE, LIST), "Cũ hơn")
    before = symbols(visit(COMMUNE, second_url))
    make_document_of(province.commune, "99/TB-UBND", kind="thong-bao", issued_on=date(2025, 1, 1))
    assert symbols(visit(COMMUNE, second_url)) == before


@pytest.mark.parametrize(
    "place", ["sau=abc", "sau=2024-13-01-5", "truoc=2024-01-01", "sau=2024-01-01-1&truoc=2024-01-01-1", "sau=%00"]
)
def test_a_place_that_is_none_gets_the_first_page_with_a_sentence(many, visit, place):
    page = visit(COMMUNE, f"{LIST}?{place}")
    assert page.status_code == 200 and "dưới đây là trang đầu" in page.content.decode()
    assert symbols(page)[0] == "Thông báo 45/TB-UBND"


def test_a_place_outside_the_year_asked_for_is_none(many, visit):
    page = visit(COMMUNE, f"{LIST}?nam=2024&sau=2011-01-01-5")
    assert "dưới đây là trang đầu" in page.content.decode() and len(symbols(page)) == PAGE_SIZE


def test_a_walk_that_is_cut_says_from_where_the_next_one_goes_on(many, province, monkeypatch):
    monkeypatch.setattr("sites.documents.services.listing.WALK", 12)
    rare = make_document_of(province.commune, "1/BC-UBND", kind="bao-cao", issued_on=date(2023, 1, 1))
    wanted = Wanted(
        {"unit": province.commune.pk, "field": 0, "effect": 2, "tier": rare.tier_id}, units=(province.commune.pk,)
    )
    wanted = Wanted({**wanted.columns, "type": rare.type_id})
    lengths = summarise(Wanted({"unit": province.commune.pk})).lengths
    found, after, cuts = [], None, 0
    while True:
        page = read_page(wanted, lengths, after)
        found += page.rows
        cuts += page.is_cut
        after = page.older
        if after is None:
            break
    assert [row.document for row in found] == [rare.pk] and cuts == 3


# --- Kept right --------------------------------------------------------------------------------------------
def truth() -> dict[int, tuple]:
    return {
        row.pk: (row.issued_on, row.unit_id, row.type_id or 0, row.effect)
        for row in OfficialDocument.objects.filter(live=True)
    }


def test_the_rows_of_lists_follow_whatever_way_a_document_changes(documents):
    OfficialDocument.objects.filter(pk=documents["commune"].pk).update(effect="expired")
    documents["draft"].live = True
    documents["draft"].save()
    documents["older"].delete()
    OfficialDocument.objects.filter(pk=documents["district"].pk).update(live=False)
    effects = ["", "not_yet", "in_force", "partly", "expired", "suspended"]
    listed = {
        row.document_id: (row.issued_on, row.unit, row.type, effects[row.effect])
        for row in ListedDocument.objects.all()
    }
    assert listed == truth() and len(listed) == 4


def test_numbers_are_right_before_and_after_they_are_folded_in_and_when_counted_anew(documents, province):
    wanted = Wanted({"type": documents["commune"].type_id})

    def numbers():
        summary = summarise(wanted)
        return summary.total.number, {name: dict(values) for name, values in summary.values.items()}

    waiting = numbers()
    assert waiting[0] == 2 and ListingChange.objects.exists()
    counts.fold()
    assert not ListingChange.objects.exists() and numbers() == waiting
    counts.rebuild()
    assert numbers() == waiting
    documents["elsewhere"].delete()
    assert numbers()[0] == 1
    counts.fold()
    counts.forget_empty()
    assert numbers()[0] == 1


def test_changes_are_folded_in_by_a_job_once_enough_of_them_wait(documents, province, monkeypatch):
    monkeypatch.setattr(counts, "FOLD_AT", ListingChange.objects.count() + 2)
    with TestCase.captureOnCommitCallbacks(execute=True):
        make_document_of(province.commune, "31/TB-UBND")
    assert ListingChange.objects.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        make_document_of(province.commune, "32/TB-UBND")
    assert not ListingChange.objects.exists()


def test_the_night_mends_numbers_that_are_not_right(documents):
    counts.fold()
    assert counts.are_right()
    ListingCount.objects.filter(facet="", given="").update(number=99)
    assert not counts.are_right()
    tidy_counts.call()
    assert counts.are_right() and summarise(Wanted()).total.number == 5


def test_every_combination_of_filters_has_the_numbers_that_counting_gives(documents, province):
    columns = ("unit", "issuer", "type", "field", "effect", "tier")
    rows = list(ListedDocument.objects.all())
    for chosen in range(2 ** len(columns)):
        names = [name for place, name in enumerate(columns) if chosen >> place & 1]
        for year in (None, 2024):
            wanted = Wanted({name: getattr(rows[0], name) for name in names}, year)
            alike = [
                row
                for row in rows
                if all(getattr(row, name) == value for name, value in wanted.columns.items())
                and year in (None, row.issued_on.year)
            ]
            summary = summarise(wanted)
            assert summary.total.number == len(alike), names
            page = read_page(wanted, summary.lengths)
            assert {row.document for row in page.rows} == {row.document_id for row in alike}
            for facet in ("type", "tier"):
                others = [
                    row
                    for row in rows
                    if all(getattr(row, n) == v for n, v in wanted.columns.items() if n != facet)
                    and year in (None, row.issued_on.year)
                ]
                expected: dict[int, int] = {}
                for row in others:
                    expected[getattr(row, facet)] = expected.get(getattr(row, facet), 0) + 1
                assert summary.values[facet] == expected, (names, facet)


def test_numbers_beyond_ten_thousand_are_told_as_more(documents, province, visit, monkeypatch):
    monkeypatch.setattr("sites.documents.services.facets.EXACT", 2)
    monkeypatch.setattr("sites.documents.presenting.EXACT", 2)
    page = visit(COMMUNE, f"{LIST}?pham-vi=all").content.decode()
    assert "Có hơn 2 văn bản" in page and "(hơn 2)" in page


def test_a_total_that_would_cost_too_much_is_told_as_the_least_there_are(documents, visit, monkeypatch):
    monkeypatch.setattr("sites.documents.services.facets.BUDGET", 0)
    monkeypatch.setattr("sites.documents.services.facets.FOR_TOTAL", 1)
    asked = "pham-vi=below&hieu-luc=in_force"
    page = visit(DISTRICT, f"{LIST}?{asked}")
    assert "Có ít nhất 2 văn bản" in page.content.decode() and len(symbols(page)) == 2


def test_numbers_that_would_cost_too_much_are_left_out_and_the_filter_stays(documents, province, monkeypatch):
    monkeypatch.setattr("sites.documents.services.facets.BUDGET", 0)
    wanted = Wanted({"unit": province.commune.pk, "type": documents["commune"].type_id})
    summary = summarise(wanted)
    assert summary.total.number == 1
    assert set(summary.values["year"]) == {2021, 2023, 2024} and set(summary.values["year"].values()) == {None}


# --- Kept pages ---------------------------------------------------------------------------------------------
def test_a_kept_list_runs_no_query_and_goes_when_a_document_is_published_anywhere(
    documents, province, visit, django_assert_num_queries
):
    for path in (LIST, f"{LIST}?pham-vi=all&loai=thong-bao", f"{LIST}rss.xml"):
        visit(COMMUNE, path)
        with django_assert_num_queries(0):
            assert visit(COMMUNE, path).status_code == 200
    with TestCase.captureOnCommitCallbacks(execute=True):
        make_document_of(province.other_commune, "10/TB-UBND", kind="thong-bao")
    assert "Thông báo 10/TB-UBND" in symbols(visit(COMMUNE, f"{LIST}?pham-vi=all&loai=thong-bao"))
