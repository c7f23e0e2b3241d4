"""The drafts that a unit asks about, on its front page."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.boxes import Box, Front, register_box, register_rows

from ..models import Consultation
from ..services.consultations import open_now
from .presenting import watch

SHOWN = 3


@register_rows("consultations")
def asked_now(front: Front) -> QuerySet[Consultation]:
    own = Consultation.objects.filter(live=True, unit=front.unit.pk)
    return open_now(own).defer("body").order_by("closes_on", "pk")[:SHOWN]


@register_box(250, _("Lấy ý kiến dự thảo"))
def consultations(front: Front) -> Box | None:
    """The front page of a closed unit is closed itself."""
    found = front.rows["consultations"]
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
