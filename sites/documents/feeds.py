"""The newest documents of a list to subscribe to, as RSS and as Atom; each filter has its own feed."""

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import text
from sites.units import hosts
from sites.units.chrome import chrome

from . import asking, presenting
from .services.facets import summarise
from .services.listing import read_page
from .services.serving import closed_units


@dataclass(frozen=True)
class Channel:
    title: str
    url: str
    documents: list[presenting.ShownDocument]


class _DocumentsFeed(Feed):
    """What both forms share. A public page like any other: kept whole, stale with the list it stands beside."""

    def get_object(self, request: HttpRequest) -> Channel:
        asked = asking.parse(request).first_page()
        closed = closed_units()
        wanted = asked.wanted(closed)
        found = read_page(wanted, summarise(wanted, ()).lengths)
        self.root = hosts.root_url(request.unit_host.primary_host)
        self.feed_url = self.root + request.get_full_path()
        chosen = [
            asked.issuer_name if name == "issuer" else asking.label_of(name, value)
            for name, value in asked.chosen.items()
        ]
        title = " – ".join([_("Văn bản"), *chosen, chrome(request)["chrome"].name])
        documents = presenting.shown(presenting.listed(found.rows, closed=closed), asked.unit_id)
        return Channel(title, self.root + reverse("documents:listing") + asking.address(asked), documents)

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The day of the newest document is not that of the last change; the page cache answers by the content.
        del response.headers["Last-Modified"]
        response.headers["Content-Language"] = get_language()
        return response

    def title(self, channel: Channel) -> str:
        return text.for_xml(channel.title)

    def description(self, channel: Channel) -> str:
        return text.for_xml(channel.title)

    subtitle = description

    def link(self, channel: Channel) -> str:
        return channel.url

    def items(self, channel: Channel) -> list[presenting.ShownDocument]:
        return [document for document in channel.documents if document.url]

    def item_title(self, item: presenting.ShownDocument) -> str:
        return text.for_xml(item.heading or item.title)

    def item_description(self, item: presenting.ShownDocument) -> str:
        return text.for_xml(item.title)

    def item_link(self, item: presenting.ShownDocument) -> str:
        return item.url if item.url.startswith("http") else self.root + item.url

    def item_pubdate(self, item: presenting.ShownDocument) -> datetime:
        return timezone.make_aware(datetime.combine(item.issued_on, time()))

    def item_author_name(self, item: presenting.ShownDocument) -> str:
        return text.for_xml(item.issuer)


class RssFeed(_DocumentsFeed):
    feed_type = Rss201rev2Feed


class AtomFeed(_DocumentsFeed):
    feed_type = Atom1Feed


def rss(request: HttpRequest) -> HttpResponse:
    # A feed object carries the address it is asked by, so each request has one of its own.
    return RssFeed()(request)


def atom(request: HttpRequest) -> HttpResponse:
    return AtomFeed()(request)
