"""What of cases goes by itself: second facts, what was set aside, files that nobody decided about."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from sites.units.models import today

from ..models import Case, CaseDelivery, CaseFault
from .enums import DeliveryState
from .importing import drop_rows

# A night takes no more at once than this, and goes on until nothing is left.
AT_ONCE = 10_000


def forget_facts() -> int:
    """Take the second fact off cases finished long ago, which ends their look-up; returns how many."""
    before = today() - timedelta(days=settings.CASE_FACT_DAYS)
    gone = 0
    while True:
        old = Case.objects.filter(fact__isnull=False, finished_on__lt=before).values("pk")[:AT_ONCE]
        if not (changed := Case.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(fact=None)):
            return gone
        gone += changed


def forget_deliveries() -> int:
    """Drop files that nobody decided about, and the list of what was set aside long ago; returns how many."""
    now = timezone.now()
    undecided = CaseDelivery.objects.exclude(state__in=(DeliveryState.DONE, DeliveryState.REFUSED))
    left = list(undecided.filter(created_at__lt=now - timedelta(days=settings.CASE_FILE_DAYS)))
    for delivery in left:
        drop_rows(delivery)
        delivery.delete()
    old = CaseFault.objects.filter(delivery__created_at__lt=now - timedelta(days=settings.CASE_FAULT_DAYS))
    return len(left) + old.delete()[0]
