"""Subscribing, confirming and leaving.

Whoever asks is told the same, whether the address is known or not; letters begin only when whoever reads its mail has
confirmed it, and the letter that asks for that carries nothing that anybody has typed.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import outbox
from sites.units.models import Unit, today

from ..models import Subscription
from . import letters

HOUR, FLOOD_TIME, DAY = timedelta(hours=1), timedelta(minutes=10), timedelta(days=1)
# So often in a day an address is asked whether it wants letters, by whomever and of whatever units.
MOST_ASKED = 3


def is_abused(sender_key: str) -> bool:
    """Whether so much comes, from this network or from all, that the form asks a question before it takes more."""
    now = timezone.now()
    own = Subscription.objects.filter(sender_key=sender_key, asked_at__gte=now - HOUR).count()
    if own >= settings.SUBSCRIPTIONS_QUESTION_FROM:
        return True
    everybody = Subscription.objects.filter(asked_at__gte=now - FLOOD_TIME).order_by()[: settings.SUBSCRIPTIONS_FLOOD]
    return len(everybody.values_list("pk")) >= settings.SUBSCRIPTIONS_FLOOD


@transaction.atomic
def ask(
    unit: Unit,
    email: str,
    *,
    topics: Iterable[str],
    frequency: str,
    form_key: UUID,
    sender_key: str,
    fields: Iterable[Any] = (),
    everywhere: bool = False,
) -> None:
    """Take a wish and ask the address to confirm it; the same form sent twice is one wish.

    Says nothing of the address. Raises `ValidationError` with a sentence when too many came from one network.
    """
    email = email.strip().lower()
    # Each network waits for itself, then each address, so that all are counted.
    for name in (sender_key, email):
        _one_at_a_time(name)
    if Subscription.objects.filter(form_key=form_key).exists():
        return
    now = timezone.now()
    if Subscription.objects.filter(sender_key=sender_key, asked_at__gte=now - HOUR).count() >= (
        settings.SUBSCRIPTIONS_PER_HOUR
    ):
        raise ValidationError(_("Đã nhận nhiều đăng ký từ mạng của bạn trong một giờ qua. Hãy thử lại sau."))
    if Subscription.objects.filter(email=email, asked_at__gte=now - DAY).count() >= MOST_ASKED:
        # Somebody's mailbox is not to be filled from here; who asks for themselves has three letters already.
        return
    subscription = Subscription(
        unit=unit,
        email=email,
        language=(get_language() or settings.LANGUAGE_CODE)[:10],
        topics=list(topics),
        everywhere=everywhere,
        frequency=frequency,
        form_key=form_key,
        sender_key=sender_key,
        asked_at=now,
    )
    subscription.save()
    subscription.fields.set(fields)
    letters.ask_to_confirm(subscription)


def _one_at_a_time(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"subscriptions {name}"])


@transaction.atomic
def confirm(uuid: UUID) -> Subscription | None:
    """Begin to write; what the address has asked of the same unit before is replaced.

    The link opened again confirms nothing anew. None where there is no such wish any more.
    """
    wish = Subscription.objects.select_related("unit").filter(uuid=uuid).first()
    if wish is None:
        return None
    _one_at_a_time(wish.email)
    held = Subscription.objects.select_for_update(of=("self",)).select_related("unit").filter(uuid=uuid).first()
    if held is None or held.is_confirmed:
        return held
    others = Subscription.objects.filter(unit=held.unit_id, email=held.email).exclude(pk=held.pk)
    told = others.filter(confirmed_at__isnull=False).values_list("told_until", flat=True).first()
    remove(others)
    held.confirmed_at, held.told_until = timezone.now(), told or today()
    held.save(update_fields=["confirmed_at", "told_until"])
    return held


@transaction.atomic
def leave(uuid: UUID) -> None:
    """End a subscription and forget the address, with the letters that wait for it."""
    remove(Subscription.objects.filter(uuid=uuid))


def remove(subscriptions: Any) -> int:
    """Forget subscriptions, and every letter to them that is kept; returns how many. In the caller's transaction."""
    rows = list(subscriptions)
    for row in rows:
        outbox.forget(letters.about(row))
    Subscription.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
