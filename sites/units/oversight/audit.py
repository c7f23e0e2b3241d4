"""Writing the audit log; everything that must be on the record goes through `record`."""

import logging
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from portal.accounts.models import User

from ..enums import AuditKind
from ..models import AuditEntry, Unit

logger = logging.getLogger("audit")


def record(
    kind: AuditKind,
    *,
    actor: User | AnonymousUser | None = None,
    unit: Unit | None = None,
    subject: str = "",
    request: HttpRequest | None = None,
    **detail: Any,
) -> AuditEntry:
    """Add an entry, in the transaction of the caller, and write the same to the log.

    `actor` is who did it (default: the person of the request), `subject` names whom or what it was done to,
    `detail` holds plain values for a reader, never a secret.
    """
    if actor is None and request is not None:
        actor = getattr(request, "user", None)
    person = actor if isinstance(actor, User) or getattr(actor, "is_authenticated", False) else None
    entry = AuditEntry.objects.create(
        kind=kind,
        actor_id=person.pk if person else None,
        actor_name=str(person) if person else "",
        unit=unit,
        subject=subject[:250],
        detail=detail,
        address=client_address(request),
    )
    logger.info(
        kind.value,
        extra={
            "actor": entry.actor_id,
            "unit": unit and str(unit.uuid),
            "subject": entry.subject,
            "detail": detail,
        },
    )
    return entry


def client_address(request: HttpRequest | None) -> str | None:
    """The network address of the client as the web server passed it on."""
    return (request.META.get("REMOTE_ADDR") or None) if request is not None else None
