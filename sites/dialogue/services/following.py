"""What the one who sent a case may do by the secret link: add, withdraw, rate, ask for the removal of the publication.

The link says who they are; nobody signs in. Whatever is sent twice is done once.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.units.enums import Role
from sites.units.notifications import notify, people_with_roles

from ..enums import CaseState, Happening, Rating
from ..models import Case, CaseEvent
from . import clock, files
from .filing import tell_handlers

MOST_ADDITIONS, MOST_FILES = 20, 10
RATED_WITHIN = timedelta(days=90)
# The same words again within this time are the same form sent twice.
_SAME = timedelta(minutes=10)


@transaction.atomic
def add(case: Case, *, text: str, uploads: Sequence[File] = ()) -> None:
    """Add to an open case; a clock that stood still goes on, and the unit is told.

    Raises `ValidationError` with a sentence when the case is closed, or has been added to too often.
    """
    case = _hold(case)
    if not case.is_open:
        raise ValidationError(_("Vụ việc đã kết thúc. Hãy gửi câu hỏi mới nếu cần."))
    additions = case.events.filter(what=Happening.ADDED)
    if additions.filter(text=text, at__gte=timezone.now() - _SAME).exists():
        return
    if additions.count() >= MOST_ADDITIONS or case.files.count() + len(uploads) > MOST_FILES:
        raise ValidationError(_("Vụ việc này đã được bổ sung nhiều lần. Hãy gọi điện cho cơ quan."))
    CaseEvent.objects.create(case=case, what=Happening.ADDED, unit=case.unit, text=text)
    files.attach(case, uploads)
    if case.state == CaseState.WAITING:
        case.state = CaseState.WORKING
    clock.wind(case)
    case.save(update_fields=["state", *clock.KEPT])
    tell_handlers(case, "case_added")


@transaction.atomic
def withdraw(case: Case) -> None:
    """End an open case because its sender wishes so."""
    case = _hold(case)
    if not case.is_open:
        raise ValidationError(_("Vụ việc đã kết thúc từ trước."))
    CaseEvent.objects.create(case=case, what=Happening.WITHDRAWN, unit=case.unit)
    case.state = CaseState.WITHDRAWN
    clock.wind(case)
    case.save(update_fields=["state", *clock.KEPT])
    tell_handlers(case, "case_withdrawn")


@transaction.atomic
def rate(case: Case, *, rating: str, text: str = "") -> None:
    """Judge the answer; the last judgement within three months counts. The unit reads it, the figures count it."""
    case = _hold(case)
    answered = case.events.filter(what=Happening.ANSWERED).order_by("-at").first()
    if case.state != CaseState.ANSWERED or answered is None or timezone.now() > answered.at + RATED_WITHIN:
        raise ValidationError(_("Chỉ đánh giá được câu trả lời trong 90 ngày sau khi nhận."))
    if rating not in Rating.values:
        raise ValidationError(_("Hãy chọn một mức đánh giá."))
    if (case.rating, case.rating_text) == (rating, text):
        return
    case.rating, case.rating_text = rating, text[:500]
    case.save(update_fields=["rating", "rating_text"])
    CaseEvent.objects.create(case=case, what=Happening.RATED, unit=case.unit)


@transaction.atomic
def ask_for_removal(case: Case, *, text: str = "") -> None:
    """Ask the unit to take off what it has published of the case; its publishers are told at once."""
    case = _hold(case)
    if not hasattr(case, "published"):
        raise ValidationError(_("Vụ việc này không được công bố."))
    if case.events.filter(what=Happening.REMOVAL_ASKED).exists():
        return
    CaseEvent.objects.create(case=case, what=Happening.REMOVAL_ASKED, unit=case.unit, text=text)
    case.may_publish = case.show_name = False
    case.save(update_fields=["may_publish", "show_name"])
    owner = case.published.unit_id
    people = people_with_roles(owner, Role.PUBLISHER, Role.UNIT_ADMIN)
    notify(people, "case_removal_asked", unit=owner, about=case.published)


def _hold(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("kind", "unit").get(pk=case.pk)
