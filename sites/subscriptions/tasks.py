"""Jobs of subscriptions: letters in the morning, alerts at once, forgetting at night."""

from datetime import datetime, time

from django.utils import timezone
from django_tasks import task

from portal.core.nightly import every_night
from sites.units.models import today

from .services import keeping, telling

# Letters come when people get up, not in the middle of the night.
MORNING = time(6, 0)


@task()
def send_news() -> None:
    """Write what is new to everybody to whom it is due; run twice, nobody gets two letters."""
    telling.send_due()


@task()
def tell_urgent() -> None:
    """Tell at once of what holds now; who has been told is told once."""
    telling.tell_urgent()


@every_night
@task()
def plan_news() -> None:
    """Have the letters of the day written in the morning; and tell what a worker that was killed has left untold."""
    job = send_news
    if send_news.get_backend().supports_defer:
        job = send_news.using(run_after=timezone.make_aware(datetime.combine(today(), MORNING)))
    job.enqueue()
    tell_urgent.enqueue()


@every_night
@task()
def forget_subscriptions() -> None:
    """Forget what nobody confirmed and addresses that take no letters."""
    keeping.purge()
