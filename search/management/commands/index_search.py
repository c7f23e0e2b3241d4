"""`manage.py index_search`: hold the index against the things and mend what differs.

Safe at any time, under load and again after being interrupted: each batch is a transaction of its own, and
what is right already is not written again.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import services
from search.sources import sources


class Command(BaseCommand):
    help = "Compare the search index with what is public, mend differences, count words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what differs")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        for source in sources():
            found = services.compare(source)
            self.stdout.write(
                f"{source.name}: {len(found.missing)} missing, {len(found.surplus)} surplus, {len(found.stale)} stale"
            )
            if found and not dry_run:
                services.mend(found, source)
        if not dry_run:
            counted = services.count_words()
            self.stdout.write(f"{counted.entries} entries, {counted.average_length:.0f} tokens each")
