"""Two communes side by side: what is secret of the second carries a marker that must never be read in the first."""

import gc
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, WorkflowState

from sites.units.enums import Role
from sites.units.models import Unit
from tests.factories.units import make_article, make_person
from tests.restoring import Rows

SECRET = "BIMAT"


def image_of(unit: Unit, title: str, *tags: str) -> Any:
    image = get_image_model().objects.create(title=title, file=get_test_image_file(), collection=unit.collection)
    image.tags.add(*tags)
    return image


def document_of(unit: Unit, title: str) -> Any:
    return get_document_model().objects.create(title=title, file="documents/x.pdf", collection=unit.collection)


def submitted(unit: Unit, title: str, by: Any) -> WorkflowState:
    """A draft that waits for approval."""
    article = make_article(unit, title, live=False, owner=by)
    return article.get_workflow().start(article, by)


@dataclass
class Neighbours:
    """`own` and `other` are the communes; `theirs` holds by name what belongs to the other one."""

    own: Unit
    other: Unit
    contributor: Any
    editor: Any
    publisher: Any
    admin: Any
    other_editor: Any
    other_admin: Any
    theirs: dict[str, Any]


@pytest.fixture
def neighbours(province, once) -> Neighbours:
    return once(lambda: make_neighbours(province))


def make_neighbours(province: Any) -> Neighbours:
    own, other = province.commune, province.other_commune
    people = {role: make_person(f"xa-{role.value}", unit=own, role=role) for role in Role if role.name in UNIT_NAMES}
    other_editor = make_person(f"{SECRET}-btv", unit=other, role=Role.EDITOR, full_name=f"{SECRET} Biên tập")
    other_admin = make_person(f"{SECRET}-qt", unit=other, role=Role.UNIT_ADMIN, full_name=f"{SECRET} Quản trị")
    published = make_article(other, "Tin đã đăng của Tân Trào")
    published.title = f"{SECRET} tiêu đề sửa dở"
    published.save_revision(user=other_editor, log_action=True)
    locked = make_article(other, f"{SECRET} bị khoá", live=False)
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=other_editor, locked_at=timezone.now())
    theirs = {
        "draft": make_article(other, f"{SECRET} nháp", live=False),
        "published": Page.objects.get(pk=published.pk),
        "locked": locked,
        "state": submitted(other, f"{SECRET} chờ duyệt", other_editor),
        "image": image_of(other, f"{SECRET} hình", f"{SECRET}-nhan"),
        "document": document_of(other, f"{SECRET} tài liệu"),
        "redirect": Redirect.objects.create(
            old_path=f"/{SECRET.lower()}-cu", redirect_link="https://example.test/", site=other.site
        ),
        "everywhere": Redirect.objects.create(
            old_path=f"/{SECRET.lower()}-chung", redirect_link="https://example.test/"
        ),
        "workflow": other.unit_workflow.workflow,
    }
    return Neighbours(
        own,
        other,
        people[Role.CONTRIBUTOR],
        people[Role.EDITOR],
        people[Role.PUBLISHER],
        people[Role.UNIT_ADMIN],
        other_editor,
        other_admin,
        theirs,
    )


# The world and its rows, once they have been made; to make them takes as long as many tests do.
_kept: list[tuple[Any, Rows]] = []


def _world() -> Any:
    """The scanner's world, its rows as they were made."""
    from .scanner.world import build_world

    if not _kept:
        world = build_world()
        _kept.append((world, Rows.there()))
        gc.freeze()
    else:
        _kept[0][1].bring_back()
    return _kept[0][0]


@pytest.fixture(scope="module")
def scanner(django_db_setup, django_db_blocker) -> Iterator[Any]:
    """The leak scanner with one world for all tests of a file; every request in it is undone."""
    from .scanner.walk import Scanner

    storages = {
        "default": {"BACKEND": "tests.isolation.scanner.files.KeptFiles"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with django_db_blocker.unblock(), override_settings(STORAGES=storages), transaction.atomic():
        logging.disable(logging.CRITICAL)
        scanner = Scanner(_world())
        # What was to follow a commit never comes, and would be looked through whenever a request is undone.
        connection.run_on_commit.clear()
        yield scanner
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture
def walk_as(scanner, record_property):
    """Walk the admin as a role of the own unit: nothing may be seen or changed that is a neighbour's.

    `share` takes every second address, from the first (0) or from the second (1), so that two files share a long walk.
    """
    from .scanner.walk import patterns_for

    def walk(role: str, share: int | None = None) -> None:
        patterns = list(patterns_for(role))
        report = scanner.walk(role, patterns if share is None else patterns[share::2])
        record_property("summary", f"Leak scanner as {report.summary()}")
        assert not report.unreached, report.unreached
        assert not report.findings, f"{report.summary()}\n{report.details()}"
        assert not report.crashes, report.details()

    return walk


UNIT_NAMES = {"CONTRIBUTOR", "EDITOR", "PUBLISHER", "UNIT_ADMIN"}


def shown(client: Client, name: str, *args: Any, query: str = "", **kwargs: Any) -> str:
    """The page of an admin address, which must answer; its text must hold nothing secret."""
    response = client.get(reverse(name, args=args, kwargs=kwargs) + query)
    assert response.status_code == 200, (name, response.status_code)
    text = response.getvalue().decode() if response.streaming else response.content.decode()
    assert SECRET.lower() not in text.lower(), name
    if response.headers["Content-Type"].startswith("application/json"):
        # Letters with marks are escaped in JSON; tests look for them as they are written.
        return json.dumps(json.loads(text), ensure_ascii=False)
    return text


def refused(client: Client, name: str, *args: Any, post: dict | None = None, query: str = "") -> None:
    """An admin address that answers 403 or 404 and shows nothing secret."""
    url = reverse(name, args=args) + query
    response = client.get(url) if post is None else client.post(url, post)
    assert response.status_code in (403, 404), (name, response.status_code)
    assert SECRET.lower() not in response.content.decode().lower(), name
