"""The kept mail is readable in the demo and exists nowhere else."""

import importlib

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, clear_url_caches, resolve, reverse

BACKEND = "portal.mailbox.backends.MaildirBackend"


@pytest.fixture
def demo_mail(settings, tmp_path, db):
    """The addresses and the mail of the demo."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = BACKEND
    settings.MAILBOX_FOLDER = tmp_path / "mail"
    settings.ADMIN_HOST_PATHS = [*settings.ADMIN_HOST_PATHS, "/thu/"]
    settings.ROOT_URLCONF = "demo.urls"
    importlib.invalidate_caches()
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def admin_host(settings) -> Client:
    return Client(headers={"host": settings.ADMIN_HOST})


def test_a_sent_message_is_kept_and_readable(demo_mail, admin_host):
    mail.send_mail("Đặt lại mật khẩu", "Mở http://quantri.localhost/doi-mat-khau/ để đổi.", "a@b.test", ["c@d.test"])
    listing = admin_host.get("/thu/")
    assert "Đặt lại mật khẩu" in listing.text
    assert "c@d.test" in listing.text
    link = listing.text.split('href="/thu/')[1].split('"')[0]
    message = admin_host.get(f"/thu/{link}")
    assert 'href="http://quantri.localhost/doi-mat-khau/"' in message.text


def test_the_newest_message_stands_first(demo_mail, admin_host, settings):
    import mailbox

    for subject, moment in (("Thư cũ", 1_000), ("Thư mới", 2_000)):
        mail.send_mail(subject, "…", "a@b.test", ["c@d.test"])
        box = mailbox.Maildir(settings.MAILBOX_FOLDER)
        for key, message in box.items():
            if moment == 1_000:
                message.set_date(moment)
                box[key] = message
    text = admin_host.get("/thu/").text
    assert text.index("Thư mới") < text.index("Thư cũ")


def test_html_in_a_message_is_shown_and_not_run(demo_mail, admin_host):
    mail.send_mail("<b>x</b>", "<script>alert(1)</script>", "a@b.test", ["c@d.test"])
    listing = admin_host.get("/thu/")
    link = listing.text.split('href="/thu/')[1].split('"')[0]
    message = admin_host.get(f"/thu/{link}")
    assert "<script>alert" not in message.text
    assert "&lt;script&gt;" in message.text
    assert "<b>x</b>" not in listing.text


def test_an_unknown_message_is_not_found(demo_mail, admin_host):
    assert admin_host.get("/thu/no-such-key/").status_code == 404


def test_a_units_site_does_not_show_the_mail(demo_mail, province, visit):
    assert visit("tuyenquang.localhost", "/thu/").status_code == 404


def test_mounted_by_mistake_it_still_answers_only_in_the_demo(demo_mail, admin_host, settings):
    settings.DEMO = False
    assert admin_host.get("/thu/").status_code == 404


def test_outside_the_demo_there_is_no_such_address(admin_host, db):
    with pytest.raises(NoReverseMatch):
        reverse("mailbox:list")
    assert admin_host.get("/thu/").status_code == 404
    with pytest.raises(Resolver404):
        # Resolved without the page tree, which would take any address.
        resolve("/thu/", urlconf="portal.accounts.urls")
