"""Fixtures of all levels. The base province always has two units of each tier, two hosts, two languages."""

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from django_otp import DEVICE_ID_SESSION_KEY

from sites.units.models import Unit
from sites.units.services import sync_tiers

from .factories.units import make_site, make_unit
from .restoring import Built, remember_database, restore_database
from .standing import Standing


@dataclass
class Province:
    """The units of the base fixture."""

    province: Unit
    department: Unit
    other_department: Unit
    district: Unit
    other_district: Unit
    commune: Unit
    other_commune: Unit


@pytest.fixture(autouse=True)
def _vietnamese_again():
    """The active language leaks from one test to the next otherwise."""
    yield
    translation.activate("vi")


@pytest.fixture(autouse=True)
def _empty_cache():
    """What one test made is rolled back, so nothing of it may be remembered in the next."""
    cache.clear()


@pytest.fixture
def tiers(db) -> None:
    sync_tiers()


# Files that take minutes. Two workers take file after file: what is long and comes last leaves one of them idle.
LONGEST = ("isolation/test_scanner", "integration/test_demo_", "browser/test_editors_day", "integration/search/test_f")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONGEST))


def pytest_collection_finish() -> None:
    """What has been loaded by now stays to the end; looking through it again and again for what may go takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_standing = Standing()
# The province that stands is the same in all modules; what else is built once may look as its module wants it.
_provinces, _of_module = Built(), Built()


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(item.fixturenames)
    )


def _stands_on_it(item: pytest.Item) -> bool:
    """Whether a test wants the province and rolls back what it does."""
    return "province" in item.fixturenames and not _commits(item)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of another module, which may commit or start a server, nothing is left standing."""
    if item.module is not _standing.module or not _stands_on_it(item):
        _standing.release()


@pytest.hookimpl
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.module is not item.module:
        _of_module.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    """Each worker starts from a copy of the tables that `scripts/run_tests.py` made; without it Django makes them."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("TEST_DATABASE_TEMPLATE")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        remember_database()
    # After a test that commits Django would empty every table and bring nothing back.
    with patch.object(TransactionTestCase, "_fixture_teardown", lambda case: restore_database()):
        yield


@pytest.fixture(scope="session")
def _end_of_standing(django_db_setup) -> Iterator[None]:
    yield
    _standing.release()


@pytest.fixture
def _outer_transaction(request, _end_of_standing, django_db_blocker) -> None:
    if _stands_on_it(request.node):
        cache.clear()
        _standing.prepare(request.module, lambda: _provinces.have("standing", _build), django_db_blocker)
        cache.clear()


@pytest.fixture
def _django_db_helper(_outer_transaction, _django_db_helper) -> None:
    """pytest-django's own, inside the outer transaction; its source says that this is meant to be possible."""


def _build() -> dict[str, int]:
    """The keys of the units of a province built anew."""
    sync_tiers()
    built = build_province()
    if connection.in_atomic_block:
        # References are looked at once here, and not at the end of each test again.
        connection.check_constraints()
    return {field.name: getattr(built, field.name).pk for field in fields(Province)}


# Fixtures that hand out a way to ask and leave all as it is until a test uses it.
ONLY_ASK = {"visit", "desk", "django_capture_on_commit_callbacks"}


@pytest.fixture
def once(request, db) -> Callable[[Callable[[], Any]], Any]:
    """`once(build)`: what takes long to build is built by the first test of a module, and found as new by the others.

    Tests that have other fixtures have it built for themselves: what it is like may depend on them.
    """
    others = [name for name in request.fixturenames if name not in ONLY_ASK]

    def have(build: Callable[[], Any]) -> Any:
        return _of_module.have((build.__qualname__, *others), build)

    return have


@pytest.fixture
def province(once) -> Province:
    """A province with two departments, two districts and two communes, each with a site of its own.

    The province and one commune have two languages.
    """
    keys = _standing.keys or once(_build)
    return Province(**{name: Unit.objects.get(pk=key) for name, key in keys.items()})


def build_province() -> Province:
    """What the fixture `province` hands out, for fixtures that live longer than a test."""
    domain = "tuyenquang.localhost"
    root = make_unit("province", "tinh", "Tuyên Quang", code="08", name_en="Tuyen Quang")
    both = ("vi", "en")
    units = {
        "province": make_site(root, domain, both),
        "department": make_site(make_unit("department", "so", "Nội vụ", parent=root), f"sonoivu.{domain}"),
        "other_department": make_site(make_unit("department", "so", "Tài chính", parent=root), f"sotaichinh.{domain}"),
        "district": make_site(make_unit("district", "huyen", "Yên Sơn", parent=root, code="075"), f"yenson.{domain}"),
        "other_district": make_site(
            make_unit("district", "huyen", "Sơn Dương", parent=root, code="076"), f"sonduong.{domain}"
        ),
    }
    units["commune"] = make_site(
        make_unit("commune", "xa", "Trung Môn", parent=units["district"], code="02449", name_en="Trung Mon"),
        f"trungmon.{domain}",
        both,
    )
    units["other_commune"] = make_site(
        make_unit("commune", "xa", "Tân Trào", parent=units["other_district"], code="02536"), f"tantrao.{domain}"
    )
    return Province(**units)


@pytest.fixture
def visit():
    """Ask a host for an address: `visit("trungmon.tuyenquang.localhost", "/tin-tuc/")`."""

    def ask(host: str, path: str = "/", **extra: object):
        # The language of a page stays active after it, as it does in no server.
        with translation.override(translation.get_language()):
            return Client(headers={"host": host}).get(path, **extra)

    return ask


@pytest.fixture
def desk():
    """A client of the admin signed in as a person who has shown the second factor: `desk(person)`."""

    def sign_in(person) -> Client:
        client = Client(headers={"host": settings.ADMIN_HOST})
        client.force_login(person, backend="portal.accounts.backends.PortalBackend")
        device = person.totpdevice_set.create(name="điện thoại", confirmed=True)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return sign_in


def pytest_terminal_summary(terminalreporter) -> None:
    """Print what tests have put on record as their summary (`record_property`), and which used a stand-in."""
    stood_in: dict[str, set[str]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, line in getattr(report, "user_properties", ()):
                if name == "summary" and report.when == "call":
                    terminalreporter.write_line(line)
                elif name == "stand-in":
                    stood_in.setdefault(line, set()).add(report.nodeid.partition("[")[0])
    for line, tests in sorted(stood_in.items()):
        terminalreporter.write_line(f"{line} in {len(tests)} tests: {', '.join(sorted(tests))}")
