"""Reading the mailbox to which letters come back: a file of letters, or a box behind IMAP."""

import imaplib
import logging
import mailbox
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from . import bounces

logger = logging.getLogger(__name__)
AT_ONCE = 500


def read_file(path: Path) -> Counter[str]:
    """Take every letter of a file in the `mbox` form; returns how many said what (`""`: nothing for good)."""
    if not path.is_file():
        raise FileNotFoundError(path)
    # Opened for reading: a mail server may be writing to it.
    box = mailbox.mbox(path, create=False)
    try:
        return Counter(bounces.read(box.get_bytes(key)) or "" for key in box.keys())  # noqa: SIM118 - a mailbox is no dict
    finally:
        box.close()


def read_imap(url: str) -> Counter[str]:
    """Take what is new in a box at `imaps://user:password@host:993/INBOX`; what counted is deleted there, since it
    names people, and everything else is left as read. Raises `OSError` or `imaplib.IMAP4.error`.
    """
    parts = urlsplit(url)
    if parts.scheme != "imaps" or not parts.hostname:
        raise ValueError("BOUNCE_IMAP_URL reads imaps://user:password@host/INBOX")
    said: Counter[str] = Counter()
    with imaplib.IMAP4_SSL(parts.hostname, parts.port or imaplib.IMAP4_SSL_PORT, timeout=settings.EMAIL_TIMEOUT) as box:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select(f'"{unquote(parts.path).strip("/") or "INBOX"}"')
        found = box.uid("SEARCH", "UNSEEN")[1][0] or b""
        for number in found.split()[:AT_ONCE]:
            answer = box.uid("FETCH", number.decode(), "(BODY.PEEK[])")[1]
            letter = next((one[1] for one in answer if isinstance(one, tuple)), b"")
            failure = bounces.read(letter)
            said[failure or ""] += 1
            box.uid("STORE", number.decode(), "+FLAGS", r"(\Seen \Deleted)" if failure else r"(\Seen)")
        box.expunge()
    return said
