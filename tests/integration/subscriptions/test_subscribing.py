"""Who subscribes is asked to confirm, leaves with one click, and nobody learns who subscribes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from portal.core.models import OutgoingMail
from sites.documents.models import Field
from sites.subscriptions.models import Subscription
from sites.subscriptions.services import keeping, links
from tests.factories.subscriptions import subscribe
from tests.factories.units import home_of

from .conftest import ADDRESS, FORM, Reader

pytestmark = pytest.mark.django_db
HOST = "trungmon.tuyenquang.localhost"


def text(response) -> str:
    return response.content.decode()


def link_in(letter) -> str:
    """The path of the link in a letter."""
    return re.search(r"https?://[^/\s]+(/\S*nhan-tin/\S+)", letter.body)[1]


def test_two_steps_without_a_script_or_an_account(reader, province, committed):
    with committed():
        answer = reader.subscribe()
    assert (answer.status_code, answer["Location"]) == (302, "/nhan-tin/da-gui/")
    assert "xác nhận trong 2 ngày" in text(reader.client.get(answer["Location"]))
    wish = Subscription.objects.get()
    assert (wish.unit, wish.email, wish.topics, wish.is_confirmed) == (province.commune, ADDRESS, ["news"], False)
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS] and "List-Unsubscribe" not in letter.extra_headers
    path = link_in(letter)
    # A program that looks through mail opens links; that alone confirms nothing.
    page = reader.client.get(path)
    assert page["Cache-Control"] == "private, no-store" and page["Referrer-Policy"] == "same-origin"
    assert not Subscription.objects.get().is_confirmed
    with committed():
        assert reader.send(path, to=path).status_code == 302
    wish.refresh_from_db()
    assert wish.is_confirmed and "có hiệu lực" in text(reader.client.get(path))
    before = wish.confirmed_at
    reader.send(path, to=path)
    wish.refresh_from_db()
    assert wish.confirmed_at == before


def test_in_english_the_page_and_the_letters_are_english(reader, committed):
    with committed():
        assert reader.subscribe(path="/en/nhan-tin/")["Location"] == "/en/nhan-tin/da-gui/"
    assert Subscription.objects.get().language == "en"
    assert link_in(mail.outbox[0]).startswith("/en/nhan-tin/xac-nhan/")


def test_the_site_leads_to_the_form_and_what_is_done_with_the_address_stands_first(reader, visit):
    for path in ("/", "/tin-tuc/"):
        assert 'href="/nhan-tin/"' in text(visit(HOST, path))
    page = text(reader.client.get(FORM))
    assert page.index("Đọc trước khi đăng ký") < page.index("ngừng nhận") < page.index('name="email"')
    assert "Tin mới của đơn vị" in page and "Cảnh báo khẩn" in page and "Văn bản mới" in page


def test_one_click_ends_it_and_forgets_the_address(province):
    subscription, other = subscribe(province.commune), subscribe(province.other_commune)
    path = links.own_url(subscription).partition("localhost")[2].partition("/")[2]
    # The program of a mail provider has no cookie and no token of a form (RFC 8058).
    client = Client(headers={"host": HOST}, enforce_csrf_checks=True)
    assert "Ngừng nhận" in text(client.get(f"/{path}"))
    assert Subscription.objects.count() == 2
    for _number in range(2):
        answer = client.post(f"/{path}", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "không gửi tin cho bạn nữa" in text(answer)
    assert list(Subscription.objects.all()) == [other]


def test_links_that_are_forged_old_or_of_another_kind_open_nothing(province):
    wish = subscribe(province.commune, confirmed=False)
    client = Client(headers={"host": HOST})
    token = links.confirm_token(wish)
    wrong = (token[:-1] + ("a" if token[-1] != "a" else "b"), wish.uuid.hex, links.own_token(wish), "x", "a.b.c")
    for one in wrong:
        for answer in (client.get(f"/nhan-tin/xac-nhan/{one}/"), client.post(f"/nhan-tin/xac-nhan/{one}/")):
            assert answer.status_code == 404 and "Đường dẫn đã quá hạn" in text(answer)
    for one in (token, wish.uuid.hex, "x.y"):
        assert client.post(f"/nhan-tin/cua-toi/{one}/").status_code == 404
    wish.refresh_from_db()
    assert not wish.is_confirmed
    with freeze_time(timezone.now() + timedelta(days=2, minutes=1)):
        assert client.post(f"/nhan-tin/xac-nhan/{token}/").status_code == 404
    assert client.post(f"/nhan-tin/xac-nhan/{token}/").status_code == 302


def test_whether_an_address_is_known_is_told_to_nobody(reader, province, committed):
    subscribe(province.commune)
    answers = []
    for email in (ADDRESS, "chua.tung@example.test"):
        with committed():
            answer = reader.subscribe(email)
        answers.append((answer.status_code, answer["Location"], text(reader.client.get(answer["Location"]))))
    hide = [re.sub(r"\d{4,}|nonce-\S+", "", page) for _status, _location, page in answers]
    assert answers[0][:2] == answers[1][:2] and hide[0] == hide[1]
    assert [len(one.to) for one in mail.outbox] == [1, 1]


def test_a_new_wish_replaces_the_old_one_when_it_is_confirmed_and_not_before(reader, province):
    old = subscribe(province.commune, ADDRESS, "news", "alerts", told_until=timezone.localdate() - timedelta(days=3))
    reader.subscribe(ADDRESS.upper(), topics=["documents"], fields_wanted=[Field.objects.first().pk], everywhere="on")
    wish = Subscription.objects.exclude(pk=old.pk).get()
    assert Subscription.objects.filter(confirmed_at__isnull=False).get() == old
    Client(headers={"host": HOST}).post(f"/nhan-tin/xac-nhan/{links.confirm_token(wish)}/")
    now = Subscription.objects.get()
    assert (now.pk, now.topics, now.everywhere, now.told_until) == (wish.pk, ["documents"], True, old.told_until)
    assert now.fields.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"topics": []}, "Hãy chọn ít nhất một loại tin"),
        ({"topics": ["khong-co"]}, "lựa chọn hợp lệ|không phải"),
        ({"email": "khong-phai-thu"}, "email|thư điện tử"),
        ({"email": "ten@tỉnh.example"}, "không dấu"),
        ({"consent": ""}, "Cần bạn đồng ý"),
        ({"frequency": "hourly"}, "lựa chọn|hợp lệ"),
        ({"website": "https://quang-cao.example"}, "phải để trống"),
        ({"stamp": "gia-mao"}, "không đầy đủ"),
        ({"fields_wanted": ["999999"]}, "hợp lệ|lựa chọn"),
    ],
)
def test_what_is_not_right_gets_a_sentence(reader, typed, sentence):
    answer = reader.subscribe(**typed)
    assert answer.status_code == 200 and re.search(sentence, text(answer)), sentence
    assert not Subscription.objects.exists() and not mail.outbox


def test_a_flood_is_bounded_by_network_and_nobody_fills_a_strangers_mailbox(reader, settings, committed):
    settings.SUBSCRIPTIONS_PER_HOUR, settings.SUBSCRIPTIONS_QUESTION_FROM = 4, 100
    for number in range(4):
        assert reader.subscribe(f"a{number}@example.test").status_code == 302
    refused = reader.subscribe("a5@example.test")
    assert refused.status_code == 429 and "Đã nhận nhiều đăng ký" in text(refused)
    assert Subscription.objects.count() == 4
    OutgoingMail.objects.all().delete()
    for number in range(5):
        # From five networks, all for one address, which hears of it three times.
        assert Reader(address=f"198.51.100.{number}").subscribe("nan.nhan@example.test").status_code == 302
    assert OutgoingMail.objects.filter(to="nan.nhan@example.test").count() == 3


def test_a_question_in_words_comes_only_when_abuse_is_seen(reader, settings):
    settings.SUBSCRIPTIONS_QUESTION_FROM = 2
    for number in range(2):
        assert 'name="riddle"' not in text(reader.client.get(FORM))
        reader.subscribe(f"a{number}@example.test")
    assert "bằng mấy?" in text(reader.client.get(FORM))
    assert "cộng lại" in text(reader.subscribe("a3@example.test", riddle="99"))
    assert Subscription.objects.count() == 2


def test_the_same_form_sent_twice_is_one_wish_and_one_letter(reader):
    carried = reader.open(FORM)
    for _number in range(2):
        assert reader.subscribe(**carried).status_code == 302
    assert Subscription.objects.count() == OutgoingMail.objects.count() == 1


def test_a_mail_server_that_is_down_loses_no_wish(reader, monkeypatch):
    def down(*args, **kwargs):
        raise OSError("down")

    monkeypatch.setattr("portal.core.outbox.EmailMessage.send", down)
    assert reader.subscribe().status_code == 302
    assert Subscription.objects.count() == 1
    assert OutgoingMail.objects.get().state == OutgoingMail.State.WAITING


def test_what_nobody_confirms_is_forgotten_and_what_was_confirmed_is_kept(province):
    with freeze_time("2026-03-02 09:00"):
        subscribe(province.commune, "mot@example.test", confirmed=False)
        kept = subscribe(province.commune, "hai@example.test")
    with freeze_time("2026-03-04 08:59"):
        assert keeping.purge() == 0
    with freeze_time("2026-03-04 09:01"):
        assert keeping.purge() == 1
    kept.refresh_from_db()
    assert Subscription.objects.get() == kept and (kept.sender_key, kept.form_key) == ("", None)


def test_a_closed_site_takes_no_subscriptions(province, reader):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(
        page=home_of(province.commune), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    assert reader.client.get(FORM).status_code == 404
