"""Polls: answered once without an account, counted without names, shown when they are over."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from freezegun import freeze_time

from sites.dialogue.models import Poll, PollBallot, PollQuestion, PollTally
from sites.dialogue.services import polls
from sites.units.enums import Role
from sites.units.models import Unit, today

from .conftest import HOST, Citizen

pytestmark = pytest.mark.django_db
PATH = "/tham-do/gio-mo-cua/"


def text(response) -> str:
    return response.content.decode()


def make_poll(unit: Unit, title: str = "Giờ mở cửa", **fields) -> Poll:
    fields = {"opens_on": today() - timedelta(days=2), "closes_on": today() + timedelta(days=2), **fields}
    poll = Poll.objects.create(unit=unit, title=title, intro="Để xếp lại giờ làm việc.", **fields)
    PollQuestion.objects.create(
        poll=poll, sort_order=0, text="Mở sáng thứ Bảy?", options="Có\nKhông\nCó\n\nKhông ý kiến"
    )
    PollQuestion.objects.create(
        poll=poll, sort_order=1, text="Việc nào cần?", options="Hộ tịch\nĐất đai", several=True, required=False
    )
    return poll


@pytest.fixture
def poll(province):
    return make_poll(province.commune)


def numbers(poll: Poll) -> dict[str, int]:
    return {choice: number for _question, choice, number in polls.rows(polls.results(poll)) if number}


def fields(poll: Poll) -> tuple[str, str]:
    return tuple(f"cau-{question.pk}" for question in poll.questions.all())


def test_a_citizen_answers_without_account_or_script_and_once(poll, citizen):
    one, several = fields(poll)
    page = text(citizen.client.get(f"{PATH}tra-loi/"))
    assert page.count(f'name="{one}"') == 3 and page.count(f'name="{several}"') == 2
    answer = citizen.send(f"{PATH}tra-loi/", to=f"{PATH}tra-loi/", **{one: "Có", several: ["Hộ tịch", "Đất đai"]})
    assert answer.status_code == 302
    assert numbers(poll) == {"Có": 1, "Hộ tịch": 1, "Đất đai": 1}
    thanks = text(citizen.client.get(f"{PATH}tra-loi/"))
    assert "Cảm ơn bạn đã trả lời" in thanks and "Gửi trả lời" not in thanks
    assert "no-store" in citizen.client.get(f"{PATH}tra-loi/")["Cache-Control"]


@pytest.mark.parametrize(
    ("one", "several", "sentence"),
    [
        ("", [], "Hãy trả lời câu này"),
        ("Gì đó khác", [], "hợp lệ|không phải"),
        ("Có", ["<script>alert(1)</script>"], "hợp lệ|không phải"),
    ],
)
def test_an_answer_that_is_none_gets_a_sentence(poll, citizen, one, several, sentence):
    import re

    names = fields(poll)
    response = citizen.send(f"{PATH}tra-loi/", to=f"{PATH}tra-loi/", **{names[0]: one, names[1]: several})
    assert response.status_code == 200 and re.search(sentence, text(response))
    assert "<script>alert" not in text(response) and not PollBallot.objects.exists()


def test_a_form_counts_once_and_a_network_so_often(poll, monkeypatch):
    monkeypatch.setattr(polls, "PER_NETWORK", 2)
    key = uuid.uuid4()
    question = poll.questions.first()
    for _number in range(2):
        polls.answer(poll, {question.pk: ["Có"]}, form_key=key, sender_key="a")
    assert numbers(poll) == {"Có": 1}
    polls.answer(poll, {question.pk: ["Không"]}, form_key=uuid.uuid4(), sender_key="a")
    with pytest.raises(ValidationError, match="mạng của bạn"):
        polls.answer(poll, {question.pk: ["Không"]}, form_key=uuid.uuid4(), sender_key="a")
    polls.answer(poll, {question.pk: ["Không"]}, form_key=uuid.uuid4(), sender_key="b")
    assert numbers(poll) == {"Có": 1, "Không": 2}
    with pytest.raises(ValidationError, match="không hợp lệ"):
        polls.answer(poll, {question.pk: ["Có", "Không"]}, form_key=uuid.uuid4(), sender_key="c")


def test_nobody_can_tell_who_answered_what(poll):
    polls.answer(poll, {poll.questions.first().pk: ["Có"]}, form_key=uuid.uuid4(), sender_key="a")
    assert {field.name for field in PollBallot._meta.fields} == {"id", "poll", "form_key", "sender_key", "sent_on"}
    assert {field.name for field in PollTally._meta.fields} == {"id", "question", "choice", "number"}
    with freeze_time(today() + timedelta(days=3)):
        assert polls.forget_keys() == 1
    assert PollBallot.objects.get().sender_key == ""


def test_it_takes_answers_in_its_days_and_shows_what_came_when_they_are_over(province, poll, visit):
    question = poll.questions.first()
    polls.answer(poll, {question.pk: ["Có"]}, form_key=uuid.uuid4(), sender_key="a")
    assert "lượt trả lời" not in text(visit(HOST, PATH)) and visit(HOST, f"{PATH}ket-qua.xlsx").status_code == 404
    last = f"{poll.closes_on}T23:59:59+07:00"
    with freeze_time(last):
        assert Poll.objects.get().is_open()
    with freeze_time(poll.ends_at):
        assert not Poll.objects.get().is_open()
        with pytest.raises(ValidationError, match="không nhận"):
            polls.answer(poll, {question.pk: ["Có"]}, form_key=uuid.uuid4(), sender_key="b")
        page = text(visit(HOST, f"{PATH}?trang=1"))
        assert "1 lượt trả lời" in page and "data:image/svg+xml" in page
        assert visit(HOST, f"{PATH}ket-qua.xlsx").status_code == 200
        assert "không nhận trả lời" in text(visit(HOST, f"{PATH}tra-loi/"))
    poll.live = False
    poll.save()
    assert visit(HOST, f"{PATH}?trang=2").status_code == 404
    assert visit("tantrao.tuyenquang.localhost", PATH).status_code == 404


def test_a_poll_is_on_the_lists_of_its_unit_and_of_no_other(poll, visit, django_assert_max_num_queries):
    for path in ("/tham-do/", "/hoi-dap/", PATH):
        with django_assert_max_num_queries(15):
            assert poll.title in text(visit(HOST, path)), path
    assert poll.title not in text(visit("tantrao.tuyenquang.localhost", "/tham-do/"))
    assert Citizen().client.get("/tham-do/khong-co/").status_code == 404


def test_questions_stay_as_they_are_once_somebody_has_answered(province, poll, staff):
    publisher, foreign = staff(Role.PUBLISHER), staff(Role.PUBLISHER, "other_commune")
    address = reverse("wagtailsnippets_dialogue_poll:edit", args=[poll.pk])
    first, second = poll.questions.all()
    data = {
        "title": poll.title,
        "intro": poll.intro,
        "opens_on": str(poll.opens_on),
        "closes_on": str(poll.closes_on),
        "questions-TOTAL_FORMS": "2",
        "questions-INITIAL_FORMS": "2",
        "questions-0-id": first.pk,
        "questions-0-ORDER": "1",
        "questions-0-text": first.text,
        "questions-0-options": "Có",
        "questions-0-required": "on",
        "questions-1-id": second.pk,
        "questions-1-ORDER": "2",
        "questions-1-text": second.text,
        "questions-1-options": second.options,
        "questions-1-several": "on",
    }
    assert "ít nhất 2 lựa chọn" in text(publisher.post(address, data))
    polls.answer(poll, {first.pk: ["Có"]}, form_key=uuid.uuid4(), sender_key="a")
    refused = text(publisher.post(address, data | {"questions-0-options": "Có\nChưa"}))
    assert "không đổi được nữa" in refused
    results = reverse("dialogue_polls:results", args=[poll.pk])
    assert "1 lượt trả lời" in text(publisher.get(results))
    for path in (address, results):
        assert foreign.get(path).status_code == 404
