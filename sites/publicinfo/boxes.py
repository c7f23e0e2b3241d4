"""The notices of a unit that are not over, on its front page."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.boxes import Box, Front, register_box, register_rows

from . import showing
from .models import Notice
from .sections import SECTIONS, open_notices

SHOWN = 5


@register_rows("notices")
def open_now(front: Front) -> QuerySet[Notice]:
    own = Notice.objects.filter(live=True, unit=front.unit.pk)
    return open_notices(own).defer("body")[:SHOWN]


@register_box(210, _("Thông báo có thời hạn"))
def notices(front: Front) -> Box | None:
    """The front page of a closed unit is closed itself."""
    found = front.rows["notices"]
    if not found:
        return None
    section = SECTIONS["thong-bao"]
    for notice in found:
        showing.watch(front.request, notice)
    rows = [(notice, section.address(notice), section.line(notice)) for notice in found]
    return Box(
        "publicinfo/boxes/notices.html", {"rows": rows, "more_url": reverse("publicinfo:list", args=["thong-bao"])}
    )
