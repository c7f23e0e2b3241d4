"""What one process publishes shows in another: two real servers and a real job worker share a cache."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from wagtail.models import Page

from tests.factories.units import make_article

PROJECT = Path(__file__).resolve().parents[2]
HOST = "trungmon.tuyenquang.localhost"
PATH = "/tin-tuc/tin-cua-hai-tien-trinh/"

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISH = """
import django; django.setup()
from sites.newsroom.models import ArticlePage
page = ArticlePage.objects.get(slug="tin-cua-hai-tien-trinh")
page.title = "Tiêu đề mới"
page.save_revision().publish()
"""
# What a publish leaves to the job worker when the cache could not be reached.
LEAVE_TO_A_JOB = """
import django; django.setup()
from django.utils import timezone
from portal.core.tasks import expire_again
from sites.newsroom.models import ArticlePage
ArticlePage.objects.filter(slug="tin-cua-hai-tien-trinh").update(title="Tiêu đề qua hàng đợi")
expire_again.enqueue(["everything"], timezone.now().isoformat())
"""


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """Every process gets the test's database and one cache folder."""
    db = connection.settings_dict
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "DATABASE_URL": f"postgres://{db['USER']}:{db['PASSWORD']}@:{db['PORT']}/{db['HOST']}/{db['NAME']}"
        if db["HOST"].startswith("/")
        else f"postgres://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}",
        "CACHE_DIR": str(tmp_path / "cache"),
        "CACHE_URL": "",
    }


def run(environment: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=PROJECT, env=environment, check=True, capture_output=True)


def fetch(port: int, host: str, path: str) -> str:
    """A page as a server on this port answers it."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read().decode()


def get(port: int) -> str:
    return fetch(port, HOST, PATH)


@contextmanager
def serving(environment: dict[str, str], number: int) -> Iterator[list[int]]:
    """So many servers, each a process of its own; yields their ports."""
    ports, started = [], []
    for _ in range(number):
        with socket.create_server(("127.0.0.1", 0)) as free:
            ports.append(free.getsockname()[1])
        command = ["-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{ports[-1]}", "--timeout", "120"]
        started.append(
            subprocess.Popen(
                [sys.executable, *command],
                cwd=PROJECT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
    try:
        deadline = time.monotonic() + 90
        for port in ports:
            while time.monotonic() < deadline:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60).close()
                    break
                except OSError:
                    time.sleep(0.2)
        yield ports
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


@pytest.fixture
def servers(environment, province):
    """Two servers that have both shown the article once."""
    make_article(province.commune, "Tin của hai tiến trình")
    with serving(environment, 2) as ports:
        yield ports


def test_processes_share_what_is_kept_and_what_is_stale(servers, environment):
    """One test, because starting two servers takes longer than all it asks of them."""
    first, second = servers
    # Kept by one, used by the other: the title is changed behind the cache's back.
    assert "Tin của hai tiến trình" in get(first)
    Page.objects.filter(slug="tin-cua-hai-tien-trinh").update(title="Không ai được biết")
    assert "Tin của hai tiến trình" in get(second)
    # Published by a third process, shown by both at once.
    run(environment, "-c", PUBLISH)
    assert "Tiêu đề mới" in get(first)
    assert "Tiêu đề mới" in get(second)
    # Made stale by the job worker, stale for both.
    run(environment, "-c", LEAVE_TO_A_JOB)
    assert "Tiêu đề mới" in get(first)
    run(environment, "manage.py", "db_worker", "--batch", "--no-startup-delay")
    assert "Tiêu đề qua hàng đợi" in get(first)
    assert "Tiêu đề qua hàng đợi" in get(second)
