"""A case is taken: once, whole, and before anybody is told that it was."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import working_days
from portal.core.working_days import local_day
from sites.units.enums import Role
from sites.units.models import Unit
from sites.units.notifications import notify, people_with_roles

from ..enums import CaseState, Happening
from ..models import Case, CaseEvent, CaseKind
from . import clock, files, letters, links

HOUR, FLOOD_TIME = timedelta(hours=1), timedelta(minutes=10)
HANDLERS = (Role.EDITOR, Role.PUBLISHER, Role.UNIT_ADMIN)


def is_abused(sender_key: str) -> bool:
    """Whether so much comes, from this network or from all, that the form asks a question before it takes more."""
    now = timezone.now()
    own = Case.objects.filter(sender_key=sender_key, received_at__gte=now - HOUR)[: settings.DIALOGUE_QUESTION_FROM]
    if len(own.values_list("pk")) >= settings.DIALOGUE_QUESTION_FROM:
        return True
    everybody = Case.objects.filter(received_at__gte=now - FLOOD_TIME).order_by()[: settings.DIALOGUE_FLOOD]
    return len(everybody.values_list("pk")) >= settings.DIALOGUE_FLOOD


@transaction.atomic
def receive(
    unit: Unit, kind: CaseKind, *, form_key: UUID, sender_key: str, uploads: Sequence[File] = (), **fields: Any
) -> Case:
    """Take a case that a reader sends to a unit; the same form sent twice leaves one, which is given back.

    When this has returned and the transaction has committed, the case is kept: letters, notices and the index come
    after, from rows of the same transaction. Raises `ValidationError` with a sentence when too many came.
    """
    _one_at_a_time(sender_key)
    if known := Case.objects.filter(form_key=form_key).first():
        return known
    if not kind.is_open:
        raise ValidationError(_("Cổng không còn nhận loại này. Hãy chọn loại khác."))
    _require_within_bounds(sender_key)
    now = timezone.now()
    case = Case(
        code=links.new_code(),
        kind=kind,
        unit=unit,
        first_unit=unit,
        form_key=form_key,
        sender_key=sender_key,
        consented_at=now,
        received_at=now,
        received_on=local_day(now),
        language=(get_language() or settings.LANGUAGE_CODE)[:10],
        answer_days=kind.answer_days,
        counted=kind.counted,
        warn_days=kind.warn_days,
        forward_by=working_days.calendar().add(local_day(now), kind.forward_days),
        **fields,
    )
    case.full_clean(exclude=["kind", "field", "unit", "first_unit"])
    others_wait = Case.objects.filter(unit=unit, state=CaseState.RECEIVED).exists()
    case.save()
    CaseEvent.objects.create(case=case, what=Happening.RECEIVED, unit=unit, at=now)
    files.attach(case, uploads)
    clock.wind(case)
    case.save(update_fields=clock.KEPT)
    letters.tell(case, "received")
    if not others_wait:
        # Once, not for each: whoever opens the list sees them all.
        tell_handlers(case, "case_waits")
    return case


def tell_handlers(case: Case, news: str, by: Any = None, **data: Any) -> None:
    """Tell the people of the unit that deals with a case; its words stay in it."""
    people = people_with_roles(case.unit_id, *HANDLERS)
    notify(
        people, news, unit=case.unit_id, by=by, title=case, url=reverse("dialogue_cases:one", args=[case.pk]), **data
    )


def _one_at_a_time(sender_key: str) -> None:
    """Whoever sends many at once waits for themselves, so that each is counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dialogue {sender_key}"])


def _require_within_bounds(sender_key: str) -> None:
    recent = Case.objects.filter(sender_key=sender_key, received_at__gte=timezone.now() - HOUR).count()
    if recent >= settings.DIALOGUE_PER_HOUR:
        raise ValidationError(
            _("Đã nhận nhiều nội dung từ mạng của bạn trong một giờ qua. Hãy gửi lại sau, hoặc gọi điện cho cơ quan.")
        )
