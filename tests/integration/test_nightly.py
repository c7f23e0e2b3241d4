"""The round of every night: planned once, started by the worker, and it goes on."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from freezegun import freeze_time

from portal.core import nightly
from sites.units.services import rename_unit
from sites.units.tasks import follow_names


@pytest.fixture
def queue(settings, transactional_db):
    """The durable queue of an installation, in place of jobs that run at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def planned():
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return waiting.filter(task_path=nightly.nightly_round.module_path)


def work() -> None:
    """What the worker does until nothing is due."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)


def test_one_round_is_planned_for_the_coming_night_however_often_it_is_asked(queue):
    assert nightly.plan_next_round()
    assert not nightly.plan_next_round()
    when = timezone.localtime(planned().get().run_after)
    assert (when.date(), when.time()) == (timezone.localdate() + timedelta(days=1), nightly.HOUR)


def test_a_round_starts_every_job_and_plans_the_next(queue):
    nightly.nightly_round.enqueue()
    work()
    done = set(DBTaskResult.objects.successful().values_list("task_path", flat=True))
    assert {job.module_path for job in nightly._jobs} <= done
    assert {"sites.units.tasks.follow_roles", "search.tasks.look_after", "portal.core.tasks.tidy_up"} <= done
    assert planned().count() == 1


def test_a_round_not_yet_due_waits(queue):
    nightly.plan_next_round()
    work()
    assert planned().count() == 1
    assert not DBTaskResult.objects.successful().exists()


def test_a_name_planned_ahead_reaches_the_site_on_its_day_and_not_before(province):
    commune = province.commune
    tomorrow = timezone.localdate() + timedelta(days=1)
    rename_unit(commune, name="Trung Môn Mới", valid_from=tomorrow)
    follow_names.enqueue()
    commune.site.refresh_from_db()
    assert commune.site.site_name == "Xã Trung Môn"
    with freeze_time(timezone.now() + timedelta(days=1)):
        follow_names.enqueue()
    commune.site.refresh_from_db()
    assert commune.site.site_name == "Xã Trung Môn Mới"
    assert commune.homes.get(locale__language_code="vi").page.title == "Xã Trung Môn Mới"
