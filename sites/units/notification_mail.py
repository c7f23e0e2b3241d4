"""The mail that goes with notifications: plain text, in the language of the one who reads it.

A job sends it right after what it tells of; what the mail server did not take then, or a worker that was killed
left behind, the sweeper sends within a day.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from .models import Notification
from .notifications import kind_of

logger = logging.getLogger(__name__)
# News of yesterday is read on the dashboard; a mail about it would only confuse.
TRIED_FOR = timedelta(days=1)
LEFT_TO_THE_JOB = timedelta(minutes=2)
SENT_AT_ONCE = 500
KEEP_READ = timedelta(days=30)
KEEP_UNREAD = timedelta(days=180)


def send(ids: Iterable[int]) -> list[int]:
    """Mail those of the notifications that have not been; returns the ids of those that are left.

    Who has no address or has switched this kind of mail off gets none. When the mail server does not answer, the
    rest is left as it is.
    """
    waiting = Notification.objects.filter(pk__in=list(ids), mailed_at=None).select_related("person", "unit")
    rows = list(waiting.order_by("pk"))
    connection = get_connection()
    for number, row in enumerate(rows):
        try:
            if wants_mail(row):
                _send_one(row, connection)
        except SMTPRecipientsRefused:
            logger.warning("an address was refused", extra={"notification": row.pk})
        except OSError:
            # A server that is down or hangs, and what else SMTP may answer.
            logger.warning("notifications could not be mailed", exc_info=True, extra={"left": len(rows) - number})
            return [left.pk for left in rows[number:]]
        Notification.objects.filter(pk=row.pk).update(mailed_at=timezone.now())
    connection.close()
    return []


def catch_up() -> int:
    """Send what was left; returns how many were sent or settled."""
    now = timezone.now()
    waiting = Notification.objects.filter(mailed_at=None, at__gt=now - TRIED_FOR, at__lt=now - LEFT_TO_THE_JOB)
    ids = list(waiting.order_by("at").values_list("pk", flat=True)[:SENT_AT_ONCE])
    return len(ids) - len(send(ids)) if ids else 0


def wants_mail(row: Notification) -> bool:
    person, kind = row.person, kind_of(row.kind)
    if not (person.is_active and person.email and kind.by_mail):
        return False
    return not kind.preference or getattr(UserProfile.get_for_user(person), f"{kind.preference}_notifications")


def _send_one(row: Notification, connection: Any) -> None:
    with translation.override(UserProfile.get_for_user(row.person).get_preferred_language()):
        text = row.text
        address = settings.WAGTAILADMIN_BASE_URL + reverse("units_notifications:open", args=[row.pk])
        body = render_to_string("units/mail/notification.txt", {"row": row, "text": text, "address": address})
    subject = " ".join(text.split())
    subject = subject if len(subject) <= 120 else subject[:119] + "…"
    EmailMessage(
        subject, body, to=[row.person.email], headers={"Auto-Submitted": "auto-generated"}, connection=connection
    ).send()


def forget_old() -> int:
    """Delete what was read a month ago, and what nobody has read for half a year; returns how many."""
    now = timezone.now()
    old = Q(read_at__lt=now - KEEP_READ) | Q(at__lt=now - KEEP_UNREAD)
    return Notification.objects.filter(old).delete()[0]
