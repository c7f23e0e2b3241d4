"""What subscriptions do when something urgent is put up."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from sites.units.topics import became_urgent

from .tasks import tell_urgent


@receiver(became_urgent)
def tell_when_it_holds(at: datetime, **kwargs: Any) -> None:
    """A job of the same transaction, that runs when the thing begins to hold."""
    job = tell_urgent
    if at > timezone.now() and tell_urgent.get_backend().supports_defer:
        job = tell_urgent.using(run_after=at)
    job.enqueue()
