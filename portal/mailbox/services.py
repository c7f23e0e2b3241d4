"""Reads the mail that the demo has kept."""

import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy

from django.conf import settings


@dataclass(frozen=True)
class Letter:
    """One kept message, ready to be shown. `attachments` are file names."""

    key: str
    sent_at: datetime
    sender: str
    recipients: str
    subject: str
    text: str
    attachments: tuple[str, ...]


def letters() -> list[Letter]:
    """All kept mail, newest first."""
    box = _box()
    return sorted((_letter(key, box) for key in box.iterkeys()), key=lambda letter: letter.sent_at, reverse=True)


def letter(key: str) -> Letter | None:
    """The message with that key, or None."""
    box = _box()
    return _letter(key, box) if key in box else None


def _box() -> mailbox.Maildir:
    return mailbox.Maildir(settings.MAILBOX_FOLDER)


def _letter(key: str, box: mailbox.Maildir) -> Letter:
    message = message_from_bytes(box.get_bytes(key), policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    return Letter(
        key=key,
        sent_at=datetime.fromtimestamp(box.get_message(key).get_date(), UTC),
        sender=str(message["From"] or ""),
        recipients=", ".join(str(message[name]) for name in ("To", "Cc", "Bcc") if message[name]),
        subject=str(message["Subject"] or ""),
        text=body.get_content() if body else "",
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )
