"""Published answers of a unit, for who subscribes to them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sites.units.topics import Item, News, Topic, Wanted, register_topic

from .services import publishing


def answers_of(wanted: Wanted, most: int) -> News:
    found = publishing.public_cases().filter(
        unit=wanted.unit, first_published_at__gte=wanted.since, first_published_at__lt=wanted.until
    )
    rows = found.defer("question", "answer").order_by("-answered_on", "-pk")[:most]
    items = [Item(row.title, wanted.root + reverse("dialogue:published", args=[row.slug])) for row in rows]
    return News(items, len(items) if len(items) < most else found.count(), reverse("dialogue:list"))


register_topic(
    Topic("answers", _("Câu hỏi đã trả lời"), _("Câu hỏi, phản ánh được công bố."), news=answers_of, order=40)
)
