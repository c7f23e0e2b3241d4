"""How the engines' addresses are read, and what both client libraries do with certificates, keys and several nodes."""

import http.server
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from search.engines.clients import KINDS, Address, Client, Missing, Rejected, Unavailable, client_for
from tests.opensearch.node import free_ports


@dataclass
class Server:
    """A server that speaks HTTPS and takes note of what it is asked."""

    url: str
    ca: Path
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    status: int = 200
    connections: int = 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    key, ca = folder / "key.pem", folder / "ca.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(ca)]
    subprocess.run([*command, *names], check=True, capture_output=True)
    return key, ca


@pytest.fixture
def server(certificate) -> Iterator[Server]:
    key, ca = certificate

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            made.connections += 1
            super().setup()

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            made.asked.append((self.command, self.path, self.headers.get("authorization", "")))
            body = json.dumps({"answered": True}).encode()
            self.send_response(made.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            # Without it the library of Elasticsearch takes the server for another product.
            self.send_header("x-elastic-product", "Elasticsearch")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *arguments: object) -> None:
            pass

    listening = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca, key)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    made = Server(f"localhost:{listening.server_address[1]}", ca)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield made
    listening.shutdown()
    listening.server_close()


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


def asking(kind: str, server: Server, nodes: str = "", credentials: str = "", options: str = "") -> Client:
    return client_for(f"{kind}+https://{credentials}{nodes or server.url}/tinh?ca={server.ca}{options}")


def test_addresses_are_read_as_they_are_meant():
    address = Address.parse("elasticsearch+https://ngan:m%40t@node1:9201,node2/tuyen-quang?ca=/etc/ca.pem&api_key=k")
    assert address.nodes == ("https://node1:9201", "https://node2:9200")
    assert (address.kind, address.prefix, address.user, address.password) == (
        "elasticsearch",
        "tuyen-quang",
        "ngan",
        "m@t",
    )
    assert (address.ca, address.api_key) == ("/etc/ca.pem", "k")
    assert "m@t" not in repr(address) and "api_key" not in repr(address)
    assert Address.parse("opensearch+http://node").prefix == "lien-cap"


@pytest.mark.parametrize(
    "url", ["http://node:9200", "solr+http://node", "opensearch+ftp://node", "opensearch+https://"]
)
def test_an_address_that_cannot_be_meant_is_refused_with_an_example(url):
    with pytest.raises(ImproperlyConfigured, match="must look like"):
        Address.parse(url)


def test_a_certificate_is_held_against_the_authority_that_is_named(kind, server, tmp_path):
    assert asking(kind, server).ask("GET", "/tinh/_search") == {"answered": True}
    with pytest.raises(Unavailable):
        client_for(f"{kind}+https://{server.url}/tinh").ask("GET", "/tinh/_search")
    assert len(server.asked) == 1


def test_the_key_or_the_password_is_sent(kind, server):
    asking(kind, server, options="&api_key=a2hvYQ==").ask("POST", "/tinh/_search", {})
    asking(kind, server, credentials="ngan:m%40t@").ask("POST", "/tinh/_search", {})
    assert [sent for _method, _path, sent in server.asked] == ["ApiKey a2hvYQ==", "Basic bmdhbjptQHQ="]


def test_a_node_that_is_gone_is_passed_over(kind, server):
    (gone,) = free_ports(1)
    client = asking(kind, server, nodes=f"localhost:{gone},{server.url}")
    assert [client.ask("GET", "/tinh/_search") for _again in range(4)] == [{"answered": True}] * 4


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, Rejected), (404, Missing), (403, Unavailable), (413, Unavailable), (429, Unavailable), (503, Unavailable)],
)
def test_what_an_engine_answers_is_told_apart(kind, server, status, error):
    server.status = status
    with pytest.raises(error):
        asking(kind, server).ask("POST", "/tinh/_search", {})


def test_requests_side_by_side_find_connections_that_are_kept(kind, server):
    """A new connection for every other request would cost more than the answer."""
    client = asking(kind, server)
    with ThreadPoolExecutor(max_workers=4) as readers:
        for _round in range(5):
            list(readers.map(lambda path: client.ask("GET", path), ["/tinh/_search"] * 4))
    assert len(server.asked) == 20
    assert server.connections <= 4
