"""Runs the demo: `make demo`, or `python scripts/demo.py [--as-of 2025-07-01] [--port 8000]`.

One supervisor prepares the database and the content, then runs the job worker and the web server until it is
told to stop, and takes everything it started with it. All it makes is in `var/demo…`; removing that folder
starts the demo afresh.
"""

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import database

PROJECT = Path(__file__).resolve().parents[1]
DEFAULT_LIST, OTHER_LIST = LISTS = "2025-06-30", "2025-07-01"
WEB_WORKERS = 2
SECONDS_TO_END = 15
SECONDS_TO_ANSWER = 60


class Stop(Exception):
    """Somebody asked for an end."""


class Problem(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do."""


def main() -> int:
    arguments = read_arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    try:
        run(arguments)
    except Stop:
        say("Stopped; nothing is left running. `make demo` brings it back with what was edited.")
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run the demo.")
    parser.add_argument("--as-of", default=DEFAULT_LIST, help="the official list of units to show")
    parser.add_argument("--port", default="8000", help="the port that the web server listens on")
    parser.add_argument("--folder", type=Path, help="where the demo keeps everything")
    parser.add_argument("--size", choices=["full", "tiny"], default="full", help="tiny: one unit of each tier")
    arguments = parser.parse_args()
    if arguments.folder is None:
        suffix = "" if arguments.as_of == DEFAULT_LIST else f"-{arguments.as_of}"
        arguments.folder = PROJECT / "var" / f"demo{suffix}"
    arguments.folder = arguments.folder.resolve()
    return arguments


def run(arguments: argparse.Namespace) -> None:
    """Prepare, serve, and stop everything on the way out, whatever the reason."""
    if sys.version_info[:2] not in {(3, 11), (3, 12), (3, 13)}:
        raise Problem(
            f"This is Python {sys.version.split()[0]}, and the demo needs 3.11 to 3.13: "
            "say make demo PYTHON=/path/to/python3.11."
        )
    if arguments.as_of not in LISTS:
        raise Problem(
            f"There is no list of units of {arguments.as_of}: say make demo AS_OF={' or make demo AS_OF='.join(LISTS)}."
        )
    port = free_port(arguments.port)
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    with only_one(arguments), postgres(folder) as url:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "DEMO_FOLDER": str(folder),
            "DATABASE_URL": url,
            "PUBLIC_PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        }
        leave(folder / "secret-key", secrets.token_urlsafe(50), private=True)
        (folder / "port").write_text(str(port))
        compile_messages()
        prepare(arguments, environment)
        serve(port, folder, environment)


def free_port(text: str) -> int:
    """The port as a number, once it is known to be free."""
    if not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise Problem(f"{text} is not a port: choose a number from 1024 to 65535, as in make demo PORT=8001.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Problem(
                f"Port {port} is for the system only: choose one above 1023, as in make demo PORT=8001."
            ) from None
        except OSError:
            raise Problem(
                f"Port {port} is in use: stop what runs there or choose another one, as in make demo PORT={port + 1}."
            ) from None
    return port


@contextmanager
def only_one(arguments: argparse.Namespace) -> Iterator[None]:
    """Two demos in one folder would stop each other's database."""
    folder: Path = arguments.folder
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            other = OTHER_LIST if arguments.as_of == DEFAULT_LIST else DEFAULT_LIST
            raise Problem(
                f"A demo already runs from {folder}: stop it first, or show the other list of units beside it "
                f"with make demo AS_OF={other} PORT=8001."
            ) from None
        yield


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of the database: the one DATABASE_URL names, else a server for as long as the block runs."""
    named = os.environ.get("DATABASE_URL", "")
    if named:
        check_database(named)
        yield named
        return
    with phase("database"):
        url = database.start(folder)
    try:
        yield url
    finally:
        with _undisturbed():
            database.stop(folder)


def check_database(url: str) -> None:
    """Connect once, so that a wrong address is told here and not by a traceback ten lines long."""
    import environ
    import psycopg

    advice = "correct DATABASE_URL, or leave it out and the demo brings a PostgreSQL of its own"
    if urlsplit(url).scheme not in ("postgres", "postgresql", "pgsql", "psql"):
        raise Problem(f"DATABASE_URL does not name a PostgreSQL database (postgres://…): {advice}.")
    try:
        parts = environ.Env.db_url_config(url)
    except Exception:  # noqa: BLE001 - the library raises many kinds for an address it cannot read
        raise Problem(f"DATABASE_URL is not an address of a database: {advice}.") from None
    given = {
        "host": parts.get("HOST"),
        "port": parts.get("PORT"),
        "user": parts.get("USER"),
        "password": parts.get("PASSWORD"),
        "dbname": parts.get("NAME"),
    }
    try:
        psycopg.connect(**{key: value for key, value in given.items() if value}, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).split("\n")[0].split()) or "no answer"
        raise Problem(f"The database of DATABASE_URL does not answer ({reason}): {advice}.") from None


def compile_messages() -> None:
    """Django reads compiled catalogues only, and those are not in the repository."""
    script = PROJECT / "scripts" / "messages.py"
    sources = list((PROJECT / "portal").glob("locale*/*/LC_MESSAGES/*.po"))
    stale = [
        po
        for po in sources
        if not po.with_suffix(".mo").exists() or po.stat().st_mtime > po.with_suffix(".mo").stat().st_mtime
    ]
    if stale:
        finish([sys.executable, str(script), "compile"], os.environ, "The translations could not be compiled")


def prepare(arguments: argparse.Namespace, environment: dict[str, str]) -> None:
    """Migrations, units, sites and content; the command prints its own progress."""
    command = [sys.executable, "manage.py", "prepare_demo", "--as-of", arguments.as_of, "--size", arguments.size]
    finish(command, environment | {"LOG_LEVEL": "WARNING"}, "The demo could not be prepared")


def finish(command: list[str], environment: object, problem: str) -> None:
    """Run a command to its end; a failure is a Problem, after what the command itself said."""
    with children() as started:
        process = spawn(command, environment)
        started.append(process)
        if code := process.wait():
            raise Problem(f"{problem} (exit status {code}): see the lines above.")


def serve(port: int, folder: Path, environment: dict[str, str]) -> None:
    """Run worker and web server until asked to stop; one of them ending by itself is a Problem."""
    gunicorn = [
        *(sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"),
        *("--workers", str(WEB_WORKERS), "--worker-class", "gthread", "--threads", "4"),
        *("--no-control-socket", "--graceful-timeout", "5", "--worker-tmp-dir", str(folder)),
    ]
    commands = {"worker": [sys.executable, "manage.py", "db_worker", "--no-startup-delay"], "web": gunicorn}
    with children() as started:
        for name, command in commands.items():
            started.append(spawn(command, environment, log=(folder / f"{name}.log").open("w")))
        with phase("server"):
            wait_for_answer(port, started, folder)
        say((folder / "welcome.txt").read_text(encoding="utf-8"))
        say("Ctrl-C stops everything.")
        while all(process.poll() is None for process in started):
            time.sleep(0.5)
        raise Problem(f"The {_ended(started, commands)} ended by itself: see the last lines of the logs in {folder}.")


def wait_for_answer(port: int, started: list[subprocess.Popen], folder: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in started):
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.settimeout(10)
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            if b" 200 " in connection.recv(64):
                return
        time.sleep(0.2)
    raise Problem(f"The web server does not start: see the last lines of web.log and worker.log in {folder}.")


def _ended(started: list[subprocess.Popen], commands: dict[str, list[str]]) -> str:
    return next(name for name, process in zip(commands, started, strict=True) if process.poll() is not None)


def spawn(command: list[str], environment: object, log: IO | None = None) -> subprocess.Popen:
    """Start a child in a session of its own: Ctrl-C reaches the supervisor alone, which then ends them in order."""
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        start_new_session=True,
    )


@contextmanager
def children() -> Iterator[list[subprocess.Popen]]:
    """Processes put on the list end with the block, with all their own children."""
    started: list[subprocess.Popen] = []
    try:
        yield started
    finally:
        with _undisturbed():
            for process in reversed(started):
                end(process)


def end(process: subprocess.Popen) -> None:
    """Ask the process group to end, and insist after a while."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_END)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C must not leave half of it running."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ask_to_stop(number: int, frame: object) -> None:
    raise Stop


def leave(file: Path, content: str, *, private: bool = False) -> None:
    """Write a file once."""
    if not file.exists():
        file.touch(mode=0o600 if private else 0o644)
        file.write_text(content)


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Print a line about a phase and how long it took."""
    began = time.monotonic()
    yield
    say(f"  {name:<12} {time.monotonic() - began:5.1f} s")


def say(text: str) -> None:
    # A closed terminal is one of the ways to be stopped, and must not break the stopping.
    with suppress(OSError):
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
