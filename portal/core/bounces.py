"""What comes back of letters: the address takes none, or its reader has called one unwanted.

It is known in three ways, and all of them end in `note`: the mail server refuses an address at once (`outbox`), a
provider of mail tells it by its webhook (`providers`), or a mail server writes back later (`read`: delivery reports of
RFC 3464, complaints of RFC 5965). Anybody can write such a letter; one counts only if it brings back the Message-ID of
a letter that was sent, which nobody else knows.
"""

import logging
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from email.utils import parseaddr
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.dispatch import Signal

from .models import OutgoingMail

logger = logging.getLogger(__name__)
MOST_BYTES = 5 * 1024 * 1024
# Of RFC 3463: what says that the address is wrong, not that its box is full or the letter not liked.
FOR_GOOD = re.compile(r"5\.(?:1\.\d{1,3}|0\.0|2\.1|4\.4)\b")
MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@")

# Sent in the transaction that notes it, with `address` (in small letters) and `failure`.
address_failed = Signal()


class Failure(StrEnum):
    NOBODY = "nobody"  # No letter arrives at this address.
    UNWANTED = "unwanted"  # Its reader has told their provider that they do not want such letters.


def message_id(mail: OutgoingMail) -> str:
    """By what mail servers know the letter; it holds a hundred and twenty bits of chance."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.key.hex}@{domain}>"


@transaction.atomic
def note(address: str, failure: Failure) -> None:
    """Put down that an address takes no letters or wants none, and tell the apps; the same twice is once."""
    address = address.strip().lower()
    OutgoingMail.objects.filter(to__iexact=address, state=OutgoingMail.State.WAITING).update(
        state=OutgoingMail.State.REFUSED
    )
    logger.warning("an address takes no letters", extra={"failure": failure.value})
    address_failed.send(sender=OutgoingMail, address=address, failure=failure)


def read(letter: bytes) -> Failure | None:
    """Take what a mail server has written back; returns what it says for good of one of our letters, else None.

    What is no report, of no letter of ours, or of a difficulty that may pass, changes nothing.
    """
    if len(letter) > MOST_BYTES:
        return None
    message = message_from_bytes(letter, policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    failure, key = _failure(message), _key(message)
    if failure is None or key is None:
        return None
    mail = OutgoingMail.objects.filter(key=key).first()
    if mail is None:
        return None
    note(mail.to, failure)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=OutgoingMail.State.REFUSED)
    return failure


def _failure(message: Message) -> Failure | None:
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in _blocks(part):
                said = str(block.get("Action", "")).strip().lower(), str(block.get("Status", "")).strip()
                if said[0] == "failed" and FOR_GOOD.match(said[1]):
                    return Failure.NOBODY
        elif kind == "message/feedback-report":
            fields = HeaderParser().parsestr(_text(part).lstrip())
            if str(fields.get("Feedback-Type", "")).strip().lower() == "abuse":
                return Failure.UNWANTED
    return None


def _key(message: Message) -> UUID | None:
    """The key of the letter that the report brings back, whole or its head alone."""
    for part in _parts(message):
        if part.get_content_type() in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers"):
            head = HeaderParser().parsestr(_text(part).lstrip())
            found = MESSAGE_ID.search(str(head.get("Message-ID", "")))
            if found:
                return UUID(found[1])
    return None


def _parts(message: Message) -> list[Message]:
    """The parts directly in the report; what a returned letter has inside says nothing."""
    parts = message.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def _blocks(part: Message) -> Iterator[Message]:
    blocks = part.get_payload()
    if isinstance(blocks, list):
        yield from (block for block in blocks if isinstance(block, Message))


def _text(part: Message) -> str:
    """What a part says, a letter in it included."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return "\n".join(one.as_string() for one in inner if isinstance(one, Message))
    if isinstance(part, EmailMessage):
        return str(part.get_content()) if part.get_content_maintype() == "text" else str(inner)
    return str(inner)
