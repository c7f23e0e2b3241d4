"""Who has seen what of a person, what is handed over or erased on request, and what goes by itself in time.

What a purge and an erasure leave is the same: the kind, the field, the units, the days, the result and the rating, for
figures; nothing that was written, no file, no letter.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import outbox
from sites.units import personal_records
from sites.units.enums import Action, AuditKind
from sites.units.models import Unit, today
from sites.units.oversight import audit
from sites.units.permissions import user_can

from ..enums import Happening
from ..models import Case, CaseEvent, CaseKind
from ..models.cases import PERSONAL
from . import files, letters

KEYS_KEPT = timedelta(days=2)
AT_ONCE = 200


def user_can_read_sender(user: Any, case: Case) -> bool:
    """May know who sent a case: whoever deals with cases in its unit, and nobody who only looks."""
    return user_can(user, Action.CHANGE, case.unit_id)


def note_reading(case: Case, by: Any) -> None:
    """Put on the record that a person has seen who sent a case; once a day for each of them."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not case.events.filter(what=Happening.READ, by=by, at__gte=since).exists():
        CaseEvent.objects.create(case=case, what=Happening.READ, unit=case.unit, by=by)


# --- On request ----------------------------------------------------------------------------------


def found_for(unit: Unit, wanted: str) -> list[Case]:
    """The cases of a unit that a person may mean by a code, an e-mail address or a telephone number."""
    wanted = " ".join(wanted.split())
    if len(wanted) < 6:
        return []
    own = Case.objects.filter(unit=unit).select_related("kind", "unit")
    digits = "".join(letter for letter in wanted if letter.isdigit())
    by_phone = own.filter(phone__in=[wanted, digits]) if digits else own.none()
    return list((own.filter(code=wanted.upper()) | own.filter(email__iexact=wanted) | by_phone).distinct()[:AT_ONCE])


def export(case: Case, *, by: Any, request: HttpRequest | None = None) -> dict[str, Any]:
    """Everything that is kept of the sender of a case, for handing over; on the record."""
    _require_admin(by, case)
    with transaction.atomic():
        CaseEvent.objects.create(case=case, what=Happening.EXPORTED, unit=case.unit, by=by)
        audit.record(AuditKind.DIALOGUE_EXPORTED, actor=by, unit=case.unit, subject=case.code, request=request)
    shown = [event for event in case.events.select_related("unit", "to_unit") if event.is_shown_to_sender]
    return {
        "code": case.code,
        "kind": case.kind.name,
        "received_at": _moment(case.received_at),
        "consented_at": _moment(case.consented_at),
        "purpose": case.kind.purpose,
        "retention_days": case.kind.retention_days,
        "may_publish": case.may_publish,
        "show_name": case.show_name,
        **{name: getattr(case, name) for name in PERSONAL if name != "draft"},
        "rating": case.rating,
        "files": [{"name": file.name, "size": file.size} for file in case.files.all()],
        "history": [
            {
                "at": _moment(event.at),
                "what": event.get_what_display(),
                "unit": event.unit.full_name,
                "to": event.to_unit.full_name if event.to_unit else "",
                "text": event.text,
            }
            for event in shown
        ],
    }


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def records_of(unit: Unit, wanted: str) -> list[tuple[personal_records.Source, int]]:
    """What other parts of the portal keep of a person, as how many records."""
    found = ((source, len(source.find(unit, wanted))) for source in personal_records.sources())
    return [(source, number) for source, number in found if number]


@transaction.atomic
def export_records(
    unit: Unit, code: str, wanted: str, *, by: Any, request: HttpRequest | None = None
) -> list[dict[str, Any]]:
    """What such a part keeps, for handing over; on the record, which does not name the person."""
    source = _source(by, unit, code)
    audit.record(AuditKind.DIALOGUE_EXPORTED, actor=by, unit=unit, subject=str(source.label), request=request)
    return source.find(unit, wanted)


@transaction.atomic
def erase_records(
    unit: Unit, code: str, wanted: str, *, by: Any, reason: str, request: HttpRequest | None = None
) -> int:
    """Erase what such a part keeps, for a reason that stays on the record; returns how many records."""
    source, reason = _source(by, unit, code), _needed_reason(reason)
    number = source.erase(unit, wanted)
    audit.record(
        AuditKind.DIALOGUE_ERASED, actor=by, unit=unit, subject=str(source.label), request=request, reason=reason
    )
    return number


def _source(by: Any, unit: Unit, code: str) -> personal_records.Source:
    if not user_can(by, Action.ADMINISTER, unit):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới làm được việc này."))
    source = personal_records.source_of(code)
    if source is None:
        raise Http404
    return source


def _needed_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Hãy ghi căn cứ xoá, ví dụ: đề nghị của người gửi ngày …"))
    return reason.strip()


@transaction.atomic
def erase(case: Case, *, by: Any, reason: str, request: HttpRequest | None = None) -> None:
    """Erase what a person has sent, on their request, for a reason that stays on the record.

    Refused while the case is open: it is answered, declined or withdrawn first.
    """
    _require_admin(by, case)
    reason = _needed_reason(reason)
    held = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    if held.is_open:
        raise ValidationError(_("Vụ việc đang được xử lý. Hãy trả lời hoặc kết thúc trước khi xoá."))
    _empty(held, Happening.ERASED, by)
    audit.record(AuditKind.DIALOGUE_ERASED, actor=by, unit=held.unit, subject=held.code, request=request, reason=reason)


def _require_admin(by: Any, case: Case) -> None:
    if not user_can(by, Action.ADMINISTER, case.unit_id):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới làm được việc này."))


# --- By itself -----------------------------------------------------------------------------------


def purge() -> int:
    """Erase what has been kept as long as its kind says after the end; returns of how many cases."""
    due: list[int] = []
    for kind in CaseKind.objects.all():
        before = today() - timedelta(days=kind.retention_days)
        due += Case.objects.filter(purged_at=None, kind=kind, finished_on__lt=before).values_list("pk", flat=True)
    gone = 0
    for key in due:
        with transaction.atomic():
            held = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key)
            if held.purged_at is None:
                _empty(held, Happening.PURGED, None)
                gone += 1
    return gone


def forget_keys() -> int:
    """Forget from which network a case came and by which form, once they keep nobody from anything."""
    old = Case.objects.filter(received_at__lt=timezone.now() - KEYS_KEPT).exclude(sender_key="", form_key=None)
    return old.update(sender_key="", form_key=None)


def _empty(case: Case, what: str, by: Any) -> None:
    files.remove(case)
    outbox.forget(letters.about(case))
    case.events.exclude(text="").update(text="")
    case.documents.clear()
    for name in (*PERSONAL, "sender_key"):
        setattr(case, name, "")
    case.form_key, case.draft_by, case.purged_at = None, None, timezone.now()
    case.save()
    CaseEvent.objects.create(case=case, what=what, unit=case.unit, by=by)
