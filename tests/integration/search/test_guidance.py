"""What people add to the search: abbreviations, answers above the hits, and what was asked in vain."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from search import abbreviations, guidance, places
from search.engines import search
from search.models import Abbreviation, MissedQuery, PromotedAnswer
from search.query import Request, parse
from sites.units.enums import EventKind, Role
from sites.units.models import Unit, UnitEvent, UnitEventEdge

from ...factories.units import home_of, make_article, make_person, make_unit

HOST = "trungmon.tuyenquang.localhost"


def page_of(visit, words: str, host: str = HOST) -> str:
    response = visit(host, "/tim-kiem/", data={"q": words})
    assert response.status_code == 200
    return response.content.decode()


# --- Abbreviations ---------------------------------------------------------------------------------------


def test_the_release_brings_abbreviations_and_leaves_those_of_the_platform(province):
    assert Abbreviation.objects.get(folded="ubnd").meaning == "ủy ban nhân dân"
    Abbreviation.objects.exclude(folded="ubnd").delete()
    assert abbreviations.load() == 0
    assert Abbreviation.objects.count() == 1


def test_a_new_abbreviation_is_known_to_the_next_search(province, django_capture_on_commit_callbacks):
    make_article(province.commune, "Hướng dẫn bảo vệ thực vật vụ xuân")
    assert search(Request(terms=parse("bvtv"))).total == 0
    with django_capture_on_commit_callbacks(execute=True):
        Abbreviation.objects.create(short="BVTV", meaning="bảo vệ thực vật")
    assert search(Request(terms=parse("bvtv"))).total == 1
    with django_capture_on_commit_callbacks(execute=True):
        Abbreviation.objects.get(folded="bvtv").delete()
    assert search(Request(terms=parse("bvtv"))).total == 0


@pytest.mark.parametrize(
    ("short", "meaning"), [("hai từ", "ủy ban"), ("", "ủy ban"), ("XYZ", ""), ("XYZ", "từ " * 9), ("ubnd", "khác")]
)
def test_an_abbreviation_that_cannot_be_meant_is_refused_with_a_sentence(tiers, short, meaning):
    with pytest.raises(ValidationError) as refused:
        Abbreviation(short=short, meaning=meaning).clean()
    assert all(message.endswith((".", "UBND.")) for message in refused.value.messages)


# --- Promoted answers --------------------------------------------------------------------------------------


@pytest.fixture
def answer(province):
    made = PromotedAnswer(
        unit=province.commune,
        phrases="Giấy khai sinh\nkhai sinh cho con",
        title="Làm giấy khai sinh",
        summary="Trả kết quả trong ngày.",
        page=home_of(province.commune),
        live=True,
    )
    made.full_clean()
    made.save()
    return made


def test_a_promoted_answer_stands_above_the_hits_on_the_units_own_site(answer, visit):
    for words in ("giay khai sinh", "làm GIẤY KHAI SINH ở đâu", "khai sinh cho con"):
        page = page_of(visit, words)
        assert "Trả kết quả trong ngày." in page, words
    assert "Trả kết quả trong ngày." not in page_of(visit, "giấy phép lái xe")


def test_it_shows_on_sites_below_the_unit_and_on_no_neighbours(answer, province, visit):
    assert "Trả kết quả trong ngày." not in page_of(visit, "giấy khai sinh", "tantrao.tuyenquang.localhost")
    assert "Trả kết quả trong ngày." not in page_of(visit, "giấy khai sinh", "tuyenquang.localhost")
    PromotedAnswer.objects.update(unit=province.province)
    assert "Trả kết quả trong ngày." in page_of(visit, "giấy khai sinh", "tantrao.tuyenquang.localhost")


def test_a_draft_answer_or_one_to_a_hidden_page_is_not_shown(answer, visit):
    PromotedAnswer.objects.update(live=False)
    assert "Trả kết quả trong ngày." not in page_of(visit, "giấy khai sinh")
    PromotedAnswer.objects.update(live=True)
    answer.page.get_children().first().specific.unpublish()
    PromotedAnswer.objects.update(page=answer.page.get_children().first())
    assert "Trả kết quả trong ngày." not in page_of(visit, "giấy khai sinh")


def test_an_answer_without_an_aim_or_with_two_is_refused(province):
    for aims in ({}, {"page": home_of(province.commune), "url": "https://example.org/"}):
        with pytest.raises(ValidationError):
            PromotedAnswer(unit=province.commune, phrases="một", title="Một", **aims).clean()


def test_a_publisher_pins_an_answer_that_readers_see_at_once_and_a_neighbour_cannot_touch_it(province, desk, visit):
    def add(client):
        fields = {"phrases": "giấy chứng sinh", "title": "Giấy chứng sinh", "summary": "Nhận tại nơi sinh.", "page": ""}
        fields |= {"url": "https://example.org/", "action-publish": "1"}
        return client.post(reverse("wagtailsnippets_search_promotedanswer:add"), fields)

    assert add(desk(make_person(unit=province.commune, role=Role.PUBLISHER))).status_code == 302
    row = PromotedAnswer.objects.get()
    assert (row.unit, row.live) == (province.commune, True)
    assert "Nhận tại nơi sinh." in page_of(visit, "giay chung sinh")
    neighbour = desk(make_person(unit=province.other_commune, role=Role.PUBLISHER))
    edit = reverse("wagtailsnippets_search_promotedanswer:edit", args=[row.pk])
    assert neighbour.get(edit).status_code == 404


def test_editors_see_what_was_missed_on_their_own_site_alone(province, desk, visit):
    page_of(visit, "mayxyzabc")
    page_of(visit, "khongaican", "tantrao.tuyenquang.localhost")
    client = desk(make_person(unit=province.commune))
    report = client.get(reverse("search_missed")).content.decode()
    assert "mayxyzabc" in report
    assert "khongaican" not in report
    table = client.get(reverse("search_missed"), {"export": "csv"})
    assert "mayxyzabc" in b"".join(table.streaming_content).decode()


# --- What was asked in vain ----------------------------------------------------------------------------------


def test_words_that_find_nothing_are_counted_for_the_unit(province, visit):
    for _again in range(3):
        page_of(visit, "mayxyzabc")
    row = MissedQuery.objects.get()
    assert (row.unit, row.typed, row.times) == (province.commune, "mayxyzabc", 3)


@pytest.mark.parametrize("words", ["0912345678", "a@example.org xyzabc", "xyzabc 079123456789"])
def test_what_might_name_a_person_is_not_remembered(province, visit, words):
    page_of(visit, words)
    assert not MissedQuery.objects.exists()


def test_what_is_found_is_not_remembered(province, visit):
    make_article(province.commune, "Giấy khai sinh")
    page_of(visit, "khai sinh")
    assert not MissedQuery.objects.exists()


def test_a_robot_cannot_fill_the_table(province, visit, monkeypatch):
    monkeypatch.setattr(guidance, "MISSED_A_MONTH", 3)
    for number in range(6):
        page_of(visit, f"xyzabc{number}")
    page_of(visit, "xyzabc0")
    assert MissedQuery.objects.count() == 3
    assert MissedQuery.objects.get(folded="xyzabc0").times == 2


def test_old_words_are_forgotten(province):
    MissedQuery.objects.create(unit=province.commune, month=date(2025, 1, 1), folded="x", typed="x")
    MissedQuery.objects.create(unit=province.commune, month=date(2025, 9, 1), folded="y", typed="y")
    assert guidance.purge_missed(date(2025, 10, 1)) == 1
    assert MissedQuery.objects.get().folded == "y"


# --- Places --------------------------------------------------------------------------------------------------


def test_a_place_in_the_query_is_offered_as_a_filter(province, visit):
    make_article(province.commune, "Giấy khai sinh làm tại xã Trung Môn")
    page = page_of(visit, "giay khai sinh xa trung mon")
    assert "Chỉ xem nội dung của:" in page
    assert f"don-vi={province.commune.pk}" in page
    assert "Chỉ xem nội dung của:" not in page_of(visit, "giay khai sinh")


def test_a_unit_that_has_ended_leads_to_its_successor(province, visit):
    old, new = province.other_commune, province.commune
    yesterday = date.today() - timedelta(days=1)
    version = old.version_on()
    version.valid_to = yesterday
    version.save()
    event = UnitEvent.objects.create(kind=EventKind.MERGE, effective_on=yesterday)
    UnitEventEdge.objects.create(event=event, old_unit=old, new_unit=new)
    for words in ("xã Tân Trào", "tan trao", "đất đai xã tân trào"):
        page = page_of(visit, words)
        assert "đã kết thúc hoạt động" in page, words
        assert "http://trungmon.tuyenquang.localhost:8000/" in page


def ended(unit: Unit, day: date, *became: Unit) -> None:
    version = unit.version_on(day - timedelta(days=1))
    version.valid_to = day
    version.save()
    event = UnitEvent.objects.create(kind=EventKind.MERGE, effective_on=day)
    for new in became:
        UnitEventEdge.objects.create(event=event, old_unit=unit, new_unit=new, is_default=new == became[0])


def test_a_unit_that_became_one_that_has_ended_too_leads_to_what_is_there_today(province):
    today = date.today()
    ended(province.other_commune, today - timedelta(days=400), province.other_district)
    ended(province.other_district, today - timedelta(days=1), province.commune, province.district)
    (place,) = places.named(parse("xã Tân Trào"))
    assert [successor.name for successor in place.successors] == ["Xã Trung Môn", "Huyện Yên Sơn"]
    assert place.successors[0].url == "http://trungmon.tuyenquang.localhost:8000/"


def test_a_unit_whose_successor_has_no_successor_names_none(province):
    today = date.today()
    ended(province.other_commune, today - timedelta(days=400), province.other_district)
    ended(province.other_district, today - timedelta(days=1))
    (place,) = places.named(parse("xã Tân Trào"))
    assert place.ended_on and place.successors == ()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_many_units_of_one_name_cost_no_query_each(province, language, django_assert_max_num_queries):
    for number in range(6):
        make_unit("commune", "xa", "Kháng Nhật", parent=province.district, code=f"9{number}", name_en="Khang Nhat")
    with translation.override(language):
        places.named(parse("tân trào"))
        with django_assert_max_num_queries(2):
            named = places.named(parse("xã Kháng Nhật"))
    assert len(named) == 3
