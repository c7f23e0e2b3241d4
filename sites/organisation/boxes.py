"""What is on in the unit, on its front page."""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core import working_days
from portal.core.models import CalendarRule
from sites.units.boxes import Box, Front, register_box, register_rows
from sites.units.models import today

from .calendar.services import between, occurrences
from .models import CalendarEntry

SHOWN, DAYS = 5, 14


@register_rows("calendar")
def entries(front: Front) -> QuerySet[CalendarEntry]:
    own = CalendarEntry.objects.filter(live=True, unit=front.unit.pk)
    return between(own, today(), today() + timedelta(days=DAYS))


@register_rows("calendar_rules")
def rules(front: Front) -> QuerySet[CalendarRule]:
    return CalendarRule.objects.all()


@register_box(220, _("Lịch công tác"))
def calendar(front: Front) -> Box | None:
    """The front page of a closed unit is closed itself."""
    first, last = today(), today() + timedelta(days=DAYS)
    days = working_days.Calendar(front.rows["calendar_rules"])
    found = occurrences(front.rows["calendar"], first, last, days)[:SHOWN]
    if not found:
        return None
    return Box("organisation/boxes/calendar.html", {"rows": found, "more_url": reverse("organisation:calendar:agenda")})
