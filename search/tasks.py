"""Jobs that keep the index right."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from portal.core.nightly import every_night

from . import guidance, outbox, reconcile, services
from .engines.clients import EngineError, client
from .sources import sources

logger = logging.getLogger(__name__)
# Seconds until an engine that did not listen is tried again: twice as long each time, up to the last.
FIRST_PAUSE, LONGEST_PAUSE = 5, 60


@task()
def refresh_unit(unit_id: int) -> None:
    """Bring the entries of a unit and of all below it up to date."""
    services.refresh_unit(unit_id)


@every_night
@task()
def look_after() -> None:
    """Mend what differs from the things, count words anew, and forget what was asked in vain long ago."""
    for source in sources():
        services.mend(services.compare(source), source)
    services.count_words()
    guidance.purge_missed()
    engine = client()
    if engine is not None:
        outbox.note(reconcile.differing(engine))


@task()
def tell_engine(attempt: int = 0) -> None:
    """Tell the search engine of what changed; while it does not listen, try again later, without end."""
    now = timezone.now()
    planned = DBTaskResult.objects.filter(
        task_path=tell_engine.module_path,
        status=TaskResultStatus.READY,
        # A job without a time of its own carries the end of all days.
        run_after__range=(now, now + timedelta(days=1)),
    )
    # Another try is planned that will tell of everything: waiting for a dead engine again helps nobody.
    if not attempt and planned.exists():
        return
    try:
        told = outbox.tell()
    except EngineError as error:
        pause = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
        logger.warning("search engine does not listen", extra={"error": str(error)[:500], "again_in_seconds": pause})
        if not planned.exists():
            tell_engine.using(run_after=timezone.now() + timedelta(seconds=pause)).enqueue(attempt=min(attempt + 1, 9))
        return
    if told.left:
        tell_engine.enqueue()
