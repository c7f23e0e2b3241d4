"""What a citizen sends is taken once, whole and in confidence, or refused with a sentence."""

import re
import uuid
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from freezegun import freeze_time
from PIL import Image

from portal.core import riddles, senders, uploads
from portal.core.models import OutgoingMail, Tries
from portal.media.private import private_storage
from sites.dialogue.enums import CaseState
from sites.dialogue.models import Case, CaseFile, CaseKind
from sites.dialogue.services import files, links
from sites.units.models import Notification
from tests.factories.dialogue import kind_of, make_case, photo
from tests.factories.units import make_person

from .conftest import HOST, Citizen

pytestmark = pytest.mark.django_db
FORM = "/hoi-dap/gui/hoi-dap/"
SPOT = "/hoi-dap/gui/phan-anh/"


def text(response) -> str:
    return response.content.decode()


# --- Taken -------------------------------------------------------------------------------------------------
def test_a_citizen_sends_without_account_or_script_and_reads_a_receipt(
    province, citizen, django_capture_on_commit_callbacks
):
    make_person("nguoi-xu-ly", unit=province.commune)
    with django_capture_on_commit_callbacks(execute=True):
        response = citizen.send(name="Bà Tư", email="ba.tu@example.test", may_publish="on")
    case = Case.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/hoi-dap/theo-doi/{case.code}/{links.secret_of(case)}/?moi=1"
    page = citizen.client.get(response["Location"])
    for shown in (case.code, links.secret_of(case), "Đã nhận", "Biên nhận", "Xã Trung Môn", f"{case.due_on:%d/%m/%Y}"):
        assert shown in text(page), shown
    assert page["Cache-Control"] == "private, no-store" and page["Referrer-Policy"] == "same-origin"
    assert (case.unit, case.first_unit, case.state) == (province.commune, province.commune, CaseState.RECEIVED)
    assert (case.name, case.may_publish, case.show_name) == ("Bà Tư", True, False)
    assert case.consented_at is not None and "203.0.113.7" not in case.sender_key
    assert Notification.objects.filter(kind="case_waits").count() == 1
    letter = next(one for one in mail.outbox if one.to == ["ba.tu@example.test"])
    assert case.code in letter.body and links.follow_url(case) in letter.body
    assert "lịch tiếp" not in letter.body + letter.subject and "Bà Tư" not in letter.body
    assert OutgoingMail.objects.get().state == OutgoingMail.State.SENT


def test_the_consent_text_stands_before_the_first_field(citizen):
    page = text(citizen.client.get(FORM))
    assert page.index("Đọc trước khi gửi") < page.index("730") < page.index("<form method") < page.index('name="body"')
    assert page.index('name="consent"') < page.index('name="subject"')


def test_the_same_form_sent_twice_leaves_one_case_and_shows_one_receipt(citizen):
    carried = citizen.open(FORM)
    first = citizen.send(**carried)
    second = citizen.send(**carried)
    assert Case.objects.count() == 1
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize(
    ("kind", "days"), [("hoi-dap", 15), ("phan-anh", 10), ("quy-dinh", 15), ("cung-cap-thong-tin", 15)]
)
def test_every_kind_has_its_clock_and_its_form(province, citizen, kind, days):
    typed = {"place": "Trước nhà văn hoá", "name": "Ông Ba", "address": "Thôn 3", "phone": "0912 345 678"}
    assert citizen.send(f"/hoi-dap/gui/{kind}/", **typed).status_code == 302
    case = Case.objects.get()
    assert (case.kind.code, case.answer_days) == (kind, days)
    assert case.phone == "0912345678"


@freeze_time("2026-03-02 23:30:00+07:00")
def test_the_clock_begins_with_the_day_in_vietnam_and_ends_by_its_calendar(province):
    assert make_case(province.commune).due_on == date(2026, 3, 23)
    assert make_case(province.commune, "thong-tin-sai").due_on == date(2026, 3, 17)
    case = make_case(province.commune, "phan-anh", place="Cầu Trắng")
    assert (case.received_on, case.forward_by) == (date(2026, 3, 2), date(2026, 3, 3))


def test_a_change_of_law_is_a_change_of_a_row_and_leaves_open_cases_alone(province):
    before = make_case(province.commune)
    CaseKind.objects.filter(code="hoi-dap").update(answer_days=5)
    assert make_case(province.commune).answer_days == 5
    before.refresh_from_db()
    assert before.answer_days == 15


def test_a_mail_server_that_is_down_takes_nothing_from_what_was_acknowledged(citizen, monkeypatch):
    def down(*args, **kwargs):
        raise OSError("down")

    monkeypatch.setattr("portal.core.outbox.EmailMessage.send", down)
    assert citizen.send(email="ba.tu@example.test").status_code == 302
    assert Case.objects.count() == 1
    assert OutgoingMail.objects.get().state == OutgoingMail.State.WAITING


def test_what_fails_while_it_is_taken_leaves_nothing_and_acknowledges_nothing(citizen, monkeypatch):
    def fail(*args, **kwargs):
        raise ValidationError("Không nhận được lúc này.")

    monkeypatch.setattr("sites.dialogue.services.letters.tell", fail)
    response = citizen.send(SPOT, place="Cầu Trắng", uploads=[photo()])
    assert response.status_code == 429 and "Không nhận được" in text(response)
    assert not Case.objects.exists() and not CaseFile.objects.exists() and not Notification.objects.exists()


# --- Refused with a sentence -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"consent": ""}, "Cần bạn đồng ý"),
        ({"body": "ngắn"}, "ít nhất 10"),
        ({"body": "x" * 5001}, "5000"),
        ({"website": "https://quang-cao.example"}, "phải để trống"),
        ({"show_name": "on"}, "Hãy ghi tên"),
        ({"email": "khong-phai-thu"}, "email|thư điện tử"),
        ({"phone": "12"}, "Số điện thoại không đúng"),
        ({"stamp": "gia-mao"}, "không đầy đủ"),
        ({"body": "Có \x00 trong lời nói này."}, "rỗng|null|Null"),
        ({"field": "999999"}, "hợp lệ|lựa chọn"),
    ],
)
def test_what_is_not_right_gets_a_sentence_and_keeps_what_was_typed(citizen, typed, sentence):
    response = citizen.send(**{"subject": "Tiêu đề giữ lại"} | typed)
    assert response.status_code == 200
    assert re.search(sentence, text(response)), sentence
    assert "Tiêu đề giữ lại" in text(response)
    assert not Case.objects.exists()


def test_a_form_sent_at_once_was_not_filled_in_by_a_person(citizen):
    assert "quá nhanh" in text(citizen.send(hurried=True))
    assert not Case.objects.exists()


def test_a_request_for_information_names_who_asks_and_how_to_reach_them(citizen):
    page = text(citizen.send("/hoi-dap/gui/cung-cap-thong-tin/"))
    assert page.count("bắt buộc") >= 3 and "để cơ quan liên hệ" in page
    assert not Case.objects.exists()


def test_markup_in_every_field_is_text_wherever_it_is_shown(province, citizen, staff):
    evil = "<script>alert(1)</script>"
    response = citizen.send(subject=evil, body=f"{evil} dài thêm", name=evil)
    page = text(citizen.client.get(response["Location"]))
    case = Case.objects.get()
    desk = text(staff("editor").get(f"/admin/doi-thoai/{case.pk}/"))
    for shown in (page, desk):
        assert evil not in shown and "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_unit_that_is_gone_and_a_kind_that_is_closed_take_nothing(province, visit):
    assert visit(HOST, FORM).status_code == 200
    CaseKind.objects.filter(code="hoi-dap").update(is_open=False)
    assert visit(HOST, FORM).status_code == 404
    province.commune.versions.update(valid_to="2026-01-01")
    assert visit(HOST, SPOT).status_code in (404, 410)


def test_a_body_larger_than_the_form_takes_is_refused_before_it_is_read(citizen, monkeypatch):
    assert uploads.limit_of(RequestFactory().post(FORM)) == 51 * 1024 * 1024
    assert uploads.limit_of(RequestFactory().post("/admin/")) > 500 * 1024 * 1024
    monkeypatch.setitem(uploads._limits, "/hoi-dap/", 1000)
    response = citizen.send(body="x" * 2000)
    assert response.status_code == 413 and "quá lớn" in text(response)
    assert not Case.objects.exists()


# --- Floods ------------------------------------------------------------------------------------------------
def test_a_question_in_words_comes_only_when_abuse_is_seen(citizen, settings):
    settings.DIALOGUE_QUESTION_FROM, settings.DIALOGUE_PER_HOUR = 2, 50
    for _number in range(2):
        assert 'name="riddle"' not in text(citizen.client.get(FORM))
        assert citizen.send().status_code == 302
    asked = text(citizen.client.get(FORM))
    assert re.search(r"\w+ cộng \w+ bằng mấy\?", asked) and 'name="riddle"' in asked
    refused = citizen.send(riddle="99")
    assert "cộng lại" in text(refused) and Case.objects.count() == 2
    carried = citizen.open(FORM)
    key = senders.read_stamp.__globals__["signing"].TimestampSigner(salt=senders.SALT).unsign(carried["stamp"])
    right = str(sum(riddles._numbers(key)))
    assert citizen.send(**carried, riddle=right).status_code == 302
    # Another network is asked nothing.
    assert 'name="riddle"' not in text(Citizen(address="198.51.100.9").client.get(FORM))


def test_a_network_that_floods_waits_and_nobody_else_does(citizen, settings):
    settings.DIALOGUE_QUESTION_FROM, settings.DIALOGUE_PER_HOUR = 1000, 3
    for _number in range(3):
        assert citizen.send().status_code == 302
    refused = citizen.send()
    assert refused.status_code == 429 and "Hãy gửi lại sau" in text(refused)
    assert Citizen(address="198.51.100.9").send().status_code == 302
    assert Case.objects.count() == 4


def test_a_flood_from_everywhere_makes_every_form_ask(province, citizen, settings):
    settings.DIALOGUE_FLOOD = 5
    for _number in range(5):
        make_case(province.other_commune)
    assert 'name="riddle"' in text(citizen.client.get(FORM))


# --- Files -------------------------------------------------------------------------------------------------
def test_a_photo_keeps_the_picture_and_nothing_of_where_it_was_taken(citizen):
    response = citizen.send(SPOT, place="Cầu Trắng", uploads=[photo(), photo("lần 2.JPG", (4000, 10))])
    assert response.status_code == 302
    rows = list(CaseFile.objects.all())
    assert [row.name for row in rows] == ["duong-hong.jpg", "lần 2.jpg"]
    for row in rows:
        with row.file.open("rb") as stored, Image.open(stored) as picture:
            assert picture.format == "JPEG" and max(picture.size) <= 2400
            assert not picture.getexif() and "exif" not in picture.info
        content = row.file.open("rb").read()
        assert "Hãng".encode() not in content and b"GPS" not in content
        assert "duong" not in row.file.name and row.file.name.startswith("dialogue/")
        with pytest.raises(ValueError, match="no address"):
            row.file.url  # noqa: B018


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("anh.jpg", b"MZ\x90\x00" + b"\x00" * 200, "không phải là ảnh"),
        ("anh.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "không phải là ảnh"),
        ("don.pdf", b"MZ\x90\x00" + b"\x00" * 200, "không phải là tệp PDF"),
        ("chay.exe", b"MZ", "Không nhận tệp .exe"),
        ("ma.html", b"<html>", "Không nhận tệp .html"),
        ("anh.jpg", b"\xff\xd8\xff" + b"0" * (11 * 1024 * 1024), "Tệp quá lớn"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_by_name(citizen, name, content, sentence):
    response = citizen.send(uploads=[SimpleUploadedFile(name, content)])
    assert name in text(response) and sentence in text(response)
    assert not Case.objects.exists() and not CaseFile.objects.exists()


def test_more_files_than_a_form_takes_are_refused(citizen):
    response = citizen.send(uploads=[photo(f"{number}.jpg") for number in range(files.MOST_FILES + 1)])
    assert "nhiều nhất 5 tệp" in text(response) and not Case.objects.exists()


def test_a_file_is_handed_to_who_has_the_link_and_below_no_other_address(province, citizen, visit):
    case = make_case(province.commune, uploads=[files.clean_upload(photo())])
    row, base = case.files.get(), f"/hoi-dap/theo-doi/{case.code}"
    answer = citizen.client.get(f"{base}/{links.secret_of(case)}/tep/{row.uuid}/")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store" and answer["Content-Type"] == "application/octet-stream"
    for path in (
        f"{base}/{'a' * 20}/tep/{row.uuid}/",
        f"{base}/{links.secret_of(case)}/tep/{uuid.uuid4()}/",
        f"/media/{row.file.name}",
        f"/documents/{row.pk}/{row.name}",
    ):
        assert visit(HOST, path, follow=True).status_code == 404, path


def test_what_was_stored_for_a_case_that_was_never_taken_is_swept(province, settings):
    case = make_case(province.commune, uploads=[files.clean_upload(photo())])
    orphan = private_storage().save("dialogue/2026/01/orphan", photo())
    assert files.sweep_orphans() == 0
    with freeze_time("2036-01-01"):
        assert files.sweep_orphans() >= 1
    assert not private_storage().exists(orphan)
    assert private_storage().exists(case.files.get().file.name)


# --- The secret link ---------------------------------------------------------------------------------------
def test_the_code_and_the_secret_find_a_case_on_any_host_and_nothing_else_does(province):
    case = make_case(province.commune)
    secret = links.secret_of(case)
    lookup = "/hoi-dap/theo-doi/"
    for host in (HOST, "tuyenquang.localhost"):
        client = Client(headers={"host": host})
        found = client.post(lookup, {"code": case.code.lower().replace("-", " "), "secret": secret.upper()})
        assert found.status_code == 302 and secret in found["Location"]
    client = Client(headers={"host": HOST}, REMOTE_ADDR="203.0.113.50")
    wrong = text(client.post(lookup, {"code": case.code, "secret": "a" * 20}))
    nobody = text(client.post(lookup, {"code": "26-2222-2222", "secret": "a" * 20}))
    assert "Không tìm thấy" in wrong and "Không tìm thấy" in nobody
    assert "không đúng dạng" in text(client.post(lookup, {"code": "abc", "secret": secret}))


def test_guesses_are_bounded_and_never_lock_out_who_has_the_link(province, settings):
    settings.DIALOGUE_LOOKUPS_PER_NETWORK = settings.DIALOGUE_LOOKUPS_PER_CODE = 3
    case = make_case(province.commune)
    client = Client(headers={"host": HOST})
    for number in range(3):
        guess = f"/hoi-dap/theo-doi/{case.code}/{str(number + 2) * 20}/"
        assert client.get(guess).status_code == 404
    refused = client.get(guess)
    assert refused.status_code == 429 and "thử lại sau" in text(refused)
    assert client.get(f"/hoi-dap/theo-doi/{case.code}/{links.secret_of(case)}/").status_code == 200
    assert Tries.objects.count() == 2


def test_a_stolen_table_opens_nothing_without_the_key(province, settings):
    case = make_case(province.commune)
    before = links.secret_of(case)
    settings.DIALOGUE_LINK_KEY = "khoá khác"
    assert links.secret_of(case) != before
    assert kind_of().is_open
