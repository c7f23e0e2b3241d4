"""Speaking with a search engine over HTTP: one small client for Elasticsearch 9 and OpenSearch 3.

The official libraries choose among the nodes, keep connections and sign requests. The bodies are the same for
both; what the libraries call differently ends here, so that the rest knows three kinds of failure only.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KINDS = ("elasticsearch", "opensearch")
DEFAULT_PREFIX = "lien-cap"
_JSON = {"content-type": "application/json", "accept": "application/json"}
_LINES = {"content-type": "application/x-ndjson", "accept": "application/json"}
# So many requests at once find a connection that is kept open. A page sends two, so it is enough for sixteen threads
# of a process.
CONNECTIONS = 32
# What an engine answers that cannot take a request now, though nothing is wrong with the request.
_BUSY = frozenset({403, 408, 413, 429, 502, 503, 504})


class EngineError(Exception):
    """The engine did not do what was asked."""


class Unavailable(EngineError):
    """It is down, too slow, full or overloaded; the same request may work later."""


class Missing(EngineError):
    """The index or alias that was named is not there."""


class Rejected(EngineError):
    """It refuses this very request and would refuse it again."""


@dataclass(frozen=True)
class Address:
    """What `SEARCH_URL` says: `opensearch+https://user:password@node1:9200,node2:9200/prefix?ca=/etc/ca.pem`."""

    kind: str
    nodes: tuple[str, ...]
    prefix: str = DEFAULT_PREFIX
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: str = ""

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Raises `ImproperlyConfigured` with a sentence for an address that cannot be meant."""
        parts = urlsplit(url)
        kind, _plus, scheme = parts.scheme.partition("+")
        credentials, _at, hosts = parts.netloc.rpartition("@")
        nodes = [host for host in hosts.split(",") if host]
        if kind not in KINDS or scheme not in ("http", "https") or not nodes:
            raise ImproperlyConfigured(
                "SEARCH_URL must look like opensearch+https://user:password@node1:9200,node2:9200/prefix"
                " or elasticsearch+https://node1:9200/prefix?api_key=…"
            )
        user, _colon, password = credentials.partition(":")
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return cls(
            kind=kind,
            nodes=tuple(f"{scheme}://{host if ':' in host else f'{host}:9200'}" for host in nodes),
            prefix=parts.path.strip("/") or DEFAULT_PREFIX,
            user=unquote(user),
            password=unquote(password),
            api_key=options.get("api_key", ""),
            ca=options.get("ca", ""),
        )


class Client(Protocol):
    """What both libraries are used for."""

    address: Address

    def ask(
        self, method: str, path: str, body: Any = None, *, timeout: float = 10.0, params: dict[str, str] | None = None
    ) -> Any:
        """The engine's answer as Python objects; raises one of the three errors above."""
        ...


class ElasticsearchClient:
    def __init__(self, address: Address) -> None:
        from elasticsearch import Elasticsearch

        self.address = address
        options: dict[str, Any] = {"connections_per_node": CONNECTIONS}
        options |= {"ca_certs": address.ca} if address.ca else {}
        if address.api_key:
            options["api_key"] = address.api_key
        elif address.user:
            options["basic_auth"] = (address.user, address.password)
        self._library = Elasticsearch(list(address.nodes), **options)

    def ask(
        self, method: str, path: str, body: Any = None, *, timeout: float = 10.0, params: dict[str, str] | None = None
    ) -> Any:
        from elasticsearch import ApiError, NotFoundError, TransportError

        # A node that is down is passed over at once; one that hangs has used up the time there was.
        library = self._library.options(
            request_timeout=timeout, max_retries=len(self.address.nodes), retry_on_timeout=False
        )
        headers = _LINES if isinstance(body, str) else _JSON
        try:
            return library.perform_request(method, path, params=params, headers=headers, body=body).body
        except NotFoundError as error:
            raise Missing(str(error)) from error
        except ApiError as error:
            raise refusal(error.status_code, str(error)) from error
        except TransportError as error:
            raise Unavailable(str(error)) from error


class OpenSearchClient:
    def __init__(self, address: Address) -> None:
        from opensearchpy import OpenSearch

        self.address = address
        options: dict[str, Any] = {"pool_maxsize": CONNECTIONS}
        options |= {"ca_certs": address.ca} if address.ca else {}
        if address.user:
            options["http_auth"] = (address.user, address.password)
        if address.api_key:
            options["headers"] = {"authorization": f"ApiKey {address.api_key}"}
        self._library = OpenSearch(
            hosts=list(address.nodes), max_retries=len(address.nodes), retry_on_timeout=False, **options
        )

    def ask(
        self, method: str, path: str, body: Any = None, *, timeout: float = 10.0, params: dict[str, str] | None = None
    ) -> Any:
        from opensearchpy import exceptions

        headers = _LINES if isinstance(body, str) else _JSON
        try:
            return self._library.transport.perform_request(
                method, path, params=dict(params or {}, request_timeout=timeout), headers=headers, body=body
            )
        except (exceptions.ConnectionError, exceptions.SerializationError) as error:
            raise Unavailable(str(error)) from error
        except exceptions.NotFoundError as error:
            raise Missing(str(error)) from error
        except exceptions.TransportError as error:
            raise refusal(int(error.status_code), str(error)) from error


def refusal(status: int, reason: str) -> EngineError:
    """The error that an engine's answer with this status stands for."""
    return Unavailable(reason) if status in _BUSY or status >= 500 else Rejected(reason)


@cache
def client_for(url: str) -> Client:
    """The client of an address, one for the life of the process: it keeps the connections."""
    address = Address.parse(url)
    return ElasticsearchClient(address) if address.kind == "elasticsearch" else OpenSearchClient(address)


def client() -> Client | None:
    """The client of the engine that `SEARCH_URL` names, or None where there is none."""
    return client_for(settings.SEARCH_URL) if settings.SEARCH_URL else None


def lines(rows: Iterable[dict[str, Any]]) -> str:
    """The body of a bulk request."""
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
