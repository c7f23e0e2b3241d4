"""The newest documents of a unit on its front page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.boxes import Box, Front, register_box

from . import presenting
from .services.serving import public_documents

SHOWN = 6


@register_box(150, _("Văn bản mới"))
def documents(front: Front) -> Box | None:
    # One query: whoever sees this page has been let into the unit's site, so it is not closed to them.
    documents = public_documents(closed=[]).filter(unit=front.unit.pk).order_by("-issued_on", "-pk")
    found = list(presenting.for_lists(documents)[:SHOWN])
    if not found:
        return None
    return Box(
        "documents/boxes/documents.html",
        {"documents": presenting.shown(found, front.unit.pk), "more_url": reverse("documents:listing")},
    )
