"""`manage.py search WORDS [--json]`: a search from the command line, with the engine that answered."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from search import presenting
from search.asking import ask
from search.query import Request, parse
from sites.units import tree


class Command(BaseCommand):
    help = "Search all tiers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("words")
        parser.add_argument("--json", action="store_true", help="hits, facets and engine as JSON")
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument(
            "--language", help="the reader's language, whose things come first; Vietnamese if not given"
        )

    def handle(self, *, words: str, page: int, **options: Any) -> None:
        language = options["language"] or settings.LANGUAGE_CODE
        outcome = ask(Request(terms=parse(words), page=max(page, 1), now=timezone.now(), language=language))
        request, answer = outcome.request, outcome.answer
        hits = presenting.hits(answer, request, tree.links())
        if options["json"]:
            shown = {
                "query": words,
                "searched": request.terms.typed,
                "engine": answer.engine,
                "total": answer.total,
                "more_than_total": answer.more_than_total,
                "facets_are": answer.counts,
                "hits": [{"title": hit.title, "url": hit.url, "unit": hit.unit, "kind": hit.kind} for hit in hits],
                "facets": {name: dict(values) for name, values in answer.facets.items()},
            }
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{answer.total} ({answer.engine})")
        for hit in hits:
            self.stdout.write(f"- {hit.title} · {hit.kind} · {hit.unit}\n  {hit.url}")
