"""Letters to people outside the administration: part of the transaction of what they tell of, sent after it.

`post` writes a row and starts a job in the same transaction, so that nothing is told that was rolled back and nothing
is lost while the mail server is down: the job tries again at growing distances, and each night takes up what a worker
that was killed left behind. A letter may come twice if a process dies in the moment between sending and noting it.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from . import bounces
from .models import OutgoingMail

logger = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
# After so many tries, some three days, nobody waits for it any more.
MOST_TRIES = 24
AT_ONCE = 200
KEPT = timedelta(days=7)


def post(
    to: str, subject: str, body: str, *, about: str = "", headers: Mapping[str, str] | None = None
) -> OutgoingMail:
    """Have a letter sent once the transaction of the caller has committed."""
    # The jobs need this module.
    from .tasks import deliver_mail

    subject = " ".join(subject.split())[:200]
    mail = OutgoingMail.objects.create(to=to, subject=subject, body=body, about=about, headers=dict(headers or {}))
    deliver_mail.enqueue()
    return mail


def deliver() -> int:
    """Send what is due; returns how many letters still wait. Two at once never send the same one."""
    for _number in range(AT_ONCE):
        if not _deliver_one():
            break
    return OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING).count()


@transaction.atomic
def _deliver_one() -> bool:
    """Send the letter that has waited longest; False where none is due, or the server does not answer."""
    due = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, next_at__lte=timezone.now())
    mail = due.select_for_update(skip_locked=True).order_by("next_at", "pk").first()
    if mail is None:
        return False
    mail.tries += 1
    answers = True
    try:
        _letter(mail).send()
    except (OSError, AnymailError) as error:
        if _is_refused(error):
            mail.state = OutgoingMail.State.REFUSED
            mail.save()
            bounces.note(mail.to, bounces.Failure.NOBODY)
            return True
        # A server that is down or hangs, and what else SMTP or a provider may answer.
        answers = False
        if mail.tries >= MOST_TRIES:
            mail.state = OutgoingMail.State.GIVEN_UP
        wait = min(FIRST_WAIT * 2 ** min(mail.tries - 1, 10), LONGEST_WAIT)
        mail.next_at = timezone.now() + wait
        logger.warning("a letter could not be sent", exc_info=True, extra={"mail": mail.pk, "tries": mail.tries})
    else:
        mail.state, mail.sent_at = OutgoingMail.State.SENT, timezone.now()
    mail.save()
    return answers


def _letter(mail: OutgoingMail) -> EmailMessage:
    """The letter as it is sent; what comes back of it goes to `BOUNCE_ADDRESS`, where one is named."""
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": bounces.message_id(mail), **mail.headers}
    if settings.BOUNCE_ADDRESS:
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    return EmailMessage(mail.subject, mail.body, settings.BOUNCE_ADDRESS or None, [mail.to], headers=headers)


def _is_refused(error: Exception) -> bool:
    """Whether the server says for good that it takes nothing for this address (RFC 5321: a code from 500 on)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, AnymailRecipientsRefused)


def next_due() -> timedelta | None:
    """In how long the next letter is due; None where none waits."""
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    first = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    return None if first is None else max(first - timezone.now(), timedelta(seconds=1))


def forget(about: str) -> int:
    """Delete every letter about a thing, sent or not; returns how many."""
    return OutgoingMail.objects.filter(about=about).delete()[0]


def forget_old() -> int:
    """Delete what was settled a week ago; returns how many."""
    old = OutgoingMail.objects.filter(created_at__lt=timezone.now() - KEPT)
    return old.exclude(state=OutgoingMail.State.WAITING).delete()[0]
