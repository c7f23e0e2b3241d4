"""The mail that goes with notifications: plain text, in the language of the one who reads it."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from .models import Notification
from .notifications import kind_of

logger = logging.getLogger(__name__)
# Tried again after one minute, two, four … for about a day.
FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 12 * 3600
KEEP_READ = timedelta(days=30)
KEEP_UNREAD = timedelta(days=180)


def send(ids: Iterable[int]) -> list[int]:
    """Mail those of the notifications that have not been; returns the ids of those that could not be sent.

    Who has no address or has switched this kind of mail off gets none.
    """
    left = []
    waiting = Notification.objects.filter(pk__in=list(ids), mailed_at=None).select_related("person", "unit")
    for row in waiting.order_by("pk"):
        if wants_mail(row) and not _send_one(row):
            left.append(row.pk)
            continue
        Notification.objects.filter(pk=row.pk).update(mailed_at=timezone.now())
    return left


def wants_mail(row: Notification) -> bool:
    person, kind = row.person, kind_of(row.kind)
    if not (person.is_active and person.email and kind.by_mail):
        return False
    return not kind.preference or getattr(UserProfile.get_for_user(person), f"{kind.preference}_notifications")


def _send_one(row: Notification) -> bool:
    with translation.override(UserProfile.get_for_user(row.person).get_preferred_language()):
        text = row.text
        address = settings.WAGTAILADMIN_BASE_URL + reverse("units_notifications:open", args=[row.pk])
        body = render_to_string("units/mail/notification.txt", {"row": row, "text": text, "address": address})
    subject = " ".join(text.split())
    subject = subject if len(subject) <= 120 else subject[:119] + "…"
    message = EmailMessage(subject, body, to=[row.person.email], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except OSError:
        # What a mail server that is down, refuses or hangs makes of it, SMTP's own errors included.
        logger.warning("a notification could not be mailed", exc_info=True, extra={"notification": row.pk})
        return False
    return True


def forget_old() -> int:
    """Delete what was read a month ago, and what nobody has read for half a year; returns how many."""
    now = timezone.now()
    old = Q(read_at__lt=now - KEEP_READ) | Q(at__lt=now - KEEP_UNREAD)
    return Notification.objects.filter(old).delete()[0]
