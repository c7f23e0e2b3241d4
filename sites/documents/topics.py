"""New documents, of some fields or of all, for who subscribes to them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.topics import Item, News, Topic, Wanted, register_topic

from . import presenting
from .services.serving import public_documents


def documents_of(wanted: Wanted, most: int) -> News:
    """The documents that went on line, of the unit or, where that is wanted, of all units."""
    found = public_documents().filter(first_published_at__gte=wanted.since, first_published_at__lt=wanted.until)
    if not wanted.everywhere:
        found = found.filter(unit=wanted.unit)
    if wanted.fields:
        found = found.filter(field__in=wanted.fields)
    rows = list(presenting.for_lists(found.order_by("-issued_on", "-pk"))[:most])
    shown = presenting.shown(rows, wanted.unit.pk)
    items = [
        Item(
            f"{one.heading}: {one.title}" if one.heading and one.heading != one.title else one.title,
            one.url if one.url.startswith("http") else wanted.root + one.url,
        )
        for one in shown
        if one.url
    ]
    return News(items, len(rows) if len(rows) < most else found.count(), reverse("documents:listing"))


register_topic(
    Topic(
        "documents",
        _("Văn bản mới"),
        _("Chọn lĩnh vực ở dưới; không chọn là mọi lĩnh vực."),
        news=documents_of,
        asks_fields=True,
        order=30,
    )
)
