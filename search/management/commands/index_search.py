"""`manage.py index_search`: hold the index against the things and mend what differs.

Safe at any time, under load and again after being interrupted: each batch is a transaction of its own, and
what is right already is not written again.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from search import outbox, rebuild, reconcile, services
from search.engines.clients import Client, EngineError, client
from search.models import Change, EngineIndex
from search.sources import sources


class Command(BaseCommand):
    help = "Compare the search index with what is public, mend differences, count words."

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--dry-run", action="store_true", help="only say what differs")
        choice.add_argument("--rebuild", action="store_true", help="build a new index on the engine and change over")
        choice.add_argument("--go-back", action="store_true", help="search the index before the last one again")
        choice.add_argument("--forget", action="store_true", help="remove what is on the engine")
        choice.add_argument("--status", action="store_true", help="what the engine has and what waits for it")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        try:
            if options["rebuild"]:
                self._rebuild()
            elif options["go_back"]:
                self.stdout.write(f"searched from now on: {rebuild.go_back(self._engine())}")
            elif options["forget"]:
                self.stdout.write(f"indexes removed: {rebuild.forget(self._engine())}")
            elif options["status"]:
                self._status()
            else:
                self._compare(dry_run)
        except EngineError as error:
            raise CommandError(f"The search engine did not do this: {error}. Run the command again later.") from error

    def _engine(self) -> Client:
        engine = client()
        if engine is None:
            raise CommandError("No search engine is set: SEARCH_URL is empty, and PostgreSQL needs no index built.")
        return engine

    def _rebuild(self) -> None:
        engine = self._engine()
        with Progress() as bar:
            task = bar.add_task("Copying entries")
            index = rebuild.rebuild(
                engine, progress=lambda done, total: bar.update(task, completed=done, total=max(done, total))
            )
        self.stdout.write(f"searched from now on: {index}")

    def _status(self) -> None:
        for index in EngineIndex.objects.order_by("made_at"):
            self.stdout.write(f"{index.state}: {index}, made {index.made_at:%Y-%m-%d %H:%M}")
        self.stdout.write(f"changes that wait: {Change.objects.filter(refused='').count()}")
        for change in Change.objects.exclude(refused="").order_by("pk"):
            self.stdout.write(f"set aside: {change.key}: {change.refused}")

    def _compare(self, dry_run: bool) -> None:
        for source in sources():
            found = services.compare(source)
            self.stdout.write(
                f"{source.name}: {len(found.missing)} missing, {len(found.surplus)} surplus, {len(found.stale)} stale"
            )
            if found and not dry_run:
                services.mend(found, source)
        engine = client()
        if engine is not None:
            differing = reconcile.differing(engine)
            self.stdout.write(f"{engine.address.kind}: {len(differing)} differ")
            if not dry_run:
                outbox.note(differing)
                while outbox.tell().left:
                    continue
        if not dry_run:
            counted = services.count_words()
            self.stdout.write(f"{counted.entries} entries, {counted.average_length:.0f} tokens each")
