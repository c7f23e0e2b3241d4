"""A mail backend that keeps every message instead of sending it."""

import mailbox
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MaildirBackend(BaseEmailBackend):
    """Keeps mail in the Maildir `settings.MAILBOX_FOLDER`.

    A Maildir takes messages from several processes at once without locks, and a half-written message is
    never seen.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = mailbox.Maildir(settings.MAILBOX_FOLDER)
        for message in email_messages:
            box.add(message.message().as_bytes())
        return len(email_messages)
