"""The newest documents of a unit on its front page."""

from django.urls import reverse

from sites.units.boxes import Box, Front, register_box

from . import presenting
from .services.listing import newest

SHOWN = 6


@register_box(150)
def documents(front: Front) -> Box | None:
    found = presenting.listed(newest(front.unit.pk, SHOWN))
    if not found:
        return None
    return Box(
        "documents/boxes/documents.html",
        {"documents": presenting.shown(found, front.unit.pk), "more_url": reverse("documents:listing")},
    )
