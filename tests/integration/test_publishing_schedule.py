"""What was approved for a time happens at that time, whichever worker runs, and nothing else does."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from freezegun import freeze_time
from wagtail.models import PageLogEntry, Revision

from sites.pages.models import ContactPoint, StandardPage
from sites.units import scheduling
from sites.units.batches import add_to_batch, open_batch
from sites.units.enums import Role
from sites.units.models import BatchState, ImportBatch, Notification
from sites.units.publishing import How, content_published, publish
from sites.units.tasks import follow_schedule, sweep_schedule
from tests.factories.units import home_of, make_person

HOUR = timedelta(hours=1)


@pytest.fixture
def publisher(province):
    return make_person("nguoi-duyet", unit=province.commune, role=Role.PUBLISHER)


@pytest.fixture
def section(province):
    return home_of(province.commune).get_children().get(slug="thong-bao")


def make_page(section, writer, **fields):
    page = StandardPage(title="Lịch tiếp dân", owner=writer, live=False, locale=section.locale, **fields)
    section.add_child(instance=page)
    page.save_revision(user=writer)
    return page


def make_contact(unit, writer, **fields):
    contact = ContactPoint.objects.create(unit=unit, name="Bà Tư", live=False, owner=writer, **fields)
    contact.save_revision(user=writer)
    return contact


@pytest.fixture(params=["page", "snippet"])
def made_by(request, province, section):
    if request.param == "page":
        return lambda writer, **fields: make_page(section, writer, **fields)
    return lambda writer, **fields: make_contact(province.commune, writer, **fields)


def again(thing):
    return type(thing)._base_manager.get(pk=thing.pk)


def test_approved_for_a_time_it_goes_live_then_and_not_before(made_by, publisher):
    heard = []

    def listen(obj, by, how, **kwargs):
        heard.append((by, how))

    content_published.connect(listen)
    thing = made_by(publisher, go_live_at=timezone.now() + HOUR)
    publish(thing, by=publisher)
    assert not again(thing).live
    assert scheduling.sweep() == 0
    assert (again(thing).live, heard) == (False, [])
    with freeze_time(timezone.now() + 2 * HOUR):
        assert scheduling.sweep() == 1
        assert scheduling.sweep() == 0
    content_published.disconnect(listen)
    assert again(thing).live
    assert heard == [(None, How.SCHEDULED)]
    assert Notification.objects.filter(kind="published_on_time", person=publisher).exists()


def test_a_time_that_nobody_has_approved_publishes_nothing(made_by, publisher, province):
    writer = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    draft = made_by(writer, go_live_at=timezone.now() + HOUR)
    waiting = made_by(writer, go_live_at=timezone.now() + HOUR)
    waiting.get_workflow().start(waiting, writer)
    with freeze_time(timezone.now() + 2 * HOUR):
        assert scheduling.sweep() == 0
    assert not again(draft).live
    assert not again(waiting).live


def test_what_is_written_after_the_approval_does_not_go_along(made_by, publisher, province):
    thing = made_by(publisher, go_live_at=timezone.now() + HOUR)
    publish(thing, by=publisher)
    later = again(thing).get_latest_revision_as_object()
    name = "title" if isinstance(later, StandardPage) else "name"
    setattr(later, name, "CHƯA AI DUYỆT")
    later.save_revision(user=make_person(unit=province.commune, role=Role.CONTRIBUTOR))
    with freeze_time(timezone.now() + 2 * HOUR):
        scheduling.sweep()
    assert again(thing).live
    assert getattr(again(thing), name) != "CHƯA AI DUYỆT"


def test_a_plan_that_is_cancelled_is_off(section, publisher, desk):
    page = make_page(section, publisher, go_live_at=timezone.now() + HOUR)
    publish(page, by=publisher)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    editor = make_person(unit=publisher.roles.get().unit, role=Role.EDITOR)
    url = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk])
    assert desk(editor).post(url).status_code in (302, 403)
    revision.refresh_from_db()
    assert revision.approved_go_live_at, "an editor cancels no plan of a publisher"
    assert desk(publisher).post(url).status_code == 302
    with freeze_time(timezone.now() + 2 * HOUR):
        assert scheduling.sweep() == 0
    assert not again(page).live


def test_it_goes_off_line_at_its_end(made_by, publisher):
    thing = made_by(publisher, expire_at=timezone.now() + HOUR)
    publish(thing, by=publisher)
    assert scheduling.sweep() == 0
    assert again(thing).live
    with freeze_time(timezone.now() + 2 * HOUR):
        assert scheduling.sweep() == 1
    assert not again(thing).live
    assert again(thing).expired


def test_one_that_fails_says_why_and_keeps_no_other_from_its_time(section, publisher):
    bad, good = (make_page(section, publisher, go_live_at=timezone.now() + HOUR) for _ in range(2))
    for page in (bad, good):
        publish(page, by=publisher)
    Revision.objects.filter(object_id=str(bad.pk)).update(content={**bad.serializable_data(), "title": ""})
    with freeze_time(timezone.now() + 2 * HOUR):
        assert scheduling.sweep() == 1
        assert scheduling.sweep() == 0
    assert (again(bad).live, again(good).live) == (False, True)
    assert Notification.objects.filter(kind="schedule_failed", person=publisher).exists()


# --- With the durable queue of an installation ---------------------------------------------------


@pytest.fixture
def queue(settings, transactional_db):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def work() -> None:
    """What the worker does until nothing is due."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)


def jobs(task):
    return DBTaskResult.objects.filter(task_path=task.module_path)


def test_the_queue_starts_it_at_its_time_and_sweeps_on(queue, province, section, publisher):
    when = timezone.now() + HOUR
    page = make_page(section, publisher, go_live_at=when, expire_at=when + HOUR)
    publish(page, by=publisher)
    assert sorted(jobs(follow_schedule).values_list("run_after", flat=True)) == [when, when + HOUR]
    work()
    assert not again(page).live
    with freeze_time(when + timedelta(seconds=1)):
        work()
    assert again(page).live
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count() == 1
    with freeze_time(when + HOUR + timedelta(seconds=1)):
        work()
    assert not again(page).live
    assert jobs(sweep_schedule).filter(status=TaskResultStatus.READY).count() == 1, "one round is always planned"


def test_a_worker_that_was_killed_at_the_time_is_made_up_for_by_the_sweeper(queue, province, section, publisher):
    when = timezone.now() + HOUR
    page = make_page(section, publisher, go_live_at=when)
    publish(page, by=publisher)
    jobs(follow_schedule).update(status=TaskResultStatus.RUNNING)
    with freeze_time(when + 2 * scheduling.SWEEP_EVERY):
        work()
    assert again(page).live


def test_a_large_batch_of_a_worker_that_was_killed_is_made_up_for_too(queue, province, publisher):
    batch = open_batch(province.commune, publisher, "contacts", "Danh bạ")
    add_to_batch(batch, make_contact(province.commune, None))
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.PUBLISHING, decided_by=publisher)
    scheduling.sweep()
    batch.refresh_from_db()
    assert (batch.state, ContactPoint.objects.get().live) == (BatchState.PUBLISHED, True)
