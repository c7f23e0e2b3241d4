"""Jobs of the machine itself."""

import logging
from datetime import datetime, timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from . import page_cache
from .nightly import every_night

logger = logging.getLogger(__name__)
FIRST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 30


@task()
def expire_again(names: list[str], until: str, wait: int = FIRST_WAIT_SECONDS) -> None:
    """Make pages stale that could not be made stale when something changed.

    Tries again, at growing distances, until it succeeds or until `until`, when the last of those pages has
    gone by itself.
    """
    if page_cache.expire_now(names):
        return
    now = timezone.now()
    if now >= datetime.fromisoformat(until) or not expire_again.get_backend().supports_defer:
        logger.error("pages could not be made stale and go by themselves", extra={"versions": names})
        return
    later = expire_again.using(run_after=now + timedelta(seconds=wait))
    later.enqueue(names, until, min(wait * 2, LONGEST_WAIT_SECONDS))


@every_night
@task()
def tidy_up() -> None:
    """Remove sessions that have ended and the results of jobs that are done."""
    call_command("clearsessions")
    if expire_again.get_backend().supports_defer:
        call_command("prune_db_task_results", verbosity=0)
