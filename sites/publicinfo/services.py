"""What is done with public information beyond writing it: names of people are deleted when their time is over."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from sites.units.models import today

from .models import NoticeList


@transaction.atomic
def purge_lists(day: date | None = None) -> int:
    """Delete the names of all lists whose last day is before `day` (default: today), drafts and history included.

    Returns how many lists lost their names. What stays says that there was a list, and until when.
    """
    over = NoticeList.objects.select_for_update(of=("self",)).filter(
        shown_until__lt=day or today(), purged_at__isnull=True
    )
    found = list(over)
    for one in found:
        Revision.objects.for_instance(one).delete()
        one.refresh_from_db()
        one.headings, one.rows, one.purged_at = [], [], timezone.now()
        one.has_unpublished_changes = False
        one.save()
    return len(found)
