"""The form by which citizens comment, the desk at which a unit deals with it, the gazette, and the search."""

import re
import time
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core import senders
from search.engines import search
from search.query import Request, parse
from sites.documents.enums import CommentState, Verdict
from sites.documents.models import Consultation, ConsultationComment, GazetteIssue
from sites.documents.services import consultations as services
from sites.units.enums import Role
from tests.factories.consultations import make_comment, make_consultation, make_issue
from tests.factories.documents import make_official
from tests.factories.units import make_person
from tests.integration.page_cache_fixtures import HOST

URL = "/gop-y-du-thao/du-thao-quy-che-quan-ly-cho/"
FORM = f"{URL}gui/"


@pytest.fixture
def citizen():
    """Sends the form: `citizen(name="…")`; opens it first, and takes the time that a person takes."""

    def send(*, hurried: bool = False, **typed):
        client = Client(headers={"host": HOST}, enforce_csrf_checks=True)
        opened = client.get(FORM)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', opened.content.decode())[1]
        stamp = re.search(r'name="stamp" value="([^"]+)"', opened.content.decode())[1]
        data = {"csrfmiddlewaretoken": token, "stamp": stamp, "body": "Cần thêm chỗ để xe máy.", "consent": "on"}
        if not hurried:
            # As if it had been opened earlier.
            now = time.time()
            with pytest.MonkeyPatch.context() as clock:
                clock.setattr("django.core.signing.time.time", lambda: now + senders.FEWEST_SECONDS + 1)
                return client.post(FORM, data | typed)
        return client.post(FORM, data | typed)

    return send


@pytest.fixture
def staff(province, desk):
    return lambda role, name="commune": desk(make_person(unit=getattr(province, name), role=role))


# --- The form --------------------------------------------------------------------------------------------
def test_a_citizen_comments_without_a_script_and_is_thanked(province, citizen, visit):
    consultation = make_consultation(province.commune)
    response = citizen(name="Bà Tư", provision="Điều 2")
    assert (response.status_code, response["Location"]) == (302, f"{URL}da-nhan/")
    assert "Đã nhận góp ý" in visit(HOST, f"{URL}da-nhan/").content.decode()
    comment = consultation.comments.get()
    assert (comment.body, comment.name, comment.provision) == ("Cần thêm chỗ để xe máy.", "Bà Tư", "Điều 2")
    assert (comment.state, comment.show_name) == (CommentState.WAITING, False)
    assert comment.consented_at is not None
    assert comment.sender_key
    assert "127.0.0.1" not in comment.sender_key


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"consent": ""}, "Cần bạn đồng ý"),
        ({"body": "ngắn"}, "ít nhất 10"),
        ({"body": "x" * 5001}, "5000"),
        ({"body": " \n " * 20}, "bắt buộc|ít nhất"),
        ({"website": "https://quang-cao.example"}, "phải để trống"),
        ({"show_name": "on"}, "Hãy ghi tên"),
        ({"stamp": "gia-mao"}, "không đầy đủ"),
        ({"stamp": ""}, "không đầy đủ"),
    ],
)
def test_what_is_not_right_gets_a_sentence_and_keeps_what_was_typed(province, citizen, typed, sentence):
    make_consultation(province.commune)
    response = citizen(**{"provision": "Điều giữ lại"} | typed)
    text = response.content.decode()
    assert response.status_code == 200
    assert re.search(sentence, text), sentence
    assert "Điều giữ lại" in text
    assert not ConsultationComment.objects.exists()


def test_a_form_sent_at_once_was_not_filled_in_by_a_person(province, citizen):
    make_consultation(province.commune)
    assert "quá nhanh" in citizen(hurried=True).content.decode()
    assert not ConsultationComment.objects.exists()


def test_a_form_kept_for_days_is_sent_again_with_a_fresh_stamp(province, citizen):
    make_consultation(province.commune)
    old = senders.new_stamp()
    with pytest.MonkeyPatch.context() as clock:
        now = time.time()
        clock.setattr("django.core.signing.time.time", lambda: now - senders.MOST_SECONDS - 60)
        old = senders.new_stamp()
    text = citizen(stamp=old).content.decode()
    assert "mở quá lâu" in text
    assert old not in text


def test_letters_that_no_database_takes_get_a_sentence(province, citizen):
    make_consultation(province.commune)
    assert citizen(body="Góp ý có \x00 trong lời.").status_code == 200
    assert not ConsultationComment.objects.exists()


def test_markup_in_a_comment_is_text(province, visit):
    consultation = make_consultation(province.commune)
    make_comment(consultation, "<script>alert(1)</script>", name="<b>A</b>", show_name=True)
    text = visit(HOST, URL).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;b&gt;A&lt;/b&gt;" in text


def test_the_page_of_a_draft_is_kept_and_the_form_never(province, visit, queries):
    make_consultation(province.commune)
    visit(HOST, URL)
    with queries(0):
        assert visit(HOST, URL).status_code == 200
    for path in (FORM,):
        assert "no-store" in visit(HOST, path)["Cache-Control"]


def test_a_page_with_many_comments_costs_no_more_than_a_listing(province, visit, django_assert_max_num_queries):
    consultation = make_consultation(province.commune)
    for number in range(40):
        make_comment(consultation, f"Ý kiến thứ {number}.")
    for path in (URL, f"{URL}?trang=2", "/gop-y-du-thao/", "/gop-y-du-thao/tat-ca/"):
        with django_assert_max_num_queries(15):
            assert visit(HOST, path).status_code == 200, path
    assert visit(HOST, f"{URL}?trang=3").status_code == 404
    assert 'value="31"' in visit(HOST, f"{URL}?trang=2").content.decode()


# --- The desk --------------------------------------------------------------------------------------------
def test_a_publisher_lets_be_answers_and_shows_the_results(province, staff, visit, committed):
    client = staff(Role.PUBLISHER)
    consultation = make_consultation(province.commune, opens=-40, closes=-1)
    first = make_comment(consultation, state=CommentState.WAITING)
    second = make_comment(consultation, "Số điện thoại của hàng xóm.", state=CommentState.WAITING)
    listed = client.get(reverse("documents_consultations:comments", args=[consultation.pk])).content.decode()
    assert "2 góp ý chờ xem" in listed
    client.post(reverse("documents_consultations:show", args=[first.pk]))
    client.post(reverse("documents_consultations:refuse", args=[second.pk]), {"reason": "Thông tin riêng"})
    client.post(
        reverse("documents_consultations:answer", args=[first.pk]),
        {"verdict": Verdict.ACCEPTED, "answer": "Đã thêm Điều 7."},
    )
    with committed():
        client.post(reverse("documents_consultations:results", args=[consultation.pk]))
    assert "Đã thêm Điều 7." in visit(HOST, URL).content.decode()
    states = consultation.comments.order_by("pk").values_list("state", flat=True)
    assert list(states) == [CommentState.SHOWN, CommentState.REFUSED]


def test_an_editor_prepares_but_puts_nothing_on_line(province, staff):
    client, consultation = staff(Role.EDITOR), make_consultation(province.commune)
    comment = make_comment(consultation, state=CommentState.WAITING)
    for name, key in (
        ("show", comment.pk),
        ("refuse", comment.pk),
        ("close", consultation.pk),
        ("results", consultation.pk),
    ):
        address = reverse(f"documents_consultations:{name}", args=[key])
        assert client.post(address, {"reason": "x"}).status_code == 403, name
    client.post(
        reverse("documents_consultations:answer", args=[comment.pk]), {"verdict": Verdict.KEPT, "answer": "Giữ."}
    )
    client.post(
        reverse("documents_consultations:enter", args=[consultation.pk]),
        {"road": "letter", "received_at": "2026-01-05 08:00", "body": "Công văn góp ý của hội nông dân."},
    )
    comment.refresh_from_db()
    assert (comment.state, comment.answer) == (CommentState.WAITING, "Giữ.")
    assert consultation.comments.count() == 2


def test_a_neighbours_comments_are_not_there(province, staff):
    client = staff(Role.UNIT_ADMIN, "other_commune")
    consultation = make_consultation(province.commune)
    comment = make_comment(consultation, contact="0900")
    for name in ("comments", "enter"):
        address = reverse(f"documents_consultations:{name}", args=[consultation.pk])
        assert client.get(address).status_code == 404, name
    assert client.get(reverse("documents_consultations:comment", args=[comment.pk])).status_code == 404
    for name, key in (("show", comment.pk), ("answer", comment.pk), ("close", consultation.pk)):
        address = reverse(f"documents_consultations:{name}", args=[key])
        assert client.post(address, {"reason": "x"}).status_code == 404, name


def test_a_draft_is_entered_published_and_found_in_the_list(province, staff, visit, committed):
    client = staff(Role.PUBLISHER)
    add = reverse("wagtailsnippets_documents_consultation:add")
    assert client.get(add).status_code == 200
    data = {
        "title": "Dự thảo quy chế quản lý chợ",
        "summary": "Quy định nơi bán hàng.",
        "drafted_by": "Phòng Kinh tế",
        "opens_on": date.today().isoformat(),
        "closes_on": (date.today() + timedelta(days=20)).isoformat(),
        "receiver": "Phòng Kinh tế",
        "body-count": "0",
        "files-TOTAL_FORMS": "0",
        "files-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    wrong = client.post(add, data | {"closes_on": "2020-01-01"})
    assert "không được trước ngày bắt đầu" in wrong.content.decode()
    with committed():
        client.post(add, data)
    found = Consultation.objects.get()
    assert (found.live, found.unit) == (True, province.commune)
    assert "Dự thảo quy chế quản lý chợ" in visit(HOST, "/gop-y-du-thao/").content.decode()
    listed = client.get(reverse("wagtailsnippets_documents_consultation:list")).content.decode()
    assert reverse("documents_consultations:comments", args=[found.pk]) in listed


# --- The gazette -----------------------------------------------------------------------------------------
def test_an_issue_names_what_is_in_it_and_leads_to_what_is_public(province, visit):
    public = make_official(province.commune, "15/2026/QĐ-UBND", abstract="Về chợ phiên")
    hidden = make_official(province.commune, "16/2026/QĐ-UBND", abstract="Chưa công bố đâu", live=False)
    make_issue(
        province.commune,
        "12 + 13",
        date(2026, 3, 5),
        {"document": public, "pages": "3–17"},
        {"document": hidden},
        {"symbol": "99/NQ-HĐND", "abstract": "Chưa có trên cổng"},
    )
    text = visit(HOST, "/cong-bao/so-12-13-nam-2026/").content.decode()
    for wanted in ("Công báo số 12 + 13 ngày 05/03/2026", "15/2026/QĐ-UBND", "Trang 3–17", "99/NQ-HĐND"):
        assert wanted in text, wanted
    assert f'href="http://{HOST}:8000/van-ban/' in text
    assert "16/2026" not in text
    assert "Chưa công bố đâu" not in text


def test_issues_are_listed_by_year_and_only_this_units_published_ones(province, visit, committed):
    make_issue(province.commune, "1", date(2025, 1, 5))
    with committed():
        make_issue(province.commune, "2", date(2026, 1, 5))
    make_issue(province.commune, "3", date(2026, 2, 5), live=False)
    make_issue(province.other_commune, "4", date(2026, 2, 5))
    text = visit(HOST, "/cong-bao/").content.decode()
    assert "Công báo số 1 " in text
    assert "Công báo số 2 " in text
    assert "Công báo số 3 " not in text
    assert "Công báo số 4 " not in text
    year = visit(HOST, "/cong-bao/nam-2026/").content.decode()
    assert "Công báo số 2 " in year
    assert "Công báo số 1 " not in year
    for path in ("/cong-bao/nam-1999/", "/cong-bao/so-3-nam-2026/", "/cong-bao/so-4-nam-2026/"):
        assert visit(HOST, path).status_code == 404, path


def test_the_same_number_twice_in_a_year_gets_a_sentence(province, staff):
    make_issue(province.commune, "7", date(2026, 1, 5))
    data = {"number": "7", "published_on": "2026-05-05", "items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"}
    response = staff(Role.EDITOR).post(reverse("wagtailsnippets_documents_gazetteissue:add"), data)
    assert "của năm đã có" in response.content.decode()
    assert GazetteIssue.objects.count() == 1


# --- The search ------------------------------------------------------------------------------------------
def found(words: str) -> list[str]:
    wanted = Request(
        terms=parse(words), scope="all", unit_id=None, filters={}, sort="relevance", page=1, now=timezone.now()
    )
    return [hit.title for hit in search(wanted).hits]


def test_open_drafts_are_found_and_closed_ones_never(province, monkeypatch):
    consultation = make_consultation(province.commune, "Dự thảo kè chống sạt lở", closes=0)
    make_comment(consultation, "Lời của riêng người dân xanhlam")
    assert found("ke chong sat lo") == ["Dự thảo kè chống sạt lở"]
    assert found("xanhlam") == []
    make_consultation(province.commune, "Dự thảo kè đã xong", opens=-40, closes=-2)
    assert "Dự thảo kè đã xong" not in found("dự thảo kè")
    end = consultation.ends_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: end)
    assert found("ke chong sat lo") == [], "with nothing having run"
    monkeypatch.undo()
    publisher = make_person(unit=province.commune, role=Role.PUBLISHER)
    services.close_now(consultation, by=publisher, reason="Nhầm dự thảo")
    assert found("ke chong sat lo") == []
