"""What is kept of subscribers, for how long, and what happens to addresses that take no letters."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core import bounces
from portal.core.bounces import Failure
from sites.units.models import Unit, UnitVersion
from sites.units.personal_records import Source, register_source
from sites.units.topics import topics

from ..models import Subscription, Told
from . import links, telling, wishes

# Keys of networks and forms keep nobody from anything after this.
KEYS_KEPT = timedelta(days=2)
# An address that takes no letters is forgotten after this.
SUSPENDED_KEPT = timedelta(days=30)
TOLD_KEPT = timedelta(days=60)


@receiver(bounces.address_failed)
def stop_writing(address: str, failure: Failure, **kwargs: Any) -> None:
    """Whoever does not want letters leaves; an address at which none arrive is written to no more."""
    own = Subscription.objects.filter(email=address)
    if failure == Failure.UNWANTED:
        wishes.remove(own)
    else:
        wishes.remove(own.filter(confirmed_at=None))
        own.filter(suspended_at=None).update(suspended_at=timezone.now())


def purge() -> int:
    """Forget wishes that nobody confirmed, addresses that take no letters, and those of units that are no more."""
    now = timezone.now()
    Subscription.objects.filter(asked_at__lt=now - KEYS_KEPT).exclude(sender_key="", form_key=None).update(
        sender_key="", form_key=None
    )
    Told.objects.filter(at__lt=now - TOLD_KEPT).delete()
    return wishes.remove(
        Subscription.objects.filter(
            Q(confirmed_at=None, asked_at__lt=now - links.CONFIRM_WITHIN)
            | Q(suspended_at__lt=now - SUSPENDED_KEPT)
            | ~Q(unit__in=UnitVersion.objects.on().values("unit"))
        )
    )


def numbers(rows: QuerySet[Subscription]) -> dict[str, Any]:
    """How many of the subscriptions are written to, and about what; no address is in it. One query."""
    writing = Q(confirmed_at__isnull=False, suspended_at=None)
    counted = {
        f"topic_{topic.code}": Count("pk", filter=writing & Q(topics__contains=[topic.code])) for topic in topics()
    }
    found = rows.aggregate(
        writing=Count("pk", filter=writing),
        daily=Count("pk", filter=writing & Q(frequency="daily")),
        weekly=Count("pk", filter=writing & Q(frequency="weekly")),
        waiting=Count("pk", filter=Q(confirmed_at=None)),
        suspended=Count("pk", filter=Q(suspended_at__isnull=False)),
        **counted,
    )
    return found | {"topics": [(topic.label, found[f"topic_{topic.code}"]) for topic in topics()]}


# --- On request ----------------------------------------------------------------------------------


def _of_person(unit: Unit, wanted: str) -> Any:
    return Subscription.objects.filter(unit=unit, email=wanted.strip().lower())


def find(unit: Unit, wanted: str) -> list[dict[str, Any]]:
    """What a unit keeps of whoever reads the mail of an address; only the whole address finds it."""
    return [
        {
            "email": one.email,
            "topics": telling.labels(one),
            "fields": [str(field) for field in one.fields.all()],
            "all_units": one.everywhere,
            "frequency": str(one.get_frequency_display()),
            "asked_at": _moment(one.asked_at),
            "confirmed_at": _moment(one.confirmed_at),
            "suspended_at": _moment(one.suspended_at),
        }
        for one in _of_person(unit, wanted)
    ]


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def erase(unit: Unit, wanted: str) -> int:
    """Remove what the person has subscribed to at the unit; returns how many subscriptions there were."""
    return wishes.remove(_of_person(unit, wanted))


register_source(Source("subscriptions", _("Đăng ký nhận tin"), find, erase))
