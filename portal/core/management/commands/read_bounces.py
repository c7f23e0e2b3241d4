"""`manage.py read_bounces`: take letters that came back, from a pipe, a file or a mailbox."""

import imaplib
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.core import bounce_box, bounces


class Command(BaseCommand):
    help = "Reads letters that came back and stops writing to addresses that take none."

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--mbox", type=Path, help="a file of letters; without it one letter from standard input")
        source.add_argument("--imap", action="store_true", help="the mailbox that BOUNCE_IMAP_URL names")

    def handle(self, *args: Any, mbox: Path | None, imap: bool, **options: Any) -> None:
        try:
            said = self._read(mbox, imap)
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            raise CommandError(f"The letters could not be read: {error}") from error
        self.stdout.write(
            f"{said.total()} read, {said[bounces.Failure.NOBODY]} of addresses that take no letters, "
            f"{said[bounces.Failure.UNWANTED]} of readers who want none."
        )

    @staticmethod
    def _read(mbox: Path | None, imap: bool) -> Counter[str]:
        if imap:
            if not settings.BOUNCE_IMAP_URL:
                raise CommandError("BOUNCE_IMAP_URL is not set.")
            return bounce_box.read_imap(settings.BOUNCE_IMAP_URL)
        if mbox is not None:
            return bounce_box.read_file(mbox)
        # One more than is read at all, so that what is too long is seen to be.
        return Counter([bounces.read(sys.stdin.buffer.read(bounces.MOST_BYTES + 1)) or ""])
