"""Fixtures that the tests of documents share with those of the page cache."""

from tests.integration.page_cache_fixtures import committed, kept, queries, warm  # noqa: F401
