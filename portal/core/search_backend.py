"""The admin's own search: Wagtail's PostgreSQL backend with both sides folded, so accents never matter.

Only what goes into the index and what is typed is changed; ranking and filtering stay Wagtail's. The search
for citizens is another thing and lives in an app of its own.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Avg, F, Model, Q
from django.db.models.functions import Length
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_content_type_pk

from .text import fold

# Far below PostgreSQL's limit of 1 MB for a text vector: the admin finds things by what they begin with.
MAX_INDEXED_CHARACTERS = 100_000
# So many of the newest entries say how long a title is on average.
AVERAGED = 500


class FoldingIndexer(postgres.ObjectIndexer):
    def prepare_value(self, value: Any) -> str:
        return fold(super().prepare_value(value)[:MAX_INDEXED_CHARACTERS])


# `PostgresIndex.add_items` names the class it uses and offers no hook to choose another one.
postgres.ObjectIndexer = FoldingIndexer


class _FoldedQuery:
    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        if isinstance(query, PlainText):
            query = PlainText(fold(query.query_string), operator=query.operator)
        elif isinstance(query, Phrase):
            query = Phrase(fold(query.query_string))
        # The class this is mixed into has it.
        return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]


class FoldedQueryCompiler(_FoldedQuery, postgres.PostgresSearchQueryCompiler):
    pass


class FoldedAutocompleteQueryCompiler(_FoldedQuery, postgres.PostgresAutocompleteQueryCompiler):
    pass


class SearchIndex(postgres.PostgresIndex):
    """Saving one thing costs the same however many there are; Wagtail's looks through all entries, twice.

    Entries weigh more whose title is shorter than the average. Wagtail finds that out anew with each save; what is
    new is measured by the newest here, and all by all when the index is built anew.
    """

    def add_items(self, model: type[Model], objs: Iterable[Model]) -> None:
        objs = list(objs)
        kind = get_content_type_pk(model)
        self._added = self.entries.filter(content_type=kind, object_id__in=[str(thing.pk) for thing in objs])
        super().add_items(model, objs)

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)
            return
        newest = self.entries.annotate(length=Length("title")).order_by("-pk")[:AVERAGED]
        average = newest.aggregate(average=Avg("length", filter=Q(length__gt=0)))["average"]
        added = self._added.annotate(length=Length("title")).filter(length__gt=0)
        added.update(title_norm=average / F("length") if average else 1.0)


class SearchBackend(postgres.PostgresSearchBackend):
    index_class = SearchIndex
    query_compiler_class = FoldedQueryCompiler
    autocomplete_query_compiler_class = FoldedAutocompleteQueryCompiler

    def __init__(self, params: dict) -> None:
        # PostgreSQL knows no Vietnamese stemmer; `simple` keeps syllables as they are.
        super().__init__({"SEARCH_CONFIG": "simple"} | params)
