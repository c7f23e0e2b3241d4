"""Jobs of the newsroom."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from portal.core.nightly import every_night

from .models import Story
from .services import flow_up
from .services.desk import remind

# Whoever has not handed in by then has been told every day, and the editors see it on the board.
LATEST_REMINDER = timedelta(days=7)
AT_ONCE = 500


@every_night
@task()
def remind_of_deadlines() -> None:
    """Remind the writers of stories due today, and of those overdue for up to a week; once a day each."""
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today + timedelta(days=1), time()))
    due = (
        Story.objects.unfinished()
        .filter(assignee__isnull=False, deadline__lt=midnight, deadline__gte=midnight - LATEST_REMINDER)
        .exclude(reminded_on=today)
        .order_by("pk")
    )
    last = 0
    # So many in one transaction; a job that was cut off goes on where it stood.
    while keys := list(due.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            for story in due.filter(pk__in=keys).select_for_update(of=("self",)).select_related("assignee", "unit"):
                remind(story, today)
        last = keys[-1]


@every_night
@task()
def send_on_proposals() -> None:
    """What waits at a unit that has ended goes to the unit that stands above the proposing one today."""
    flow_up.move_from_closed_units()
