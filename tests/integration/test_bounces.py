"""What comes back of letters is believed only with the mark of a letter that was sent, whatever road it comes by."""

import io
import json
import mailbox
from base64 import b64encode
from email import message_from_string
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from portal.core import bounce_box, bounces, outbox
from portal.core.bounces import Failure
from portal.core.models import OutgoingMail
from sites.dialogue.services import letters
from tests.factories.dialogue import SENDER, make_case

pytestmark = pytest.mark.django_db
ADDRESS = SENDER["email"]


@pytest.fixture
def case(province):
    """A case whose receipt was sent by mail."""
    made = make_case(province.commune)
    outbox.deliver()
    return made


@pytest.fixture
def sent(case):
    return OutgoingMail.objects.get(about=letters.about(case))


def report(message_id: str, *, status: str = "5.1.1", action: str = "failed", whole: bool = True) -> bytes:
    """A delivery report as mail servers write it (RFC 3464)."""
    made = MIMEMultipart("report", **{"report-type": "delivery-status"})
    made["From"], made["To"] = "MAILER-DAEMON@mx.example.test", "tra-lai@tuyenquang.localhost"
    made.attach(MIMEText("The mail could not be delivered.", "plain"))
    made.attach(
        message_from_string(
            "Content-Type: message/delivery-status\n\n"
            "Reporting-MTA: dns; mx.example.test\n\n"
            f"Final-Recipient: rfc822; {ADDRESS}\nAction: {action}\nStatus: {status}\n"
        )
    )
    original = EmailMessage()
    original["Message-ID"], original["Subject"] = message_id, "Vụ việc"
    original.set_content("Lời của thư")
    if whole:
        made.attach(MIMEMessage(original))
    else:
        head = MIMENonMultipart("text", "rfc822-headers")
        head.set_payload(f"Message-ID: {message_id}\nSubject: x\n")
        made.attach(head)
    return made.as_bytes()


def complaint(message_id: str) -> bytes:
    """What a provider passes on when a reader says "spam" (RFC 5965)."""
    made = MIMEMultipart("report", **{"report-type": "feedback-report"})
    part = MIMENonMultipart("message", "feedback-report")
    part.set_payload("Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\n")
    original = EmailMessage()
    original["Message-ID"] = message_id
    original.set_content("x")
    for one in (MIMEText("complaint"), part, MIMEMessage(original)):
        made.attach(one)
    return made.as_bytes()


def refused(case) -> bool:
    case.refresh_from_db()
    return case.mail_refused


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_of_our_letter_stops_letters_and_the_clerk_sees_it(case, sent, whole):
    (letter,) = [one for one in mail.outbox if one.to == [ADDRESS]]
    message_id = letter.extra_headers["Message-ID"]
    assert message_id == bounces.message_id(sent)
    assert bounces.read(report(message_id, whole=whole)) == Failure.NOBODY
    sent.refresh_from_db()
    assert refused(case) and sent.state == OutgoingMail.State.REFUSED
    letters.tell(case, "notice")
    assert OutgoingMail.objects.count() == 1
    # Read again, it says the same and changes nothing.
    assert bounces.read(report(message_id, whole=whole)) == Failure.NOBODY


def test_a_complaint_stops_letters_too(case, sent):
    assert bounces.read(complaint(bounces.message_id(sent))) == Failure.UNWANTED
    assert refused(case)


def test_what_may_pass_or_is_no_report_or_is_forged_changes_nothing(case, sent):
    own = bounces.message_id(sent)
    for letter in (
        report(own, status="4.2.2", action="delayed"),
        report(own, status="5.2.2"),
        report(own, status="5.7.1"),
        report(own, action="delivered", status="2.0.0"),
        report("<0123456789abcdef0123456789abcdef@tuyenquang.localhost>"),
        report("<no-key@example.test>"),
        f"Subject: Re: thu\n\nMessage-ID: {own}\nStatus: 5.1.1\nAction: failed\n".encode(),
        b"",
        b"\xff\xfe\x00" * 100,
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n\x00--x--",
        report(own)[:40] + b"x" * bounces.MOST_BYTES,
    ):
        assert bounces.read(letter) is None
    assert not refused(case)


def test_other_cases_and_addresses_go_on(province, case, sent):
    other = make_case(province.other_commune, email="khac@example.test")
    bounces.read(report(bounces.message_id(sent)))
    assert refused(case) and not refused(other)


# --- The command -------------------------------------------------------------------------------------------
def test_the_command_reads_a_pipe_and_a_file(case, sent, monkeypatch, tmp_path, capsys):
    class Pipe:
        buffer = io.BytesIO(report(bounces.message_id(sent)))

    monkeypatch.setattr("sys.stdin", Pipe)
    call_command("read_bounces")
    assert "1 read, 1 of addresses" in capsys.readouterr().out and refused(case)
    path = tmp_path / "returned"
    box = mailbox.mbox(path)
    for letter in (report(bounces.message_id(sent)), complaint(bounces.message_id(sent)), b"Subject: x\n\nhello"):
        box.add(letter)
    box.close()
    call_command("read_bounces", mbox=path)
    assert "3 read, 1 of addresses that take no letters, 1 of readers" in capsys.readouterr().out
    with pytest.raises(CommandError, match="could not be read"):
        call_command("read_bounces", mbox=tmp_path / "none")
    with pytest.raises(CommandError, match="BOUNCE_IMAP_URL"):
        call_command("read_bounces", imap=True)


def test_a_mailbox_is_read_and_what_names_people_is_deleted_there(case, sent, settings, monkeypatch):
    done = []
    box = {b"1": report(bounces.message_id(sent)), b"2": b"Subject: x\n\nhello"}

    class Server:
        def __init__(self, host, port, timeout):
            done.append(("open", host, port))

        def __enter__(self):
            return self

        def __exit__(self, *args):
            return None

        def login(self, user, password):
            done.append(("login", user, password))

        def select(self, name):
            done.append(("select", name))

        def uid(self, command, *args):
            if command == "SEARCH":
                return "OK", [b" ".join(box)]
            if command == "FETCH":
                return "OK", [(b"head", box[args[0].encode()]), b")"]
            done.append(args)
            return "OK", [None]

        def expunge(self):
            done.append("expunge")

    monkeypatch.setattr(bounce_box.imaplib, "IMAP4_SSL", Server)
    settings.BOUNCE_IMAP_URL = "imaps://tra-lai%40tq:m%2Fk@mail.example.test/Thu"
    call_command("read_bounces", imap=True)
    assert refused(case)
    assert done == [
        ("open", "mail.example.test", 993),
        ("login", "tra-lai@tq", "m/k"),
        ("select", '"Thu"'),
        ("1", "+FLAGS", r"(\Seen \Deleted)"),
        ("2", "+FLAGS", r"(\Seen)"),
        "expunge",
    ]


def test_the_mailbox_of_bounces_is_where_servers_send_them(case, settings):
    settings.BOUNCE_ADDRESS = "tra-lai@tuyenquang.localhost"
    mail.outbox.clear()
    outbox.post("a@example.test", "x", "y")
    outbox.deliver()
    (letter,) = mail.outbox
    assert letter.from_email == settings.BOUNCE_ADDRESS
    assert letter.message()["From"] == settings.DEFAULT_FROM_EMAIL


# --- A provider's webhook ----------------------------------------------------------------------------------
@pytest.fixture
def provider(settings):
    settings.ROOT_URLCONF = "tests.integration.provider_urls"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "nguoi:khoa"}

    def tell(typed: str = "khoa", **event):
        data = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "Email": ADDRESS, "MessageID": "x"} | event
        secret = b64encode(f"nguoi:{typed}".encode()).decode()
        return Client(headers={"host": "tuyenquang.localhost", "authorization": f"Basic {secret}"}).post(
            "/anymail/postmark/tracking/", json.dumps(data), content_type="application/json"
        )

    return tell


def test_what_a_provider_tells_counts_with_its_secret_only(case, provider):
    assert provider(typed="sai").status_code == 400
    assert not refused(case)
    assert provider(Type="Transient", TypeCode=2).status_code == 200
    assert provider(RecordType="Delivery", Recipient=ADDRESS).status_code == 200
    assert not refused(case)
    assert provider().status_code == 200
    assert refused(case)


def test_a_complaint_told_by_a_provider(case, provider):
    assert provider(RecordType="SpamComplaint", Type="SpamComplaint", TypeCode=512).status_code == 200
    assert refused(case)
