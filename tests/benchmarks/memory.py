"""Is a web worker's memory flat? `python -m tests.benchmarks.memory [--requests 10000] [--folder var/demo]`.

Needs the content of a demo that was started once and does not run now. Starts its database and one web worker,
asks all sites in turn on the loopback, half of the pages from the page cache and half rendered anew, and prints
the worker's memory at intervals. Fails when it grows after the warm-up by more than GROWTH_MB.
"""

import argparse
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
# What Python keeps for itself settles within this share of the requests.
WARM_UP = 0.25
GROWTH_MB = 12
PATHS = ("/", "/tin-tuc/", "/gioi-thieu/", "/gioi-thieu/tong-quan/", "/lien-he/dia-chi/", "/danh-ba/", "/no-such-page/")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=PROJECT / "var" / "demo")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    if not (folder / "secret-key").exists():
        print(f"There is no demo in {folder}: run make demo once and stop it.", file=sys.stderr)
        return 1
    sys.path.insert(0, str(PROJECT / "scripts"))
    import database

    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        "DEMO_FOLDER": str(folder),
        "DATABASE_URL": database.start(folder),
        "LOG_LEVEL": "ERROR",
    }
    try:
        hosts = all_hosts(environment)
        with worker(environment, folder) as (port, process):
            return measure(port, process, hosts, arguments.requests)
    finally:
        database.stop(folder)


def all_hosts(environment: dict[str, str]) -> list[str]:
    """The primary hosts of all units, read in a process of its own so that none of it is measured."""
    code = (
        "import django; django.setup(); from sites.units.models import HostName; "
        "print(*HostName.objects.on().filter(role='primary').values_list('host', flat=True).order_by('host'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@contextmanager
def worker(environment: dict[str, str], folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """One gunicorn worker as the demo runs it; gives its port and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"),
        *("--workers", "1", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"),
        *("--worker-tmp-dir", str(folder)),
    ]
    master = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            children = psutil.Process(master.pid).children()
            if children:
                break
            time.sleep(0.2)
        yield port, children[0]
    finally:
        master.terminate()
        master.wait(20)


def measure(port: int, process: psutil.Process, hosts: list[str], requests: int) -> int:
    def memory() -> float:
        return process.memory_info().rss / 2**20

    asked = ((host, path) for path in cycle(PATHS) for host in hosts)
    statuses: dict[int, int] = {}
    start = settled = 0.0
    began = time.monotonic()
    for number, (host, path) in enumerate(islice(asked, requests), start=1):
        # An address nobody asked for before is rendered; the same one again comes from the cache.
        fresh = f"?lan={number}" if number % 2 else ""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path + fresh, headers={"Host": host})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        start = start or memory()
        if not settled and number >= requests * WARM_UP:
            settled = memory()
        if number % max(requests // 20, 1) == 0:
            print(
                f"{number:>7} requests  {memory():7.1f} MB  {number / (time.monotonic() - began):5.0f} a second",
                flush=True,
            )
    grown = memory() - settled
    print(f"{len(hosts)} sites; answers {statuses}; started at {start:.1f} MB, settled at {settled:.1f} MB")
    print(f"grown after the warm-up by {grown:.1f} MB of at most {GROWTH_MB} MB")
    failed = set(statuses) - {200, 404} or grown > GROWTH_MB
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
