"""Servers for tests of the engines: real where one can run, else one that speaks the same language.

`OPENSEARCH_TEST_URL` names a node that somebody else started (`make test` does, where that is possible).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.opensearch.node import free_ports

READY_SECONDS = 30


def program(name: str, package: str) -> str:
    """A program that came with a package of the test environment; skips the test where it is not there."""
    folders = [str(Path(sys.executable).parent)]
    found = find_spec(package)
    if found and found.origin:
        folders.append(str(Path(found.origin).parent / "bin"))
    path = shutil.which(name, path=os.pathsep.join(folders))
    if not path:
        pytest.skip(f"{package} is not installed")
    return path


@contextmanager
def running(command: list[str], url: str) -> Iterator[str]:
    """A server for as long as the block runs; its address."""
    # A group of its own: what the command is may be a script that starts the server, and both are to end.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                urllib.request.urlopen(url, timeout=1).close()
                break
            except (OSError, urllib.error.URLError):
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{command[0]} did not start") from None
                time.sleep(0.1)
        yield url
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


@contextmanager
def opensearch() -> Iterator[str]:
    """The address of an OpenSearch: the real node if there is one, else a server that speaks its protocol."""
    real = os.environ.get("OPENSEARCH_TEST_URL")
    if real:
        yield real
        return
    (port,) = free_ports(1)
    address = f"127.0.0.1:{port}"
    with running(
        [program("osmem-server", "osmem_server"), "-addr", address, "-no-stdin-watch"], f"http://{address}"
    ) as url:
        yield url


@contextmanager
def elasticsearch(folder: Path) -> Iterator[str]:
    """The address of a server that speaks Elasticsearch's protocol; a real one cannot be had from a registry."""
    (port,) = free_ports(1)
    options = ["start", "--data-dir", str(folder), "--only", "elasticsearch", "--elasticsearch-port", str(port)]
    with running([program("noida-db", "noida_db"), *options], f"http://127.0.0.1:{port}") as url:
        yield url
