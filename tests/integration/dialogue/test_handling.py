"""What a unit does with a case, by whom, and what follows for its clock, its history and its sender."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from freezegun import freeze_time

from portal.core.models import CalendarRule
from portal.core.working_days import RuleKind
from sites.dialogue.enums import CaseState, Happening
from sites.dialogue.models import AnswerTemplate, Case, FieldRoute
from sites.dialogue.services import clock, escalation, files, following, handling, links, privacy, routing
from sites.documents.models import Field
from sites.units.enums import Role
from sites.units.models import Notification
from tests.factories.dialogue import answer_case, make_case, photo
from tests.factories.documents import make_official
from tests.factories.units import make_person

from .conftest import HOST

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-02 09:00:00+07:00"


def text(response) -> str:
    return response.content.decode()


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("person__username", flat=True))


# --- Passing on --------------------------------------------------------------------------------------------
@freeze_time(MONDAY)
def test_a_case_passed_on_takes_its_history_and_its_clock_along(province, people, visit):
    case = make_case(province.commune)
    editor, other = people(Role.EDITOR), make_person("so-noi-vu", unit=province.department)
    handling.note(case, by=editor, text="Việc của Sở.")
    with freeze_time("2026-03-04 09:00:00+07:00"):
        handling.forward(case, by=editor, to=province.department, reason="Thuộc thẩm quyền của Sở.")
    case.refresh_from_db()
    assert (case.unit, case.first_unit) == (province.department, province.commune)
    assert case.due_on == date(2026, 3, 23) and case.state == CaseState.RECEIVED
    assert [event.what for event in case.events.all()] == [Happening.RECEIVED, Happening.NOTED, Happening.FORWARDED]
    assert told("case_forwarded") == {other.username}
    page = text(visit(HOST, f"/hoi-dap/theo-doi/{case.code}/{links.secret_of(case)}/"))
    assert "Sở Nội vụ" in page and "Thuộc thẩm quyền của Sở." in page
    # The unit that has passed it on deals with it no more.
    with pytest.raises(PermissionDenied):
        handling.note(case, by=editor, text="Còn sửa được không?")
    handling.note(case, by=other, text="Đã nhận.")


def test_a_case_goes_nowhere_it_cannot_be_dealt_with(province, people):
    case, editor = make_case(province.commune), people(Role.EDITOR)
    with pytest.raises(ValidationError, match="đang ở đơn vị này"):
        handling.forward(case, by=editor, to=province.commune, reason="x")
    province.other_commune.versions.update(valid_to="2026-01-01")
    with pytest.raises(ValidationError, match="không còn hoạt động"):
        handling.forward(case, by=editor, to=province.other_commune, reason="x")
    with pytest.raises(ValidationError, match="Hãy ghi nội dung"):
        handling.forward(case, by=editor, to=province.department, reason="  ")
    assert Case.objects.get().unit == province.commune


def test_units_are_proposed_by_field_by_place_and_by_tree(province):
    field = Field.objects.first()
    FieldRoute.objects.create(field=field, unit=province.other_department)
    case = make_case(province.commune, "phan-anh", field=field, place="gần chợ xa tan trao")
    proposed = [one.name for one in routing.proposals(case)]
    assert proposed == ["Sở Tài chính", "Xã Tân Trào", "Huyện Yên Sơn"]
    assert [one.name for one in routing.search("noi vu")] == ["Sở Nội vụ"]
    assert routing.search("  ") == []


# --- The clock ---------------------------------------------------------------------------------------------
@freeze_time(MONDAY)
def test_asking_back_halts_the_clock_until_the_sender_has_added(province, people):
    case, editor = make_case(province.commune), people(Role.EDITOR)
    with freeze_time("2026-03-05 10:00:00+07:00"):
        handling.ask_back(case, by=editor, text="Xin cho biết số thửa đất.")
        case.refresh_from_db()
        assert (case.state, case.due_on, case.warn_on) == (CaseState.WAITING, None, None)
        with pytest.raises(ValidationError, match="đang chờ"):
            handling.ask_back(case, by=editor, text="Lần nữa.")
    with freeze_time("2026-03-25 08:00:00+07:00"):
        assert escalation.escalate() == 0
        following.add(case, text="Thửa số 12.")
    case.refresh_from_db()
    # Two days had counted; thirteen are left from the 26th on.
    assert (case.state, case.due_on) == (CaseState.WORKING, date(2026, 4, 13))


@freeze_time(MONDAY)
def test_only_what_the_law_lets_be_prolonged_is_and_only_in_time(province, people):
    publisher = people(Role.PUBLISHER)
    question = make_case(province.commune)
    with pytest.raises(ValidationError, match="chỉ còn được gia hạn 0"):
        handling.prolong(question, by=publisher, days=1, reason="Phức tạp.")
    asked = make_case(province.commune, "cung-cap-thong-tin", address="Thôn 3")
    before = asked.due_on
    handling.prolong(asked, by=publisher, days=10, reason="Cần thu thập thêm.")
    with pytest.raises(ValidationError, match="chỉ còn được gia hạn 5"):
        handling.prolong(asked, by=publisher, days=6, reason="Lần nữa.")
    asked.refresh_from_db()
    assert clock.read(asked).due_on == asked.due_on > before
    with freeze_time("2026-08-03"), pytest.raises(ValidationError, match="chưa hết hạn"):
        handling.prolong(asked, by=publisher, days=1, reason="Muộn.")


@freeze_time(MONDAY)
def test_a_change_of_the_calendar_moves_the_ends_of_open_cases(province):
    case = make_case(province.commune)
    done = answer_case(make_case(province.commune))
    CalendarRule.objects.create(
        kind=RuleKind.DAY_OFF, date=date(2026, 3, 9), valid_from=date(2026, 3, 9), name="Nghỉ bù", source="thử"
    )
    assert clock.wind_all() == 1
    case.refresh_from_db()
    done.refresh_from_db()
    assert (case.due_on, done.due_on) == (date(2026, 3, 24), date(2026, 3, 23))


@freeze_time(MONDAY)
def test_the_unit_is_warned_then_the_unit_above_is_told_once(province, people):
    case, here = make_case(province.commune), people(Role.EDITOR)
    above, neighbour = people(Role.PUBLISHER, "district"), people(Role.PUBLISHER, "other_district")
    with freeze_time("2026-03-18 00:10:00+07:00"):
        assert escalation.warn() == 0
    with freeze_time("2026-03-19 00:10:00+07:00"):
        assert (escalation.warn(), escalation.warn()) == (1, 0)
    assert told("case_nearly_late") == {here.username}
    with freeze_time("2026-03-20 00:10:00+07:00"):
        assert escalation.warn() == 0
    with freeze_time("2026-03-23 23:59:00+07:00"):
        assert (escalation.warn(), escalation.warn(), escalation.escalate()) == (1, 0, 0)
    with freeze_time("2026-03-24 00:10:00+07:00"):
        assert (escalation.escalate(), escalation.escalate()) == (1, 0)
    assert told("case_late_below") == {above.username}
    assert neighbour.username not in told("case_late") and told("case_late") == {here.username}
    assert [row.text for row in Notification.objects.filter(kind="case_late_below")] == [
        f"Xã Trung Môn chưa trả lời đúng hạn vụ việc {case}."
    ]


# --- Answering ---------------------------------------------------------------------------------------------
def test_an_editor_drafts_and_a_publisher_answers_with_documents_and_files(
    province, people, visit, django_capture_on_commit_callbacks
):
    case, editor, publisher = make_case(province.commune), people(Role.EDITOR), people(Role.PUBLISHER)
    document = make_official(province.province, "15/2024/QĐ-UBND")
    handling.write_draft(case, by=editor, text="Dự thảo.", submit=True)
    assert told("answer_waits") == {publisher.username}
    with pytest.raises(PermissionDenied, match="người duyệt"):
        handling.answer(case, by=editor, text="Tự duyệt.")
    handling.send_back(case, by=publisher, reason="Thiếu căn cứ.")
    assert told("answer_sent_back") == {editor.username}
    handling.write_draft(case, by=editor, text="Dự thảo có căn cứ.", submit=True)
    with django_capture_on_commit_callbacks(execute=True):
        handling.answer(
            case, by=publisher, text="Trả lời.", documents=[document], uploads=[files.clean_upload(photo("so-do.jpg"))]
        )
    case.refresh_from_db()
    assert (case.state, case.draft) == (CaseState.ANSWERED, "") and case.finished_on is not None
    assert any("trả lời chính thức" in one.body and "Trả lời." not in one.body for one in mail.outbox)
    page = text(visit(HOST, f"/hoi-dap/theo-doi/{case.code}/{links.secret_of(case)}/"))
    assert "Trả lời." in page and "so-do.jpg" in page and "15/2024/QĐ-UBND" in page
    with pytest.raises(ValidationError, match="đã kết thúc"):
        handling.answer(case, by=publisher, text="Lần nữa.")


def test_a_document_that_is_not_public_goes_with_no_answer(province, people):
    case = make_case(province.commune)
    hidden = make_official(province.other_commune, "9/2024/QĐ-UBND", live=False)
    with pytest.raises(ValidationError, match="đã công bố"):
        handling.answer(case, by=people(), text="Trả lời.", documents=[hidden])


def test_what_is_internal_never_leaves(province, people, visit):
    case, editor, publisher = make_case(province.commune), people(Role.EDITOR), people(Role.PUBLISHER)
    handling.note(case, by=editor, text="GHI-CHU-NOI-BO")
    handling.write_draft(case, by=editor, text="DU-THAO-KIN", submit=True)
    handling.send_back(case, by=publisher, reason="LY-DO-TRA-LAI")
    handling.decline(case, by=publisher, reason="Không thuộc thẩm quyền.")
    page = text(visit(HOST, f"/hoi-dap/theo-doi/{case.code}/{links.secret_of(case)}/"))
    exported = str(privacy.export(case, by=people(Role.UNIT_ADMIN)))
    for secret in ("GHI-CHU-NOI-BO", "DU-THAO-KIN", "LY-DO-TRA-LAI", editor.full_name):
        assert secret not in page and secret not in exported, secret
    assert "Không thuộc thẩm quyền." in page and "Không thuộc thẩm quyền." in exported


@pytest.mark.parametrize(
    ("act", "role"),
    [
        (lambda case, by: handling.note(case, by=by, text="x"), Role.CONTRIBUTOR),
        (lambda case, by: handling.write_draft(case, by=by, text="x", submit=False), Role.CONTRIBUTOR),
        (lambda case, by: handling.ask_back(case, by=by, text="x"), Role.CONTRIBUTOR),
        (lambda case, by: handling.decline(case, by=by, reason="x"), Role.EDITOR),
        (lambda case, by: handling.prolong(case, by=by, days=1, reason="x"), Role.EDITOR),
        (lambda case, by: privacy.export(case, by=by), Role.PUBLISHER),
        (lambda case, by: privacy.erase(case, by=by, reason="x"), Role.PUBLISHER),
    ],
)
def test_a_role_or_a_unit_that_may_not_does_nothing(province, people, act, role):
    case = make_case(province.commune)
    for person in (people(role), people(Role.UNIT_ADMIN, "other_commune")):
        with pytest.raises(PermissionDenied):
            act(case, person)
    assert case.events.count() == 1


# --- The sender --------------------------------------------------------------------------------------------
def test_the_sender_adds_rates_and_withdraws_by_the_link_alone(province, citizen):
    case = make_case(province.commune)
    base = f"/hoi-dap/theo-doi/{case.code}/{links.secret_of(case)}/"
    for _number in range(2):
        assert citizen.send(base, to=f"{base}bo-sung/", text="Thêm một ý.").status_code == 302
    assert case.events.filter(what=Happening.ADDED).count() == 1
    assert "90 ngày" in text(citizen.send(base, to=f"{base}danh-gia/", rating="3"))
    answer_case(case)
    assert citizen.send(base, to=f"{base}danh-gia/", rating="3", text="Nhanh.").status_code == 302
    assert "chọn một mức" in text(citizen.send(base, to=f"{base}danh-gia/", rating="9"))
    case.refresh_from_db()
    assert (case.rating, case.rating_text) == ("3", "Nhanh.")
    assert "đã kết thúc" in text(citizen.send(base, to=f"{base}rut/"))
    other = make_case(province.commune)
    base = f"/hoi-dap/theo-doi/{other.code}/{links.secret_of(other)}/"
    assert citizen.send(base, to=f"{base}rut/").status_code == 302
    other.refresh_from_db()
    assert other.state == CaseState.WITHDRAWN and other.finished_on is not None


def test_a_case_is_added_to_so_often_and_no_more(province, monkeypatch):
    monkeypatch.setattr(following, "MOST_ADDITIONS", 2)
    case = make_case(province.commune)
    for number in range(2):
        following.add(case, text=f"Ý {number}")
    with pytest.raises(ValidationError, match="nhiều lần"):
        following.add(case, text="Ý nữa")


# --- The desk ----------------------------------------------------------------------------------------------
def test_the_inbox_shows_the_units_own_and_a_neighbours_case_is_not_there(province, staff):
    own, foreign = make_case(province.commune), make_case(province.other_commune, subject="Việc của xã bên")
    client = staff(Role.EDITOR)
    page = text(client.get(reverse("dialogue_cases:list")))
    assert own.code in page and own.subject in page and foreign.code not in page and "xã bên" not in page
    assert text(client.get(reverse("dialogue_cases:list"), {"state": "late"})).count(own.code) == 0
    assert own.code in text(client.get(reverse("dialogue_cases:list"), {"code": own.code[:5]}))
    for name in ("one", "forward"):
        assert client.get(reverse(f"dialogue_cases:{name}", args=[foreign.pk])).status_code == 404
    for name in ("note", "ask_back", "resume", "prolong", "give_notice", "answer", "send_back", "decline", "propose"):
        address = reverse(f"dialogue_cases:{name}", args=[foreign.pk])
        assert client.post(address, {"text": "x", "answer": "x", "days": "1"}).status_code == 404, name
    admin = staff(Role.UNIT_ADMIN)
    for name in ("export", "erase"):
        assert admin.post(reverse(f"dialogue_cases:{name}", args=[foreign.pk]), {"reason": "x"}).status_code == 404
        assert client.post(reverse(f"dialogue_cases:{name}", args=[own.pk])).status_code == 403
    foreign.refresh_from_db()
    assert foreign.events.count() == 1


def test_who_only_looks_sees_neither_the_sender_nor_the_words(province, staff):
    case = make_case(province.commune, uploads=[files.clean_upload(photo())])
    row = case.files.get()
    for client in (staff(Role.CONTRIBUTOR), staff(Role.AUDITOR)):
        page = text(client.get(reverse("dialogue_cases:one", args=[case.pk])))
        assert case.code in page
        for secret in ("Nguyễn Thị Hoa", "hoa@example.test", "0912", "khai sinh"):
            assert secret not in page
            assert secret not in text(client.get(reverse("dialogue_cases:list")))
        assert client.get(reverse("dialogue_cases:file", args=[case.pk, row.uuid])).status_code == 403
    assert not case.events.filter(what=Happening.READ).exists()
    # The board works in the province's own unit, where a commune's case is not.
    assert staff(Role.EDITORIAL_BOARD).get(reverse("dialogue_cases:one", args=[case.pk])).status_code == 404


def test_reading_who_sent_a_case_is_on_the_record_once_a_day(province, staff):
    case = make_case(province.commune)
    client = staff(Role.EDITOR)
    for _number in range(2):
        assert "Nguyễn Thị Hoa" in text(client.get(reverse("dialogue_cases:one", args=[case.pk])))
    assert case.events.filter(what=Happening.READ).count() == 1
    assert "Ai đã xem" in text(staff(Role.UNIT_ADMIN).get(reverse("dialogue_cases:one", args=[case.pk])))


def test_the_desk_answers_passes_on_and_fills_templates(province, staff):
    case = make_case(province.commune)
    AnswerTemplate.objects.create(unit=province.commune, title="Mẫu", body="Về {ma}, {don_vi} trả lời trước {han}.")
    AnswerTemplate.objects.create(unit=province.other_commune, title="Mẫu kín", body="Không ai thấy.")
    client = staff(Role.PUBLISHER)
    page = text(client.get(reverse("dialogue_cases:one", args=[case.pk])))
    assert f"Về {case.code}, Xã Trung Môn trả lời trước {case.due_on:%d/%m/%Y}." in page and "Mẫu kín" not in page
    address = reverse("dialogue_cases:answer", args=[case.pk])
    assert client.post(address, {"answer": "Nháp", "save": "1"}).status_code == 302
    wrong = client.post(address, {"answer": "Nháp", "symbols": "1/2020/KHÔNG-CÓ", "send": "1"})
    assert "Không có văn bản đã công bố" in text(wrong)
    forward = reverse("dialogue_cases:forward", args=[case.pk])
    assert "Sở Nội vụ" in text(client.get(forward, {"q": "sở nội"}))
    assert client.post(forward, {"unit": "abc", "text": "x"}).status_code == 302
    make_official(province.province, "15/2024/QĐ-UBND")
    client.post(address, {"answer": "Trả lời", "symbols": "15/2024/qđ-ubnd", "send": "1"})
    case.refresh_from_db()
    assert case.state == CaseState.ANSWERED and case.documents.count() == 1
    other = make_case(province.commune)
    answer = client.post(
        reverse("dialogue_cases:forward", args=[other.pk]), {"unit": province.department.pk, "text": "Thuộc Sở"}
    )
    assert answer["Location"] == reverse("dialogue_cases:list")
    other.refresh_from_db()
    assert other.unit == province.department


def test_the_unit_above_sees_what_is_late_below_and_nothing_that_was_written(province, staff):
    with freeze_time("2020-03-02"):
        late = make_case(province.commune)
        elsewhere = make_case(province.other_commune)
    address = reverse("dialogue_cases:below")
    page = text(staff(Role.PUBLISHER, "district").get(address))
    assert late.code in page and "Xã Trung Môn" in page and elsewhere.code not in page
    assert "khai sinh" not in page and "Hoa" not in page
    assert late.code not in text(staff(Role.PUBLISHER, "other_district").get(address))
