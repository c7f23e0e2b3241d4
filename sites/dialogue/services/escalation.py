"""What the passing of days does to open cases: warnings before the end and on the last day, the unit above told after.

Run by a job each night and whenever asked; each case is done in a transaction of its own, once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from portal.core.working_days import ONE_DAY, end_of
from sites.units.enums import Role
from sites.units.models import Unit, UnitVersion, today
from sites.units.notifications import notify, people_with_roles

from ..enums import OPEN_STATES, CaseState, Happening
from ..models import Case, CaseEvent
from . import letters
from .filing import tell_handlers

DECIDERS = (Role.PUBLISHER, Role.UNIT_ADMIN)


def open_cases() -> QuerySet[Case]:
    """The cases of all units whose clock has not been stopped by an answer, a refusal or a withdrawal."""
    return Case.objects.filter(state__in=OPEN_STATES)


def warn() -> int:
    """Remind the units of cases whose end is near, and once more on the last day; returns of how many."""
    first = Q(warn_on__lte=today(), due_on__gte=today(), warned_at=None)
    near = open_cases().filter(first | Q(due_on=today(), warned_at__lt=_midnight()))
    return sum(_once(case, _warn) for case in _each(near))


def escalate() -> int:
    """Tell the unit above of cases that are late, and the sender that it was told; returns of how many."""
    late = open_cases().filter(due_on__lt=today(), escalated_at=None)
    return sum(_once(case, _escalate) for case in _each(late))


def remind_to_forward() -> int:
    """Remind units that nobody has looked at a case by the day on which it should have been passed on; returns
    of how many."""
    waiting = open_cases().filter(state=CaseState.RECEIVED, forward_by=today())
    for case in (found := list(_each(waiting))):
        tell_handlers(case, "case_to_forward")
    return len(found)


def _each(cases: QuerySet[Case]) -> Iterable[Case]:
    return list(cases.select_related("kind", "unit").order_by("pk"))


@transaction.atomic
def _once(case: Case, act: Any) -> bool:
    held = Case.objects.select_for_update(of=("self",)).select_related("kind", "unit", "first_unit").get(pk=case.pk)
    return held.is_open and act(held)


def _midnight() -> datetime:
    """The moment in which this day began."""
    return end_of(today() - ONE_DAY)


def _warn(case: Case) -> bool:
    if case.warned_at is not None and (case.due_on != today() or case.warned_at >= _midnight()):
        return False
    case.warned_at = timezone.now()
    case.save(update_fields=["warned_at"])
    CaseEvent.objects.create(case=case, what=Happening.WARNED, unit=case.unit)
    tell_handlers(case, "case_nearly_late", due=f"{case.due_on:%d/%m/%Y}")
    return True


def _escalate(case: Case) -> bool:
    if case.escalated_at is not None:
        return False
    case.escalated_at = timezone.now()
    case.save(update_fields=["escalated_at"])
    above = parent_of(case.unit)
    CaseEvent.objects.create(case=case, what=Happening.ESCALATED, unit=case.unit, to_unit=above)
    tell_handlers(case, "case_late", due=f"{case.due_on:%d/%m/%Y}")
    if above is not None:
        people = people_with_roles(above, *DECIDERS)
        url = reverse("dialogue_cases:below")
        notify(people, "case_late_below", unit=above, title=case, url=url, where=case.unit.full_name)
    letters.tell(case, "late")
    return True


def parent_of(unit: Unit) -> Unit | None:
    """The unit above today, or the one that it last had."""
    version = UnitVersion.objects.on().filter(unit=unit).select_related("parent").first() or unit.version
    return version.parent if version else None


def late_below(units: Iterable[int] | None) -> QuerySet[Case]:
    """The open cases that are late in the units directly below these (None: in all), the latest first.

    For lists that name the unit, the kind and the days, and nothing that was written.
    """
    late = open_cases().filter(due_on__lt=today()).defer("subject", "body")
    if units is not None:
        late = late.filter(unit__in=UnitVersion.objects.on().filter(parent__in=list(units)).values("unit"))
    return late.select_related("kind", "unit").order_by("due_on", "pk")
