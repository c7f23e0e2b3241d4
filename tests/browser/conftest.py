"""A real browser before a real server, with content on a province, a district and a commune."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from sites.units.services import sync_tiers
from tests.browsers import find_chromium
from tests.conftest import build_province
from tests.factories.content import make_full_article, make_image, make_notice
from tests.factories.newsroom import make_adapted
from tests.factories.units import make_article
from tests.restoring import restore_database

DOMAIN = "tuyenquang.localhost"
PHONE, DESK = 390, 1280
SCREENSHOTS = Path(settings.VAR_DIR) / "screenshots"


@dataclass
class LiveHosts:
    """The server's addresses: `url("trungmon", "/tin-tuc/")`; an empty label is the province itself."""

    port: int
    article: str = "/tin-tuc/khanh-thanh-nha-van-hoa/"
    labels: tuple[str, ...] = ("", "yenson", "trungmon")

    def host(self, label: str) -> str:
        return f"{label}.{DOMAIN}" if label else DOMAIN

    def url(self, label: str = "", path: str = "/") -> str:
        return f"http://{self.host(label)}:{self.port}{path}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_browser(browser) -> Iterator[Callable[..., Page]]:
    """A new reader: `open_browser(390)`, with `java_script_enabled=False` one without scripts."""
    contexts: list[BrowserContext] = []

    def open_one(width: int = DESK, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN", **options)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def live_hosts(browser, django_db_setup, django_db_blocker) -> Iterator[LiveHosts]:
    """The running server, with news, notices and an article of every block on three tiers.

    It is built once for the tests of a module, which only read.
    """
    with serving(django_db_blocker) as port:
        furnish()
        yield LiveHosts(port)


@contextmanager
def serving(django_db_blocker, **changes: object) -> Iterator[int]:
    """Run a server under the settings of the tests and these changes; gives its port.

    What is written meanwhile is committed; afterwards the database is as it was before. The tests carry the mark
    `django_db`, without which pytest-django makes no test database.
    """
    with django_db_blocker.unblock(), override_settings(**changes):
        if not connection.settings_dict["NAME"].startswith("test_"):
            raise RuntimeError("this is not a test database; mark the tests with django_db")
        server = LiveServer("localhost")
        port = server.thread.port
        try:
            # Before any site is made: its addresses are built from this.
            with override_settings(PUBLIC_PORT=port, WAGTAILADMIN_BASE_URL=f"http://{settings.ADMIN_HOST}:{port}"):
                yield port
        finally:
            server.stop()
            restore_database()


def outside(work: Callable[[], Any]) -> Any:
    """Do something in a connection of its own, so that the server sees it at once."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as one:
        return one.submit(run).result()


def furnish() -> None:
    """Make what the tests read."""
    sync_tiers()
    province = build_province()
    for unit in (province.province, province.district, province.commune):
        make_notice(unit, "Thông báo lịch tiếp công dân")
        make_full_article(unit, "Khánh thành nhà văn hoá")
        unit.settings.responsible_person = "Người chịu trách nhiệm thử"
        unit.settings.save()
    province.commune.settings.emblem = make_image(province.commune, "Biểu trưng", (400, 400))
    province.commune.settings.save()
    make_adapted(make_article(province.province, "Lễ hội Thành Tuyên", lead_image=make_image(province.province)))


# What moves for seconds, as something of Wagtail's menu does, is not waited for.
# One that is replaced by another is over before what it fades into is there.
QUICK_ANIMATIONS_ARE_OVER = """(async () => {
    const quick = () => document.getAnimations().filter(one => one.effect.getComputedTiming().endTime <= 1000)
    for (let round = 0; round < 20; round++) {
        await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
        if (!quick().length) break
        await Promise.allSettled(quick().map(one => one.finished))
    }
})()"""


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """What axe objects to on a page, one line an element; empty when the page is clean."""
    axe = Axe()

    def find(page: Page) -> list[str]:
        # Lines that move when their letters come would be measured on what was below them; colours that fade into
        # place would be measured half-way.
        page.evaluate("document.fonts.ready.then(() => true)")
        page.evaluate(QUICK_ANIMATIONS_ARE_OVER)
        # Where the page is good axe would say so element by element, which takes most of its time.
        found = axe.run(page, options={"resultTypes": ["violations"]})["violations"]
        return [
            f"{page.url} [{page.viewport_size['width']}]: {rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return find


def screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in var/screenshots, for whoever asks with SCREENSHOTS=1: they take long."""
    if os.environ.get("SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
