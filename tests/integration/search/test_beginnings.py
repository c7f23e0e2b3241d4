"""Titles are offered while a reader types: those that hold what was typed, and nothing that may not be shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import beginnings
from search.beginnings import titles_beginning
from search.models import Entry

from .test_engines import add_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def titled(province):
    """Entries of these titles and no others, the newest first: `titled(unit, "Một", "Hai")`."""
    Entry.objects.all().delete()

    def add(unit, *titles: str, **facts: object) -> None:
        for number, title in enumerate(titles):
            add_entries(unit, 1, title=title, **{"date": timezone.now() - timedelta(hours=number)} | facts)

    return add


def test_every_word_is_there_and_the_last_may_be_unfinished(titled, province):
    titled(province.commune, "Giấy khai sinh", "Giấy khai tử", "Khai mạc lễ hội", "Quyết định về giấy tờ")
    assert titles_beginning("giay kh", None) == ["Giấy khai sinh", "Giấy khai tử"]
    assert titles_beginning("Giấy khai s", None) == ["Giấy khai sinh"]
    assert titles_beginning("khai giay", None) == ["Giấy khai sinh", "Giấy khai tử"]
    assert titles_beginning("giay khao", None) == []


@pytest.mark.parametrize("typed", ["qu", "quy", "quyế", "quyet", "QUYẾT ĐỊ"])
def test_a_word_that_is_kept_otherwise_than_it_is_typed_is_found_at_every_letter(titled, province, typed):
    titled(province.commune, "Quyết định phê duyệt", "Khai sinh")
    assert titles_beginning(typed, None) == ["Quyết định phê duyệt"]


def test_a_whole_word_stands_for_every_way_to_write_it(titled, province):
    titled(province.commune, "Quy hoạch xã", "Quyên góp")
    assert titles_beginning("quy", None) == ["Quy hoạch xã", "Quyên góp"]
    assert titles_beginning("qui h", None) == titles_beginning("quy h", None) == ["Quy hoạch xã"]


def test_a_number_leads_to_its_document(titled, province):
    titled(province.province, "Về cổng thông tin", "Về trồng rừng")
    add_entries(province.province, 1, title="Nghị định về cổng", number="43 2011 nd cp")
    assert titles_beginning("43/2011", None) == ["Nghị định về cổng"]


def test_the_units_own_come_first_then_the_newest_of_all(titled, province):
    titled(province.other_commune, "Thông báo mới")
    titled(province.commune, "Thông báo cũ", "Thông báo cũ nữa", date=timezone.now() - timedelta(days=400))
    titled(province.district, "Thông báo không ngày", date=None)
    assert titles_beginning("thong ba", province.commune.pk)[:2] == ["Thông báo cũ", "Thông báo cũ nữa"]
    assert titles_beginning("thong ba", None) == [
        "Thông báo mới",
        "Thông báo cũ",
        "Thông báo cũ nữa",
        "Thông báo không ngày",
    ]


def test_what_is_older_than_the_newest_is_found_too(titled, province, monkeypatch):
    monkeypatch.setattr(beginnings, "NEWEST", 3)
    titled(province.commune, "Bảng một", "Bảng hai", "Bảng ba", "Chè Shan cổ thụ")
    titled(province.other_commune, "Chè Shan của xã khác", date=None)
    assert titles_beginning("che sh", province.commune.pk) == ["Chè Shan cổ thụ", "Chè Shan của xã khác"]


def test_rare_words_behind_common_ones_are_found_however_many_hold_the_common(titled, province, monkeypatch):
    monkeypatch.setattr(beginnings, "NEWEST", 2)
    monkeypatch.setattr(beginnings, "HELD", 3)
    titled(province.commune, *(f"Quyết định số {number}" for number in range(9)), "Quyết định zê")
    for unit_id in (None, province.commune.pk, province.other_commune.pk):
        assert titles_beginning("quyet dinh z", unit_id) == ["Quyết định zê"]
        assert titles_beginning("quyet dinh zz", unit_id) == []


def test_the_same_title_many_times_leaves_room_for_others(titled, province):
    titled(province.commune, *["Lịch tiếp công dân"] * 40, "Lịch cắt điện", "Lịch tiêm phòng")
    assert titles_beginning("lich", province.commune.pk) == ["Lịch tiếp công dân", "Lịch cắt điện", "Lịch tiêm phòng"]
    assert titles_beginning("lich", None) == ["Lịch tiếp công dân", "Lịch cắt điện", "Lịch tiêm phòng"]


def test_nothing_is_offered_before_or_after_its_time_nor_twice_for_its_parts(titled, province):
    titled(province.commune, "Giấy còn chờ", visible_from=timezone.now() + timedelta(days=1))
    titled(province.commune, "Giấy đã cũ", visible_to=timezone.now() - timedelta(days=1))
    titled(province.commune, "Giấy phần sau", part=1)
    titled(province.commune, "Giấy hôm nay", visible_to=timezone.now() + timedelta(days=1))
    for unit_id in (None, province.commune.pk, province.other_commune.pk):
        assert titles_beginning("giay", unit_id) == ["Giấy hôm nay"]


@pytest.mark.parametrize(
    "typed", ["", " ", "g", "'", "'\"&|!():*<->\\", "\x00\x01", "русский", "a" * 10_000, "_ * ? ~"]
)
def test_anything_may_be_typed(titled, province, typed):
    titled(province.commune, "Giấy khai sinh")
    assert titles_beginning(typed, province.commune.pk) == []


def test_common_words_cost_one_question_and_rare_ones_two(titled, province):
    titled(province.commune, *(f"Thông báo số {number}" for number in range(40)), "Chè Shan")
    for typed, questions in (("thong bao", 1), ("che", 2), ("khongcogica", 2)):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            titles_beginning(typed, province.commune.pk)
        assert len(asked) == questions, typed
