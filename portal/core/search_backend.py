"""The admin's own search: Wagtail's PostgreSQL backend with both sides folded, so accents never matter.

Only what goes into the index and what is typed is changed; ranking and filtering stay Wagtail's. The search
for citizens is another thing and lives in an app of its own.
"""

from typing import Any

from modelsearch.backends.database.postgres import postgres
from modelsearch.query import Phrase, PlainText

from .text import fold

# Far below PostgreSQL's limit of 1 MB for a text vector: the admin finds things by what they begin with.
MAX_INDEXED_CHARACTERS = 100_000


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


class SearchBackend(postgres.PostgresSearchBackend):
    query_compiler_class = FoldedQueryCompiler
    autocomplete_query_compiler_class = FoldedAutocompleteQueryCompiler

    def __init__(self, params: dict) -> None:
        # PostgreSQL knows no Vietnamese stemmer; `simple` keeps syllables as they are.
        super().__init__({"SEARCH_CONFIG": "simple"} | params)
