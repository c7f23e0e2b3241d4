"""The drafts that a unit asks about, on its front page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.boxes import Box, Front, register_box

from ..models import Consultation
from ..services.consultations import open_now
from .presenting import watch

SHOWN = 3


@register_box(250, _("Lấy ý kiến dự thảo"))
def consultations(front: Front) -> Box | None:
    """One query; the front page of a closed unit is closed itself."""
    own = Consultation.objects.filter(live=True, unit=front.unit.pk)
    found = list(open_now(own).defer("body").order_by("closes_on", "pk")[:SHOWN])
    for consultation in found:
        watch(front.request, consultation)
    if not found:
        return None
    return Box(
        "documents/consultations/box.html",
        {
            "rows": [(row, reverse("consultations:one", args=[row.slug])) for row in found],
            "more_url": reverse("consultations:list"),
        },
    )
