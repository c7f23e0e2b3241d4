"""`make demo`: one sentence for what is wrong, and nothing left behind when it stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sites.units.loading import official

PROJECT = Path(__file__).resolve().parents[2]
SECONDS_TO_SERVE = 600


def start(*arguments: str, **environment: str) -> subprocess.Popen:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "DATABASE_", "PYTEST_"))}
    return subprocess.Popen(
        [sys.executable, "scripts/demo.py", *arguments],
        cwd=PROJECT,
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def refusal(*arguments: str, **environment: str) -> str:
    """What the demo says when it does not start; it must be one sentence and not a traceback."""
    process = start(*arguments, **environment)
    _said, problem = process.communicate(timeout=120)
    sentences = problem.splitlines()
    assert process.returncode == 1, problem
    assert len(sentences) == 1, problem
    return sentences[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    # PostgreSQL, which is not root, has to reach its folder.
    for parent in (tmp_path, *tmp_path.parents):
        if parent == Path("/tmp"):  # noqa: S108
            break
        parent.chmod(0o755)
    yield tmp_path / "demo"


def test_a_port_in_use_is_told_with_what_to_do(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal("--port", str(port), "--folder", str(folder))
    assert f"Port {port} is in use" in said
    assert f"PORT={port + 1}" in said


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none_is_told_with_an_example(folder, port):
    assert "make demo PORT=8001" in refusal("--port", port, "--folder", str(folder))


def test_a_list_of_units_that_does_not_exist_is_told_with_those_that_do(folder):
    said = refusal("--as-of", "2020-01-01", "--folder", str(folder))
    for list_date in official.LISTS:
        assert f"make demo AS_OF={list_date}" in said
    assert not folder.exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgres://nobody@127.0.0.1:1/none", "does not answer"),
        ("mysql://localhost/portal", "does not name a PostgreSQL database"),
        ("not an address", "DATABASE_URL"),
    ],
)
def test_a_wrong_database_is_told_with_what_to_do(folder, url, says):
    said = refusal("--port", str(free_port()), "--folder", str(folder), DATABASE_URL=url)
    assert says in said
    assert "correct DATABASE_URL, or leave it out" in said


def test_an_unsupported_python_is_told_with_what_to_do(folder, tmp_path):
    # As another version of Python would see itself.
    script = tmp_path / "older.py"
    script.write_text(
        "import sys\n"
        f"sys.path.insert(0, {str(PROJECT / 'scripts')!r})\n"
        f"sys.argv = ['demo.py', '--folder', {str(folder)!r}, '--port', '{free_port()}']\n"
        "sys.version_info, sys.version = (3, 9, 1), '3.9.1 (main)'\n"
        "import demo\n"
        "sys.exit(demo.main())\n"
    )
    result = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    assert result.returncode == 1
    assert "This is Python 3.9.1, and the demo needs 3.11 to 3.13" in result.stderr
    assert "make demo PYTHON=" in result.stderr


def everything_below(folder: Path, port: int) -> list[str]:
    """Processes that belong to a demo in that folder, by what they were called with or work in."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline", "environ"]):
        words = " ".join(process.info["cmdline"] or [])
        folder_named = (process.info["environ"] or {}).get("DEMO_FOLDER") == str(folder)
        if str(folder) in words or f"127.0.0.1:{port}" in words or folder_named:
            found.append(words)
    return found


def serve(folder: Path, port: int) -> tuple[subprocess.Popen, str]:
    """Start a tiny demo and wait until it says that it serves; returns what it printed."""
    process = start("--size", "tiny", "--port", str(port), "--folder", str(folder))
    printed = ""
    deadline = time.monotonic() + SECONDS_TO_SERVE
    assert process.stdout is not None
    for line in process.stdout:
        printed += line
        if "Ctrl-C stops everything" in line:
            return process, printed
        assert time.monotonic() < deadline, printed
    raise AssertionError(printed + (process.stderr.read() if process.stderr else ""))


def ask(port: int, host: str, path: str = "/") -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n".encode())
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    return answer.decode()


def stop(process: subprocess.Popen, number: int) -> None:
    os.kill(process.pid, number)
    if number == signal.SIGHUP and process.stdout is not None:
        # The terminal is gone: whoever still writes to it gets an error.
        process.stdout.close()
    process.wait(timeout=60)


def test_the_demo_serves_prints_where_stops_whole_and_comes_back_in_seconds(folder):
    """One run in one test, for it takes a database of its own: first start, three ways to end it, later starts."""
    port = free_port()
    process, printed = serve(folder, port)
    try:
        for address in ("tuyenquang", "yenson.tuyenquang", "tantrao.tuyenquang", "quantri"):
            assert f"http://{address}.localhost:{port}/" in printed
        assert f"http://quantri.localhost:{port}/thu/" in printed
        assert "xa.btv" in printed
        assert "Dữ liệu minh hoạ" in ask(port, "tantrao.tuyenquang.localhost")
        assert " 200 " in ask(port, "quantri.localhost", "/thu/").splitlines()[0]
        assert " 404 " in ask(port, "tuyenquang.localhost", "/thu/").splitlines()[0]
        assert len(everything_below(folder, port)) >= 5
        second = refusal("--size", "tiny", "--port", str(free_port()), "--folder", str(folder))
        assert "already runs" in second
    finally:
        stop(process, signal.SIGINT)
    assert everything_below(folder, port) == []

    moved = free_port()
    began = time.monotonic()
    process, printed = serve(folder, moved)
    took = time.monotonic() - began
    try:
        # The content alone took far longer the first time.
        assert took < 90, printed
        assert f"http://yenson.tuyenquang.localhost:{moved}/" in ask(moved, "tuyenquang.localhost")
    finally:
        stop(process, signal.SIGTERM)
    assert everything_below(folder, moved) == []

    process, _printed = serve(folder, moved)
    stop(process, signal.SIGHUP)
    assert everything_below(folder, moved) == []
