"""What a unit does with a case: pass it on, ask back, prolong, say how far it is, draft, answer, decline.

Each function locks the case, asks what the role of `by` allows in the unit that deals with it now, adds to its
history, and winds its clock. It raises `PermissionDenied` with a sentence where the role does not allow it, and
`ValidationError` where the case is not such that it can be done.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from sites.documents.models import OfficialDocument
from sites.documents.services.serving import public_documents
from sites.units.enums import Action, Role
from sites.units.models import Unit, today
from sites.units.notifications import notify, people_with_roles
from sites.units.permissions import user_can

from ..enums import CaseState, FileRole, Happening
from ..models import Case, CaseEvent
from . import clock, files, letters
from .filing import tell_handlers


@transaction.atomic
def note(case: Case, *, by: Any, text: str) -> None:
    """Write something down for colleagues; it never leaves the unit's desk, and goes along where the case goes."""
    case = hold(case, by)
    _add(case, Happening.NOTED, by, text=_needed(text))


@transaction.atomic
def forward(case: Case, *, by: Any, to: Unit, reason: str) -> None:
    """Hand the case to another unit, with its history and its clock, which goes on as if nothing had happened."""
    case = hold(case, by)
    if to.pk == case.unit_id:
        raise ValidationError(_("Vụ việc đang ở đơn vị này."))
    if not to.versions.on().exists():
        raise ValidationError(_("Đơn vị này không còn hoạt động. Hãy chọn đơn vị khác."))
    _add(case, Happening.FORWARDED, by, text=_needed(reason), to_unit=to)
    case.unit, case.state, case.draft, case.draft_by = to, CaseState.RECEIVED, "", None
    _save(case)
    tell_handlers(case, "case_forwarded", by, reason=reason)
    letters.tell(case, "forwarded")


@transaction.atomic
def ask_back(case: Case, *, by: Any, text: str) -> None:
    """Ask the sender for what is missing; the clock stands still until they have answered or the unit goes on."""
    case = hold(case, by)
    if case.state == CaseState.WAITING:
        raise ValidationError(_("Đã đề nghị bổ sung và đang chờ người gửi."))
    _add(case, Happening.ASKED, by, text=_needed(text))
    case.state = CaseState.WAITING
    _save(case)
    letters.tell(case, "asked")


@transaction.atomic
def resume(case: Case, *, by: Any, text: str = "") -> None:
    """Go on though nothing more has come."""
    case = hold(case, by)
    if case.state != CaseState.WAITING:
        raise ValidationError(_("Vụ việc không tạm dừng."))
    _add(case, Happening.RESUMED, by, text=text.strip())
    case.state = CaseState.WORKING
    _save(case)


@transaction.atomic
def prolong(case: Case, *, by: Any, days: int, reason: str) -> None:
    """Give the case more days, once they are still in time and within what its kind allows; the sender is told."""
    case = hold(case, by, Action.PUBLISH)
    if case.due_on is None or today() > case.due_on:
        raise ValidationError(_("Chỉ gia hạn được khi chưa hết hạn và không tạm dừng."))
    given = case.events.filter(what=Happening.PROLONGED).aggregate(days=Sum("days"))["days"] or 0
    left = case.kind.extension_days - given
    if not 1 <= days <= left:
        raise ValidationError(_("Loại này chỉ còn được gia hạn %(days)d ngày.") % {"days": max(left, 0)})
    _add(case, Happening.PROLONGED, by, text=_needed(reason), days=days)
    _save(case)
    letters.tell(case, "prolonged")


@transaction.atomic
def give_notice(case: Case, *, by: Any, text: str) -> None:
    """Tell the sender how far it is, above all that it will be late and when the answer comes; stops no clock."""
    case = hold(case, by)
    _add(case, Happening.NOTICE, by, text=_needed(text))
    if case.state == CaseState.RECEIVED:
        case.state = CaseState.WORKING
    _save(case)
    letters.tell(case, "notice")


@transaction.atomic
def write_draft(case: Case, *, by: Any, text: str, submit: bool) -> None:
    """Keep a draft of the answer; submitted, it waits for a publisher of the unit, who is told."""
    case = hold(case, by)
    case.draft, case.draft_by = _needed(text), by
    if submit:
        _add(case, Happening.DRAFTED, by)
        case.state = CaseState.DRAFTED if case.state != CaseState.WAITING else case.state
    elif case.state == CaseState.RECEIVED:
        case.state = CaseState.WORKING
    _save(case)
    if submit:
        notify(people_with_roles(case.unit_id, Role.PUBLISHER, Role.UNIT_ADMIN), **_news(case, "answer_waits", by))


@transaction.atomic
def send_back(case: Case, *, by: Any, reason: str) -> None:
    """A publisher wants the draft changed; who wrote it is told why."""
    case = hold(case, by, Action.PUBLISH)
    if case.state != CaseState.DRAFTED:
        raise ValidationError(_("Không có dự thảo nào chờ duyệt."))
    _add(case, Happening.SENT_BACK, by, text=_needed(reason))
    case.state = CaseState.WORKING
    _save(case)
    notify([case.draft_by], **_news(case, "answer_sent_back", by), comment=reason)


@transaction.atomic
def answer(
    case: Case, *, by: Any, text: str, documents: Sequence[OfficialDocument] = (), uploads: Sequence[File] = ()
) -> None:
    """The official answer, which a publisher gives: the clock stops, the sender is told.

    `documents` are published ones; raises `ValidationError` for any other, so that none becomes known this way.
    """
    case = hold(case, by, Action.PUBLISH)
    keys = {document.pk for document in documents}
    if public_documents().filter(pk__in=keys).count() != len(keys):
        raise ValidationError(_("Chỉ kèm được văn bản đã công bố."))
    case.answer, case.draft = _needed(text), ""
    _add(case, Happening.ANSWERED, by)
    case.state = CaseState.ANSWERED
    _save(case)
    case.documents.set(documents)
    files.attach(case, uploads, FileRole.ANSWER)
    letters.tell(case, "answered")


@transaction.atomic
def decline(case: Case, *, by: Any, reason: str) -> None:
    """Take no action, for a reason that the sender is told: not the administration's matter, repeated, abusive."""
    case = hold(case, by, Action.PUBLISH)
    _add(case, Happening.DECLINED, by, text=_needed(reason))
    case.state, case.draft = CaseState.DECLINED, ""
    _save(case)
    letters.tell(case, "declined")


# --- What they share -----------------------------------------------------------------------------


def hold(case: Case, by: Any, action: str = Action.CHANGE) -> Case:
    """The case as it is now, locked; of the unit in which `by` may do this, and still open."""
    current = Case.objects.select_for_update(of=("self",)).select_related("kind", "unit").get(pk=case.pk)
    require(by, current, action)
    if not current.is_open:
        raise ValidationError(_("Vụ việc đã kết thúc, không sửa được nữa."))
    return current


def require(by: Any, case: Case, action: str) -> None:
    """Raise `PermissionDenied` with a sentence unless the role of the person allows it in the unit of the case."""
    if not user_can(by, action, case.unit_id):
        raise PermissionDenied(
            _("Chỉ người duyệt xuất bản của đơn vị mới làm được việc này.")
            if action == Action.PUBLISH
            else _("Vai trò của bạn không cho phép việc này.")
        )


def _add(case: Case, what: str, by: Any, **fields: Any) -> CaseEvent:
    return CaseEvent.objects.create(case=case, what=what, unit=case.unit, by=by, **fields)


def _save(case: Case) -> None:
    clock.wind(case)
    case.save(update_fields=["unit", "state", "draft", "draft_by", "answer", *clock.KEPT])


def _needed(text: str) -> str:
    if not text.strip():
        raise ValidationError(_("Hãy ghi nội dung."))
    return text.strip()


def _news(case: Case, code: str, by: Any) -> dict[str, Any]:
    from django.urls import reverse

    url = reverse("dialogue_cases:one", args=[case.pk])
    return {"code": code, "unit": case.unit_id, "by": by, "title": case, "url": url}
