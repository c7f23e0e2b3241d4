"""Letters to people outside the administration: part of the transaction of what they tell of, sent after it.

`post` writes a row and starts a job in the same transaction, so that nothing is told that was rolled back and nothing
is lost while the mail server is down: the job tries again at growing distances, and each night takes up what a worker
that was killed left behind. A letter may come twice if a process dies in the moment between sending and noting it.
"""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from .models import OutgoingMail

logger = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
# After so many tries, some three days, nobody waits for it any more.
MOST_TRIES = 24
AT_ONCE = 200
KEPT = timedelta(days=7)

# Sent in the transaction that notes it, with `mail`: the server says that nobody is at this address.
address_refused = Signal()


def post(to: str, subject: str, body: str, *, about: str = "") -> OutgoingMail:
    """Have a letter sent once the transaction of the caller has committed."""
    # The jobs need this module.
    from .tasks import deliver_mail

    mail = OutgoingMail.objects.create(to=to, subject=" ".join(subject.split())[:200], body=body, about=about)
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
        EmailMessage(mail.subject, mail.body, to=[mail.to], headers={"Auto-Submitted": "auto-generated"}).send()
    except SMTPRecipientsRefused:
        mail.state = OutgoingMail.State.REFUSED
        logger.warning("an address was refused", extra={"mail": mail.pk})
        address_refused.send(sender=OutgoingMail, mail=mail)
    except OSError:
        # A server that is down or hangs, and what else SMTP may answer.
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
