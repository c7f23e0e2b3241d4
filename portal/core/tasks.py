"""Jobs of the machine itself."""

import imaplib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from . import bounce_box, outbox, page_cache, tries
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


@task()
def deliver_mail() -> None:
    """Send the letters that wait; what the mail server does not take now is sent when it is due again."""
    if not outbox.deliver() or not deliver_mail.get_backend().supports_defer:
        return
    wait = outbox.next_due()
    if wait is not None:
        deliver_mail.using(run_after=timezone.now() + wait).enqueue()


@every_night
@task()
def tend_mail() -> None:
    """Send what a worker that was killed has left, and forget what was settled long ago."""
    outbox.forget_old()
    outbox.deliver()


@every_night
@task()
def read_bounces() -> None:
    """Take the letters that came back to the mailbox that is named for them."""
    if not settings.BOUNCE_IMAP_URL:
        return
    try:
        bounce_box.read_imap(settings.BOUNCE_IMAP_URL)
    except (OSError, imaplib.IMAP4.error):
        # They wait there; the next night comes.
        logger.exception("the mailbox of letters that came back could not be read")


@every_night
@task()
def forget_tries() -> None:
    """Wrong tries count for as long as their hour or day lasts."""
    tries.forget()
