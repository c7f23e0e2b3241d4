"""A citizen finds a case by its code and the second fact; nobody finds out by asking which codes there are."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from portal.core import tries
from portal.core.models import Tries
from sites.procedures.cases import purging
from sites.procedures.models import Case
from tests.factories.cases import deliver, make_case_procedure, row

pytestmark = pytest.mark.django_db
CODE, NOBODYS = "000.00.08.H60-260302-0001", "000.00.08.H60-260302-9999"
HOST = "trungmon.tuyenquang.localhost"
PATH = "/tra-cuu-ho-so/"
TODAY = "2026-03-04 09:00:00+07:00"


@pytest.fixture
def case(province) -> Case:
    make_case_procedure(province.province, name="Đăng ký khai sinh")
    deliver(province.commune, row(CODE))
    return Case.objects.get()


def ask(code: str, fact: str, host: str = HOST, address: str = "203.0.113.7", **extra):
    client = Client(headers={"host": host}, REMOTE_ADDR=address)
    return client.post(PATH, {"code": code, "fact": fact}, **extra)


def text(answer) -> str:
    return answer.content.decode()


@freeze_time(TODAY)
def test_whoever_knows_both_sees_the_case_on_any_host(case, province):
    for host in (HOST, "tuyenquang.localhost", "tantrao.tuyenquang.localhost"):
        answer = ask(f" {CODE.lower()} ", "0042", host)
        page = text(answer)
        assert answer.status_code == 200
        for shown in (CODE, "Đăng ký khai sinh", "Xã Trung Môn", "02/03/2026", "05/03/2026", "Đã tiếp nhận"):
            assert shown in page, shown
        assert "xin lỗi" not in page
        assert answer["Cache-Control"] == "private, no-store"
        assert "0042" not in page.split('class="case"')[1].split("</section>")[0]


@freeze_time(TODAY)
def test_a_code_of_nobody_and_a_wrong_fact_are_told_apart_by_nothing(case, visit):
    def told(code: str, fact: str, address: str) -> tuple[list[str], str, int, dict]:
        with CaptureQueriesContext(connection) as captured:
            answer = ask(code, fact, address=address)
        statements = [query["sql"].split("VALUES")[0] for query in captured.captured_queries]
        # What differs by itself: the token of the form, and what was typed.
        page = text(answer)
        for word in (answer.context["csrf_token"], code):
            page = page.replace(str(word), "…")
        shapes = [_shape(sql) for sql in statements]
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        return shapes, page, answer.status_code, headers

    ask(CODE, "9999", address="203.0.113.3")
    wrong = told(CODE, "9999", "203.0.113.1")
    nobody = told(NOBODYS, "9999", "203.0.113.2")
    assert wrong == nobody
    assert any("procedures_case" in sql for sql in wrong[0])
    assert "Không tìm thấy hồ sơ" in wrong[1]


def _shape(sql: str) -> str:
    """A statement without what was asked for."""
    import re

    return re.sub(r"'[^']*'|\b\d+\b", "?", sql)


@freeze_time(TODAY)
def test_the_look_up_is_two_statements(case):
    with CaptureQueriesContext(connection) as captured:
        ask(NOBODYS, "0042")
    own = [
        query["sql"]
        for query in captured.captured_queries
        if "procedures_" in query["sql"] or "core_tries" in query["sql"]
    ]
    assert len(own) == 2, own


@pytest.mark.parametrize(
    ("code", "fact", "sentence"),
    [
        ("", "0042", "Hãy nhập mã hồ sơ"),
        ("Nguyễn Văn A", "0042", "không đúng dạng"),
        (CODE, "", "Hãy nhập bốn số cuối"),
        (CODE, "0912345678", "đúng bốn chữ số"),
        (CODE, "١٢٣٤", "đúng bốn chữ số"),
    ],
)
def test_what_was_mistyped_is_said_and_asks_the_database_nothing(case, code, fact, sentence):
    with CaptureQueriesContext(connection) as captured:
        answer = ask(code, fact)
    assert sentence in text(answer) and not any("procedures_case" in q["sql"] for q in captured.captured_queries)


@freeze_time(TODAY)
def test_a_network_has_so_many_wrong_tries_an_hour(case, settings):
    settings.CASE_LOOKUPS_PER_NETWORK, settings.CASE_LOOKUPS_PER_CODE = 3, 100
    for number in range(3):
        assert ask(f"{NOBODYS}{number}", "0042").status_code == 200
    refused = ask(CODE, "0042")
    assert refused.status_code == 429 and "10:00" in text(refused) and "Đăng ký khai sinh" not in text(refused)
    # Another network is not held up, and after the hour this one is not either.
    assert "Đăng ký khai sinh" in text(ask(CODE, "0042", address="198.51.100.9"))
    with freeze_time("2026-03-04 10:00:01+07:00"):
        assert "Đăng ký khai sinh" in text(ask(CODE, "0042"))


@freeze_time(TODAY)
@pytest.mark.parametrize("code", [CODE, NOBODYS])
def test_a_code_has_so_many_wrong_tries_a_day_from_everywhere(case, settings, code):
    settings.CASE_LOOKUPS_PER_NETWORK, settings.CASE_LOOKUPS_PER_CODE = 100, 3
    for number in range(3):
        assert ask(code, f"100{number}", address=f"203.0.113.{number}").status_code == 200
    assert ask(code, "0042", address="198.51.100.9").status_code == 429
    with freeze_time("2026-03-05 00:00:01+07:00"):
        assert ask(code, "0042", address="198.51.100.9").status_code == 200


@freeze_time(TODAY)
def test_who_is_right_may_ask_as_often_as_they_like(case, settings):
    settings.CASE_LOOKUPS_PER_NETWORK = settings.CASE_LOOKUPS_PER_CODE = 2
    for _number in range(6):
        assert "Đăng ký khai sinh" in text(ask(CODE, "0042"))


@freeze_time(TODAY)
def test_what_is_counted_names_neither_a_network_nor_a_case(case):
    ask(NOBODYS, "0042")
    rows = list(Tries.objects.values_list("key", flat=True))
    assert len(rows) == 2 and all(len(key) == 64 for key in rows)
    assert tries.forget() == 0
    with freeze_time("2026-03-05 00:00:01+07:00"):
        assert tries.forget() == 2


# --- Late cases ----------------------------------------------------------------------------------


@freeze_time("2026-03-10 09:00:00+07:00")
def test_a_late_case_shows_the_apology_and_the_new_day(case, province):
    deliver(province.commune, row(CODE, 2, state="processing", new_due_on="2026-03-13"))
    page = text(ask(CODE, "0042"))
    # From Thursday the 5th to Tuesday the 10th there are three working days.
    assert "đã quá hạn 3 ngày làm việc" in page and "Xã Trung Môn xin lỗi" in page and "13/03/2026" in page


@freeze_time("2026-03-10 09:00:00+07:00")
def test_a_late_case_without_a_new_day_says_so(case):
    assert "chưa báo ngày hẹn mới" in text(ask(CODE, "0042"))


def test_a_case_is_late_from_the_first_moment_of_the_next_day(case):
    with freeze_time("2026-03-05 23:59:59+07:00"):
        assert "xin lỗi" not in text(ask(CODE, "0042"))
    with freeze_time("2026-03-06 00:00:00+07:00"):
        assert "đã quá hạn 1 ngày làm việc" in text(ask(CODE, "0042"))


@freeze_time("2026-03-20 09:00:00+07:00")
def test_a_result_that_came_late_says_sorry_and_one_in_time_does_not(case, province):
    deliver(province.commune, row(CODE, 2, state="returned", finished_on="2026-03-09"))
    assert "chậm 2 ngày làm việc" in text(ask(CODE, "0042"))
    deliver(province.commune, row("A-260302-0002", state="returned", finished_on="2026-03-05"))
    page = text(ask("A-260302-0002", "0042"))
    assert "xin lỗi" not in page and "Đã trả kết quả" in page


# --- What ends -----------------------------------------------------------------------------------


def test_the_second_fact_goes_after_a_while_and_the_figures_stay(case, province, settings):
    with freeze_time("2026-03-05 09:00:00+07:00"):
        deliver(province.commune, row(CODE, 2, state="returned", finished_on="2026-03-04"))
    with freeze_time(date(2026, 3, 4) + timedelta(days=settings.CASE_FACT_DAYS)):
        assert purging.forget_facts() == 0
    with freeze_time(date(2026, 3, 5) + timedelta(days=settings.CASE_FACT_DAYS)):
        assert purging.forget_facts() == 1
        assert "Không tìm thấy hồ sơ" in text(ask(CODE, "0042"))
    assert Case.objects.get().fact is None


def test_without_a_fact_a_case_cannot_be_looked_up(case, province):
    deliver(province.commune, row("A-260302-0002", fact=None))
    assert "Không tìm thấy hồ sơ" in text(ask("A-260302-0002", "0042"))


def test_the_form_works_without_scripts_and_is_never_kept(case, visit):
    for _round in range(2):
        page = visit(HOST, f"{PATH}?ma={CODE}")
        assert page["Cache-Control"] == "private, no-store" and f'value="{CODE}"' in text(page)
        assert "<script" not in text(page).split("<main")[1] and 'content="noindex' in text(page)


def test_only_the_demo_shows_examples(case, visit, settings, monkeypatch):
    from sites.procedures.cases import looking_up

    monkeypatch.setattr(looking_up, "_examples", [lambda: [(CODE, "0042", "một hồ sơ")]])
    assert "0042" not in text(visit(HOST, PATH))
    settings.DEMO = True
    assert "0042" in text(visit(HOST, PATH))
