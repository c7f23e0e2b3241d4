"""A process killed while it publishes leaves the database as before or as after, never between."""

import threading

import pytest
from django.db import connection
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from sites.newsroom.models import ArticlePage
from sites.pages.models import ContactPoint
from sites.units import batches
from sites.units.batches import add_to_batch, open_batch, publish_batch
from sites.units.enums import Role
from sites.units.models import AlreadyDecided, BatchState, ImportBatch, Notification
from sites.units.publishing import PublishRefused, publish
from tests.factories.units import make_article, make_person
from tests.killing import die_while

DYING = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from wagtail.models import Page
from portal.accounts.models import User
from sites.units import batches, notifications, passage, publishing
from sites.units.models import ImportBatch

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

what, point, key, person = sys.argv[1:5]
if point == "while the steps are passed":
    passage.log = die
elif point == "while the page is saved":
    from django.db.models.signals import post_save
    post_save.connect(lambda instance, **kwargs: die() if isinstance(instance, Page) else None, weak=False)
elif point == "while others are told":
    publishing.content_published.connect(die)
elif point == "after a few of a batch":
    seen = []
    publishing.content_published.connect(lambda **kwargs: die() if len(seen) > 3 else seen.append(1), weak=False)
elif point == "before the commit":
    from django.db.backends.base.base import BaseDatabaseWrapper
    BaseDatabaseWrapper._commit = die
user = User.objects.get(pk=person)
if what == "page":
    publishing.publish(Page.objects.get(pk=key).specific, by=user)
elif what == "step":
    page = Page.objects.get(pk=key).specific
    page.current_workflow_task.on_action(page.current_workflow_task_state, user, "approve")
elif what == "batch":
    batches.AT_ONCE = 1000
    batches.publish_batch(ImportBatch.objects.get(pk=key), user)
if point == "after it":
    die()
"""


def kill_while(what: str, point: str, key: int, person: object) -> None:
    """Run what publishes in a process of its own, which kills itself at the point."""
    die_while(DYING, what, point, str(key), str(person.pk))


@pytest.fixture
def commune(transactional_db, province):
    return province.commune


@pytest.fixture
def publisher(commune):
    return make_person("nguoi-duyet", unit=commune, role=Role.PUBLISHER)


def state_of(page):
    """What a publication changes: the page, its course, its history."""
    page = ArticlePage.objects.get(pk=page.pk)
    actions = set(PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True))
    return (
        page.live,
        page.live_revision_id is not None,
        "units.one_click" in actions,
        "wagtail.publish" in actions,
        WorkflowState.objects.for_instance(page).exists(),
    )


@pytest.mark.parametrize(
    ("point", "is_done"),
    [
        ("while the steps are passed", False),
        ("while the page is saved", False),
        ("while others are told", False),
        ("before the commit", False),
        ("after it", True),
    ],
)
def test_killed_while_publishing_a_page(commune, publisher, point, is_done):
    page = make_article(commune, "Mùa cam", live=False, owner=publisher, **whole(commune))
    kill_while("page", point, page.pk, publisher)
    assert state_of(page) == (is_done,) * 5
    if not is_done:
        publish(ArticlePage.objects.get(pk=page.pk), by=publisher)
        assert state_of(page) == (True,) * 5


def whole(commune):
    """What an article is asked for before it goes on line."""
    from sites.newsroom.models import Genre

    genre = Genre.objects.filter(unit=commune).first()
    return {"summary": "Vụ cam được mùa.", "source_credit": "UBND xã", "genre": genre}


@pytest.mark.parametrize(("point", "is_done"), [("while the page is saved", False), ("after it", True)])
def test_killed_at_the_last_step_of_the_workflow(commune, publisher, point, is_done):
    writer = make_person(unit=commune, role=Role.CONTRIBUTOR)
    page = make_article(commune, "Mùa cam", live=False, owner=writer)
    page.get_workflow().start(page, writer)
    page.current_workflow_task.on_action(page.current_workflow_task_state, publisher, "approve")
    told = Notification.objects.filter(kind="approved")
    assert not told.exists()
    kill_while("step", point, page.pk, publisher)
    page = ArticlePage.objects.get(pk=page.pk)
    last = TaskState.objects.order_by("pk").last()
    assert (page.live, last.status, told.exists()) == (
        (True, "approved", True) if is_done else (False, "in_progress", False)
    )


@pytest.mark.parametrize(("point", "is_done"), [("after a few of a batch", False), ("after it", True)])
def test_killed_in_the_middle_of_a_batch(commune, publisher, point, is_done):
    batch = open_batch(commune, publisher, "contacts", "Danh bạ")
    for number in range(8):
        contact = ContactPoint.objects.create(unit=commune, name=f"Đầu mối {number}", live=False)
        contact.save_revision()
        add_to_batch(batch, contact)
    kill_while("batch", point, batch.pk, publisher)
    batch = ImportBatch.objects.get(pk=batch.pk)
    live = ContactPoint.objects.filter(live=True).count()
    assert (batch.state, live) == ((BatchState.PUBLISHED, 8) if is_done else (BatchState.DRAFT, 0))
    if not is_done:
        publish_batch(batch, publisher)
        assert ContactPoint.objects.filter(live=True).count() == 8


# --- At the same moment --------------------------------------------------------------------------


def at_once(*jobs) -> list:
    """Run the jobs in threads of their own that start together; their errors, None for one that succeeded."""
    barrier, outcomes = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            barrier.wait(timeout=20)
            job()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_of_two_who_approve_at_the_same_moment_one_wins_and_the_other_gets_a_sentence(commune, publisher):
    second = make_person("nguoi-duyet-hai", unit=commune, role=Role.PUBLISHER)
    writer = make_person(unit=commune, role=Role.CONTRIBUTOR)
    for number in range(3):
        page = make_article(commune, f"Mùa cam {number}", live=False, owner=writer)
        page.get_workflow().start(page, writer)
        page.current_workflow_task.on_action(page.current_workflow_task_state, publisher, "approve")

        def approve(person, page=page):
            fresh = ArticlePage.objects.get(pk=page.pk)
            task, state = fresh.current_workflow_task, fresh.current_workflow_task_state
            return lambda: task.on_action(state, person, "approve")

        outcomes = at_once(approve(publisher), approve(second))
        lost = [error for error in outcomes if error is not None]
        assert len(lost) == 1, outcomes
        assert isinstance(lost[0], AlreadyDecided)
        assert "vừa duyệt" in str(lost[0])
        assert ArticlePage.objects.get(pk=page.pk).live
        entries = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish")
        assert entries.count() == 1


def test_of_two_who_decide_about_a_batch_at_the_same_moment_one_wins(commune, publisher):
    second = make_person("nguoi-duyet-hai", unit=commune, role=Role.PUBLISHER)
    batch = open_batch(commune, publisher, "contacts", "Danh bạ")
    contact = ContactPoint.objects.create(unit=commune, name="Bà Tư", live=False)
    contact.save_revision()
    add_to_batch(batch, contact)
    outcomes = at_once(
        lambda: publish_batch(ImportBatch.objects.get(pk=batch.pk), publisher),
        lambda: batches.discard_batch(ImportBatch.objects.get(pk=batch.pk), second),
    )
    assert [type(error) for error in outcomes if error is not None] == [PublishRefused]
    batch.refresh_from_db()
    assert (batch.state == BatchState.PUBLISHED) is ContactPoint.objects.filter(live=True).exists()
