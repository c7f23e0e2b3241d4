"""The notices on a unit's front page."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.core import serving
from sites.units.boxes import Box, Front, register_box

NOTICES_SLUG = "thong-bao"
SHOWN = 6


@register_box(200, _("Thông báo"))
def notices(front: Front) -> Box | None:
    """The newest pages of the section `thong-bao`, which every tier's blueprint has."""
    section = next((page for page in front.sections if page.slug == NOTICES_SLUG), None)
    if section is None:
        return None
    below = serving.public(Page.objects.child_of(section), front.home)
    newest = list(below.order_by("-first_published_at", "-pk")[:SHOWN])
    if not newest:
        return None
    return Box(
        "pages/boxes/notices.html",
        {
            "title": section.title,
            "more_url": serving.local_url(section, front.home),
            "notices": [(page, serving.local_url(page, front.home)) for page in newest],
        },
    )
