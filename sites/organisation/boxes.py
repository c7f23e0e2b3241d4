"""What is on in the unit, on its front page."""

from datetime import timedelta

from django.urls import reverse

from portal.core import working_days
from sites.units.boxes import Box, Front, register_box
from sites.units.models import today

from .calendar.services import between, occurrences
from .models import CalendarEntry

SHOWN, DAYS = 5, 14


@register_box(220)
def calendar(front: Front) -> Box | None:
    """Two queries, one where nothing is on; the front page of a closed unit is closed itself."""
    first, last = today(), today() + timedelta(days=DAYS)
    own = CalendarEntry.objects.filter(live=True, unit=front.unit.pk)
    entries = list(between(own, first, last))
    if not entries:
        return None
    found = occurrences(entries, first, last, working_days.calendar())[:SHOWN]
    if not found:
        return None
    return Box("organisation/boxes/calendar.html", {"rows": found, "more_url": reverse("organisation:calendar:agenda")})
