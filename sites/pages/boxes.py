"""What a unit's front page shows of its sections: the notices, and what a site is about."""

from django.db.models import Window
from django.db.models.functions import Left, RowNumber
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.core import serving
from sites.units.boxes import Box, Front, register_box

NOTICES_SLUG = "thong-bao"
SHOWN = 6
# What the foreign-affairs site is about; a section of another site with such an address stands there as well.
TOPICS = ("dau-tu", "du-lich", "van-hoa", "nguoi-nuoc-ngoai")
OF_A_TOPIC = 3


@register_box(170, _("Chủ đề của trang"))
def topics(front: Front) -> Box | None:
    """The first pages of each section that the site is about, in the editors' order; one query for all of them."""
    sections = {page.path: page for page in front.sections if page.slug in TOPICS}
    if not sections:
        return None
    depth = front.home.depth + 2
    above = Left("path", (depth - 1) * Page.steplen)
    pages = serving.public(Page.objects.filter(depth=depth), front.home).annotate(
        section=above, place=Window(RowNumber(), partition_by=[above], order_by=["path"])
    )
    shown: dict[str, list[tuple[Page, str]]] = {path: [] for path in sections}
    for page in pages.filter(section__in=list(sections), place__lte=OF_A_TOPIC).order_by("path"):
        shown[page.section].append((page, serving.local_url(page, front.home)))
    found = [
        (section, serving.local_url(section, front.home), shown[path])
        for path, section in sections.items()
        if shown[path]
    ]
    return Box("pages/boxes/topics.html", {"topics": found}) if found else None


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
