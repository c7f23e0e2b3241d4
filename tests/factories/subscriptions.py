"""Subscriptions for tests; every function passes the unit explicitly."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone

from sites.subscriptions.models import Subscription
from sites.units.models import Unit, today

ADDRESS = "doc.gia@example.test"


def subscribe(
    unit: Unit,
    email: str = ADDRESS,
    *topics: str,
    confirmed: bool = True,
    told_until: date | None = None,
    frequency: str = "daily",
    **fields: Any,
) -> Subscription:
    """A subscription to the news, confirmed unless it is said not to be."""
    return Subscription.objects.create(
        unit=unit,
        email=email,
        topics=list(topics) or ["news"],
        frequency=frequency,
        confirmed_at=timezone.now() if confirmed else None,
        told_until=(told_until or today()) if confirmed else None,
        form_key=uuid.uuid4(),
        sender_key=uuid.uuid4().hex,
        **fields,
    )
