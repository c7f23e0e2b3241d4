"""Engines to ask, each before the same things."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from search import engines, outbox, rebuild
from search.engines.base import Answer
from search.engines.clients import Client, EngineError, client, client_for
from search.models import Change, EngineIndex
from search.query import Request, parse

from . import servers

ENGINES = ("postgresql", "opensearch", "elasticsearch")


@pytest.fixture(scope="session")
def opensearch_server() -> Iterator[str]:
    with servers.opensearch() as url:
        yield url


@pytest.fixture(scope="session")
def elasticsearch_server(tmp_path_factory) -> Iterator[str]:
    with servers.elasticsearch(tmp_path_factory.mktemp("elasticsearch")) as url:
        yield url


@pytest.fixture
def opensearch_url(opensearch_server, record_property) -> str:
    if not os.environ.get("OPENSEARCH_TEST_URL"):
        record_property("stand-in", "osmem-server stood in for OpenSearch")
    return opensearch_server


@pytest.fixture
def elasticsearch_url(elasticsearch_server, record_property) -> str:
    record_property("stand-in", "noida-db stood in for Elasticsearch")
    return elasticsearch_server


@dataclass
class Searched:
    """An engine in use; `catch_up` makes it know what the database knows."""

    name: str
    engine: Client | None

    def catch_up(self) -> None:
        if self.engine is None:
            return
        if not EngineIndex.objects.exists():
            rebuild.rebuild(self.engine)
        while outbox.tell().left:
            continue
        assert not Change.objects.exists()
        self.engine.ask("POST", f"/{self.engine.address.prefix}/_refresh")

    def ask(self, words: str, **options: object) -> Answer:
        answer = engines.search(Request(terms=parse(words), **options))
        assert answer.engine == self.name
        return answer

    def titles(self, words: str, **options: object) -> list[str]:
        return [hit.title for hit in self.ask(words, **options).hits]


@pytest.fixture
def use_engine(db, settings, monkeypatch) -> Iterator[Callable[[str], Client]]:
    """Search with the engine at an address, under a name of its own; everything there is removed afterwards.

    It is waited for longer than readers would, so that a busy machine is not taken for a fault.
    """
    monkeypatch.setattr("search.engines.lucene.SEARCH_SECONDS", 30.0)
    used: list[Client] = []

    def use(address: str, kind: str = "opensearch") -> Client:
        scheme, _slashes, rest = address.partition("://")
        settings.SEARCH_URL = f"{kind}+{scheme}://{rest}/test-{uuid.uuid4().hex[:12]}"
        engines.breaker.worked()
        used.append(client_for(settings.SEARCH_URL))
        return used[-1]

    yield use
    engines.breaker.worked()
    for one in used:
        for name in EngineIndex.objects.filter(name__startswith=one.address.prefix).values_list("name", flat=True):
            # One that the test has killed keeps nothing.
            with suppress(EngineError):
                one.ask("DELETE", f"/{name}")


@pytest.fixture
def searched_with(request, settings) -> Callable[[str], Searched]:
    """Search with the engine of this name from now on."""

    def choose(name: str) -> Searched:
        if name == "postgresql":
            settings.SEARCH_URL = ""
            return Searched("postgresql", None)
        address = request.getfixturevalue(f"{name}_url")
        EngineIndex.objects.all().delete()
        request.getfixturevalue("use_engine")(address, name)
        return Searched(name, client())

    return choose


@pytest.fixture(params=ENGINES)
def searched(request, searched_with) -> Searched:
    """Each engine in turn."""
    return searched_with(request.param)
