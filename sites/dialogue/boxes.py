"""The newest answers on the front page of a unit, and the way to ask."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.boxes import Box, Front, register_box, register_rows

from .models import PublishedCase
from .provisioning import SLUG

SHOWN = 4


@register_rows("answers")
def newest(front: Front) -> QuerySet[PublishedCase]:
    return PublishedCase.objects.filter(live=True, unit=front.unit.pk).defer("question", "answer")[:SHOWN]


@register_box(260, _("Hỏi đáp, trả lời"))
def answers(front: Front) -> Box | None:
    """The front page of a closed unit is closed itself."""
    if not any(page.slug == SLUG for page in front.sections):
        # A unit that has taken the dialogue out of its site does not want it on its front page either.
        return None
    return Box(
        "dialogue/box.html",
        {
            "rows": [(row, reverse("dialogue:published", args=[row.slug])) for row in front.rows["answers"]],
            "more_url": reverse("dialogue:list"),
        },
    )
