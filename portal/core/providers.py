"""What a provider of mail tells by its webhook (django-anymail), whichever provider it is.

The address of the webhook carries a secret (`ANYMAIL_WEBHOOK_SECRET`), so what comes by it needs no other proof.
"""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.dispatch import receiver

from . import bounces
from .bounces import Failure

# A box that is full, a server that is slow or a blocked sender says nothing of the address.
_NOBODY = {RejectReason.INVALID, RejectReason.BOUNCED}


def failure_of(event: AnymailTrackingEvent) -> Failure | None:
    """What an event says for good of its address; None for what passes or went well."""
    if event.event_type in (EventType.COMPLAINED, EventType.UNSUBSCRIBED):
        return Failure.UNWANTED
    if event.event_type in (EventType.BOUNCED, EventType.REJECTED):
        if event.reject_reason in (RejectReason.SPAM, RejectReason.UNSUBSCRIBED):
            return Failure.UNWANTED
        return Failure.NOBODY if event.reject_reason in _NOBODY else None
    return None


@receiver(tracking, dispatch_uid="core_mail_came_back")
def mail_came_back(event: AnymailTrackingEvent, **kwargs: Any) -> None:
    failure = failure_of(event)
    if failure is not None and event.recipient:
        bounces.note(event.recipient, failure)
