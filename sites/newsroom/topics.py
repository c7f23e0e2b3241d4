"""The news of a unit and the alerts on its site, for who subscribes to them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core import serving
from sites.units.topics import Item, News, Topic, Urgent, Wanted, register_topic

from .models import Alert, ArticlePage
from .services import alerts


def news_of(wanted: Wanted, most: int) -> News:
    """The unit's own articles in the language wanted, by when they first went on line; three queries."""
    found = (
        wanted.unit.homes.filter(locale__language_code=wanted.language, page__live=True).select_related("page").first()
    )
    if found is None:
        return News([], 0, "")
    articles = ArticlePage.newest_under(found.page)
    articles = articles.filter(first_published_at__gte=wanted.since, first_published_at__lt=wanted.until)
    items = [Item(one.title, wanted.root + serving.local_url(one, found.page)) for one in articles[:most]]
    total = len(items) if len(items) < most else articles.count()
    return News(items, total, reverse("wagtail_serve", args=[""]))


def alerts_now() -> list[Urgent]:
    """What stands on the sites of its audience at this moment."""
    now = timezone.now()
    rows = Alert.objects.filter(withdrawn_at=None, starts_at__lte=now, ends_at__gt=now).order_by("pk")
    return [
        Urgent(
            str(row.pk),
            frozenset(row.keys),
            {"vi": str(row), **({"en": row.text_en} if row.text_en else {})},
            row.link,
        )
        for row in rows
    ]


register_topic(Topic("news", _("Tin mới của đơn vị"), _("Bài mới đăng trên trang của đơn vị."), news=news_of, order=10))
register_topic(
    Topic(
        alerts.TOPIC, _("Cảnh báo khẩn"), _("Bão lũ, sự cố: báo ngay khi có, không chờ."), urgent=alerts_now, order=20
    )
)
