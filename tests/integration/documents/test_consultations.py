"""A draft from its opening through comments to the table of what became of them; it closes by itself."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageViewRestriction

from portal.core.senders import sender_key
from sites.documents.enums import CommentRoad, CommentState, Verdict
from sites.documents.models import ConsultationComment
from sites.documents.services import consultations as services
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, Notification
from tests.factories.consultations import make_comment, make_consultation
from tests.factories.documents import make_official
from tests.factories.units import home_of, make_person
from tests.integration.page_cache_fixtures import HOST, OTHER_HOST

URL = "/gop-y-du-thao/du-thao-quy-che-quan-ly-cho/"


def page(visit, path: str = URL, host: str = HOST) -> str:
    response = visit(host, path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


@pytest.fixture
def at(monkeypatch):
    """The clock of the people stands at a moment: `at(2026, 3, 5, 23, 59)`."""

    def stand(*moment: int) -> None:
        now = timezone.make_aware(datetime(*moment))
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return stand


@pytest.fixture
def publisher(province):
    return make_person(unit=province.commune, role=Role.PUBLISHER)


def receive(consultation, body="Cần thêm chỗ để xe máy.", **fields) -> ConsultationComment:
    fields = {"form_key": uuid4(), "sender_key": "mạng-1"} | fields
    return services.receive(consultation, body=body, **fields)


# --- The page ------------------------------------------------------------------------------------------
def test_the_page_shows_what_the_law_asks_for(province, visit):
    make_consultation(
        province.commune,
        receiver_email="gopy@example.test",
        receiver_phone="0207 000 111",
        body=[("text", "<h2>Điều 1</h2><p>Phạm vi điều chỉnh</p>")],
    )
    text = page(visit)
    for wanted in (
        "Dự thảo quy chế quản lý chợ",
        "Đang lấy ý kiến",
        "Phòng Kinh tế, số 1 đường Thử Nghiệm",
        "gopy@example.test",
        "tel:0207000111",
        "Phạm vi điều chỉnh",
        f'href="{URL}gui/"',
        "Chưa có góp ý nào được đăng.",
    ):
        assert wanted in text, wanted


def test_drafts_closed_units_and_other_units_show_nothing(province, visit, committed):
    make_consultation(province.commune, live=False)
    make_consultation(province.other_commune, "Dự thảo xã bên")
    assert visit(HOST, URL).status_code == 404
    assert visit(HOST, "/gop-y-du-thao/du-thao-xa-ben/").status_code == 404
    assert "Dự thảo quy chế" not in page(visit, "/gop-y-du-thao/")
    assert "Dự thảo xã bên" in page(visit, "/gop-y-du-thao/tat-ca/")
    with committed():
        PageViewRestriction.objects.create(page=home_of(province.other_commune), restriction_type="login")
    assert "Dự thảo xã bên" not in page(visit, "/gop-y-du-thao/tat-ca/")


def test_lists_show_own_ones_and_what_is_open_anywhere(province, visit):
    make_consultation(province.commune, "Đang mở của xã")
    make_consultation(province.commune, "Đã đóng của xã", opens=-40, closes=-10)
    make_consultation(province.commune, "Sắp mở của xã", opens=3, closes=30)
    make_consultation(province.other_commune, "Đang mở của xã bên")
    own = page(visit, "/gop-y-du-thao/")
    for title in ("Đang mở của xã", "Đã đóng của xã", "Sắp mở của xã"):
        assert title in own
    assert "xã bên" not in own
    everywhere = page(visit, "/gop-y-du-thao/tat-ca/")
    assert f'href="http://{OTHER_HOST}:8000/gop-y-du-thao/dang-mo-cua-xa-ben/"' in everywhere
    assert "Đang mở của xã" in everywhere
    assert "Đã đóng" not in everywhere
    assert "Sắp mở" not in everywhere


def test_the_front_page_asks_for_comments_while_they_are_taken(province, visit):
    make_consultation(province.commune)
    make_consultation(province.commune, "Việc đã xong", opens=-40, closes=-10)
    front = page(visit, "/")
    assert f'href="{URL}"' in front
    assert "Việc đã xong" not in front


def test_two_drafts_of_one_name_have_two_addresses_that_stay(province):
    first, second = make_consultation(province.commune), make_consultation(province.commune)
    assert (first.slug, second.slug) == ("du-thao-quy-che-quan-ly-cho", "du-thao-quy-che-quan-ly-cho-2")
    first.title = "Tên khác hẳn"
    first.save()
    assert first.slug == "du-thao-quy-che-quan-ly-cho"
    assert make_consultation(province.commune, "Tất cả").slug == "tat-ca-2"


# --- Its time ------------------------------------------------------------------------------------------
def test_comments_are_taken_to_the_last_moment_of_the_last_day_and_not_after(province, at):
    consultation = make_consultation(province.commune)
    consultation.opens_on, consultation.closes_on = date(2026, 3, 1), date(2026, 3, 5)
    consultation.save()
    at(2026, 2, 28, 23, 59, 59)
    with pytest.raises(ValidationError, match="từ 01/03/2026"):
        receive(consultation)
    at(2026, 3, 1, 0, 0, 0)
    receive(consultation)
    at(2026, 3, 5, 23, 59, 59)
    receive(consultation)
    at(2026, 3, 6, 0, 0, 0)
    with pytest.raises(ValidationError, match="Đã kết thúc"):
        receive(consultation)
    assert consultation.comments.count() == 2


def test_a_kept_page_loses_the_way_to_comment_when_the_last_day_is_over(province, visit, monkeypatch):
    consultation = make_consultation(province.commune, closes=0)
    assert "Gửi góp ý" in page(visit)
    assert "Gửi góp ý" in page(visit)
    tomorrow = consultation.ends_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    text = page(visit)
    assert f'href="{URL}gui/"' not in text
    assert "không nhận thêm góp ý" in text


def test_the_form_of_a_closed_consultation_is_gone_with_a_sentence(province, visit):
    make_consultation(province.commune, opens=-40, closes=-1)
    response = visit(HOST, f"{URL}gui/")
    assert response.status_code == 410
    assert "Đã kết thúc" in response.content.decode()
    assert "<textarea" not in response.content.decode()


def test_closing_early_needs_a_publisher_and_a_reason_and_is_on_the_record(province, publisher, visit, committed):
    consultation = make_consultation(province.commune)
    assert f'href="{URL}gui/"' in page(visit)
    with pytest.raises(PermissionDenied):
        services.close_now(consultation, by=make_person(unit=province.commune), reason="Nhầm dự thảo")
    with pytest.raises(PermissionDenied):
        services.close_now(consultation, by=make_person(unit=province.district, role=Role.UNIT_ADMIN), reason="x")
    with pytest.raises(ValidationError):
        services.close_now(consultation, by=publisher, reason="  ")
    with committed():
        services.close_now(consultation, by=publisher, reason="Nhầm dự thảo")
    assert f'href="{URL}gui/"' not in page(visit)
    with pytest.raises(ValidationError, match="Đã kết thúc"):
        receive(consultation)
    with pytest.raises(ValidationError, match="từ trước"):
        services.close_now(consultation, by=publisher, reason="Lần nữa")
    entry = AuditEntry.objects.get(kind=AuditKind.CONSULTATION_CLOSED)
    assert (entry.actor, entry.unit, entry.detail["reason"]) == (publisher, province.commune, "Nhầm dự thảo")


def test_the_database_takes_no_end_before_the_beginning(province):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_consultation(province.commune, opens=3, closes=1)


# --- What is said --------------------------------------------------------------------------------------
def test_nobody_reads_a_comment_before_somebody_let_it_be(province, publisher, visit, committed):
    consultation = make_consultation(province.commune)
    comment = receive(consultation, name="Ông Thử Nghiệm", contact="0900 000 000", show_name=True, provision="Điều 3")
    assert "để xe máy" not in page(visit)
    with pytest.raises(PermissionDenied):
        services.show(comment, by=make_person(unit=province.commune, role=Role.EDITOR))
    with committed():
        services.show(comment, by=publisher)
    text = page(visit)
    for wanted in ("để xe máy", "Điều 3", "Ông Thử Nghiệm", "Góp ý đã đăng (1)"):
        assert wanted in text, wanted
    assert "0900 000 000" not in text


def test_a_name_shows_only_where_its_writer_wished_so(province, visit):
    consultation = make_consultation(province.commune)
    make_comment(consultation, "Một ý kiến kín tên.", name="Bà Không Muốn Hiện", show_name=False)
    text = page(visit)
    assert "Một ý kiến kín tên." in text
    assert "Bà Không Muốn Hiện" not in text
    assert "Một người góp ý" in text


def test_what_is_not_let_be_stays_away_for_a_reason(province, publisher, visit, committed):
    consultation = make_consultation(province.commune)
    comment = make_comment(consultation, "Số tài khoản của người khác.")
    assert "Số tài khoản" in page(visit)
    with pytest.raises(ValidationError):
        services.refuse(comment, by=publisher, reason=" ")
    with committed():
        services.refuse(comment, by=publisher, reason="Thông tin của người khác")
    assert "Số tài khoản" not in page(visit)
    assert AuditEntry.objects.get(kind=AuditKind.COMMENT_REFUSED).detail["reason"] == "Thông tin của người khác"


def test_the_people_of_the_unit_hear_of_the_first_comment_that_waits(province, publisher):
    editor = make_person(unit=province.commune, role=Role.EDITOR)
    outsider = make_person(unit=province.other_commune, role=Role.PUBLISHER)
    consultation = make_consultation(province.commune)
    receive(consultation)
    receive(consultation, sender_key="mạng-2")
    told = Notification.objects.filter(kind="comment_waits").values_list("person", flat=True)
    assert sorted(told) == sorted([editor.pk, publisher.pk])
    assert outsider.pk not in told


def test_a_comment_by_letter_is_entered_by_an_editor_even_after_the_end(province):
    consultation = make_consultation(province.commune, opens=-40, closes=-1)
    editor = make_person(unit=province.commune, role=Role.EDITOR)
    services.enter(consultation, by=editor, road=CommentRoad.LETTER, body="Công văn góp ý của hội.", name="Hội A")
    assert consultation.comments.get().state == CommentState.WAITING
    with pytest.raises(PermissionDenied):
        writer = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
        services.enter(consultation, by=writer, road=CommentRoad.LETTER, body="Không được nhập")
    with pytest.raises(ValidationError):
        services.enter(consultation, by=editor, road=CommentRoad.PORTAL, body="Giả làm người dân")


# --- What became of it -----------------------------------------------------------------------------------
def test_from_opening_to_the_issued_document(province, publisher, visit, committed):
    editor = make_person(unit=province.commune, role=Role.EDITOR)
    consultation = make_consultation(province.commune, conclusion="Tiếp thu phần lớn góp ý.")
    first, second = receive(consultation), receive(consultation, "Giữ nguyên mức phí là phù hợp.", sender_key="khác")
    services.show(first, by=publisher)
    services.answer(first, by=editor, verdict=Verdict.ACCEPTED, answer="Đã bổ sung tại Điều 7.")
    assert "Đã bổ sung tại Điều 7." not in page(visit), "answers show with the results"
    with pytest.raises(ValidationError, match="Còn đang lấy ý kiến"):
        services.publish_results(consultation, by=publisher)
    consultation.opens_on, consultation.closes_on = date(2025, 12, 1), date(2026, 1, 1)
    consultation.save()
    with pytest.raises(ValidationError, match="1 góp ý chờ xem"):
        services.publish_results(consultation, by=publisher)
    services.show(second, by=publisher)
    with pytest.raises(ValidationError, match="1 góp ý đã đăng chưa có"):
        services.publish_results(consultation, by=publisher)
    services.answer(second, by=editor, verdict=Verdict.KEPT, answer="Dự thảo giữ mức phí cũ.")
    with pytest.raises(PermissionDenied):
        services.publish_results(consultation, by=editor)
    with committed():
        services.publish_results(consultation, by=publisher)
    text = page(visit)
    for wanted in (
        "Tiếp thu, giải trình (2)",
        "Tiếp thu phần lớn góp ý.",
        "Đã bổ sung tại Điều 7.",
        "Giải trình, giữ như dự thảo",
    ):
        assert wanted in text, wanted
    consultation.refresh_from_db()
    with committed():
        consultation.result_document = make_official(province.commune, "DEMO-7/2026/QĐ-UBND", live=False)
        consultation.save()
    assert "DEMO-7/2026" not in page(visit), "a document that is not public is not named"
    with committed():
        consultation.result_document.live = True
        consultation.result_document.save()
    assert f"http://{HOST}:8000/van-ban/" in page(visit)
    with pytest.raises(PermissionDenied):
        services.answer(first, by=editor, verdict=Verdict.PARTLY, answer="Sửa sau khi công bố")


def test_the_table_can_be_taken_away_and_formulas_stay_text(province, visit):
    consultation = make_consultation(province.commune, opens=-40, closes=-1)
    make_comment(consultation, "=CMD()", verdict=Verdict.KEPT, answer="Không tiếp thu.", name="Ẩn Danh")
    path = f"{URL}tiep-thu-giai-trinh.xlsx"
    assert visit(HOST, path).status_code == 404
    consultation.results_at = timezone.now()
    consultation.save()
    sheet = load_workbook(BytesIO(visit(HOST, path).content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formula = next(cell for cell in cells if cell.value == "=CMD()")
    assert formula.data_type == "s"
    assert not any(cell.value == "Ẩn Danh" for cell in cells)


# --- Bounds ----------------------------------------------------------------------------------------------
def test_from_one_network_come_a_few_an_hour(province, monkeypatch):
    consultation = make_consultation(province.commune, receiver_email="gopy@example.test")
    for number in range(services.PER_HOUR):
        receive(consultation, f"Góp ý thứ {number} của tôi.")
    with pytest.raises(ValidationError, match="gopy@example.test"):
        receive(consultation)
    receive(consultation, sender_key="mạng-khác")
    ConsultationComment.objects.update(received_at=timezone.now() - timedelta(hours=2))
    receive(consultation)


def test_too_many_that_wait_ask_for_letters(province, monkeypatch):
    monkeypatch.setattr(services, "MOST_WAITING", 2)
    consultation = make_consultation(province.commune)
    receive(consultation, sender_key="1")
    receive(consultation, sender_key="2")
    with pytest.raises(ValidationError, match="Phòng Kinh tế"):
        receive(consultation, sender_key="3")


def test_the_same_form_sent_twice_leaves_one_comment(province):
    consultation, key = make_consultation(province.commune), uuid4()
    assert receive(consultation, form_key=key) == receive(consultation, form_key=key)
    assert consultation.comments.count() == 1


def test_a_network_is_known_for_a_day_and_not_by_its_address(rf, monkeypatch):
    one, two = rf.get("/", REMOTE_ADDR="203.0.113.5"), rf.get("/", REMOTE_ADDR="203.0.113.6")
    assert sender_key(one) == sender_key(one) != sender_key(two)
    assert "203" not in sender_key(one)
    near = (rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{end}") for end in ("a", "b"))
    assert len({sender_key(request) for request in near}) == 1
    before = sender_key(one)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2030, 1, 1))
    assert sender_key(one) != before


def test_how_to_reach_writers_is_forgotten_in_time(province):
    for closes in (-services.CONTACTS_KEPT_DAYS - 1, -services.CONTACTS_KEPT_DAYS + 1):
        consultation = make_consultation(province.commune, opens=-400, closes=closes)
        make_comment(consultation, name="Ông A", contact="0900", sender_key="k")
        make_comment(consultation, name="Bà B", show_name=True, contact="0901")
    services.forget_writers()
    kept_of_old = ConsultationComment.objects.order_by("pk").values_list("name", "contact", "sender_key")
    assert list(kept_of_old) == [("", "", ""), ("Bà B", "", ""), ("Ông A", "0900", "k"), ("Bà B", "0901", "")]


def test_publishers_hear_that_the_time_is_over(province, publisher):
    make_consultation(province.commune, opens=-30, closes=-1)
    make_consultation(province.commune, "Còn mở", opens=-30, closes=0)
    assert services.tell_of_ended() == 1
    assert Notification.objects.filter(kind="consultation_ended", person=publisher).count() == 1
