"""The way to procedures on the front page of a unit: a search box and the events of a life; no query of its own."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.boxes import Box, Front, register_box

from .asking import Asked
from .services.lists import names

SHOWN = 8


@register_box(120, _("Thủ tục"))
def procedures(front: Front) -> Box | None:
    base = reverse("procedures:browse")
    events = list(names()["event"].values())[:SHOWN]
    if not any(page.slug == base.strip("/").rpartition("/")[2] for page in front.sections):
        # A unit that has taken the list out of its site does not want it on its front page either.
        return None
    return Box(
        "procedures/boxes/procedures.html",
        {
            "events": [{"name": event, "url": base + Asked().address(event=event.key)} for event in events],
            "more_url": base,
        },
    )
