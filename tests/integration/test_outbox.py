"""Letters are part of what they tell of: none for what was rolled back, none lost while the server is down."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import transaction
from freezegun import freeze_time

from portal.core import outbox
from portal.core.models import OutgoingMail
from sites.dialogue.services import handling
from tests.factories.dialogue import make_case
from tests.factories.units import make_person

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(OutgoingMail.objects.values_list("state", flat=True))


@pytest.fixture
def server(monkeypatch):
    """A mail server that does as told: `server(OSError())` fails, `server(None)` takes everything."""
    real = outbox.EmailMessage.send

    def behave(error):
        def send(self, *args, **kwargs):
            if error is not None:
                raise error
            return real(self, *args, **kwargs)

        monkeypatch.setattr(outbox.EmailMessage, "send", send)

    return behave


def test_a_letter_is_sent_after_the_commit_and_none_of_what_was_rolled_back(monkeypatch):
    # In tests a job runs where it is asked for; on a server it is a row of the same transaction.
    deliver = outbox.deliver
    monkeypatch.setattr(outbox, "deliver", lambda: 0)
    outbox.post("a@example.test", "Tiêu đề\nhai dòng", "Lời")
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.post("b@example.test", "Không", "Không")
        raise RuntimeError
    assert not mail.outbox
    deliver()
    assert [(one.to, one.subject) for one in mail.outbox] == [(["a@example.test"], "Tiêu đề hai dòng")]
    assert states() == ["sent"]


def test_a_server_that_is_down_is_tried_again_at_growing_distances(server):
    server(OSError("down"))
    with freeze_time("2026-03-02 09:00:00") as clock:
        OutgoingMail.objects.create(to="a@example.test", subject="x", body="x")
        assert outbox.deliver() == 1
        assert outbox.deliver() == 1
        assert OutgoingMail.objects.get().tries == 1
        clock.tick(61)
        outbox.deliver()
        assert OutgoingMail.objects.get().tries == 2
        server(None)
        assert outbox.next_due().total_seconds() == 120
        clock.tick(121)
        assert outbox.deliver() == 0
    assert states() == ["sent"] and len(mail.outbox) == 1


def test_a_server_that_never_comes_back_is_given_up_and_an_old_letter_forgotten(server, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_TRIES", 1)
    server(OSError("down"))
    with freeze_time("2026-03-02"):
        OutgoingMail.objects.create(to="a@example.test", subject="x", body="x")
        outbox.deliver()
    assert states() == ["given_up"]
    with freeze_time("2026-03-12"):
        assert outbox.forget_old() == 1


def test_an_address_that_nobody_is_at_gets_no_more_and_the_case_is_kept(province, server):
    server(SMTPRecipientsRefused({}))
    case = make_case(province.commune)
    outbox.deliver()
    case.refresh_from_db()
    assert case.mail_refused and states() == ["refused"]
    handling.give_notice(case, by=make_person(unit=province.commune), text="Đang xử lý.")
    assert len(states()) == 1
