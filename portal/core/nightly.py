"""What is done once a night, by the worker that does all jobs: no cron to set up, nothing to forget.

A round starts the jobs that apps have registered and plans the next one, in one transaction. `migrate`, which
every installation runs, plans the first. A round that was due while no worker ran is made up for when one does.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task

_jobs: list[Any] = []
HOUR = time(0, 10)


def every_night(job: Any) -> Any:
    """Register a task without arguments to run each night, shortly after the day has begun; for use as decorator."""
    if job.module_path not in {known.module_path for known in _jobs}:
        _jobs.append(job)
    return job


@task()
def nightly_round() -> None:
    """Plan the next round, then start every registered job."""
    with transaction.atomic():
        plan_next_round()
        for job in _jobs:
            job.enqueue()


def plan_next_round() -> bool:
    """Plan the round of the coming night unless one is planned already; returns whether it was planned.

    Where jobs run at once (the tests), there is nothing to plan.
    """
    backend = nightly_round.get_backend()
    if not backend.supports_defer or _is_planned():
        return False
    tomorrow = timezone.localdate() + timedelta(days=1)
    when = timezone.make_aware(datetime.combine(tomorrow, HOUR))
    nightly_round.using(run_after=when).enqueue()
    return True


def _is_planned() -> bool:
    # The app is there whenever the backend is; the tests run jobs at once and do without its table.
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return waiting.filter(task_path=nightly_round.module_path).exists()
