"""News to subscribe to, as RSS and as Atom: of a site, of a section and of a tag.

A feed is a public page like any other: it lists what the page it stands beside lists, is kept in the page cache
and goes stale with it. All its addresses are absolute and made from the unit's own host.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import serving, text
from sites.units import hosts
from sites.units.chrome import chrome

SHOWN = 20
RSS, ATOM = "rss.xml", "atom.xml"


@dataclass(frozen=True)
class Link:
    """Where a list of news can be subscribed to; for the head of its page."""

    title: str
    rss_url: str
    atom_url: str


@dataclass(frozen=True)
class Item:
    """One piece of news as a feed tells it; `url` is absolute."""

    title: str
    summary: str
    url: str
    published_at: datetime
    updated_at: datetime
    author: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Channel:
    """A list of news with its name and the absolute address of the page it stands beside."""

    title: str
    description: str
    url: str
    items: list[Item]


def link(title: str, page_url: str) -> Link:
    """The two feeds beside the page at `page_url`."""
    return Link(title, f"{page_url}{RSS}", f"{page_url}{ATOM}")


def site_root(request: HttpRequest) -> str:
    """The address of the site asked for, without a slash at its end."""
    return hosts.root_url(request.unit_host.primary_host)


def channel(
    request: HttpRequest,
    title: str,
    description: str,
    page_url: str,
    articles: Iterable[Any],
    received: Iterable[Any] = (),
) -> Channel:
    """The newest of `articles`, all of the site asked for, as a channel; `page_url` is a path on that site.

    `received` is what other units have sent to it; there the source is the author, and the original the address.
    """
    root, home, name = site_root(request), serving.home(request), chrome(request)["chrome"].name
    items = [
        Item(
            title=article.title,
            summary=article.summary,
            url=root + serving.local_url(article, home),
            published_at=article.published_at,
            updated_at=_updated(article),
            author=article.byline or article.source_credit or name,
            categories=tuple(article.tag_list()),
        )
        for article in articles
    ]
    items += [
        Item(
            title=item.title,
            summary=item.summary,
            url=item.original_url or root + item.url,
            published_at=item.published_at,
            updated_at=_updated(item),
            author=item.source or name,
            categories=(),
        )
        for item in received
        if item.published_at
    ]
    newest = sorted(items, key=lambda item: item.published_at, reverse=True)[:SHOWN]
    return Channel(f"{title} – {name}" if title else name, description, root + page_url, newest)


def _updated(item: Any) -> datetime:
    return max(item.published_at, item.last_published_at or item.published_at)


class _NewsFeed(Feed):
    """What both forms share; the view hands the channel over."""

    def get_object(self, request: HttpRequest, channel: Channel) -> Channel:
        self.feed_url = site_root(request) + request.path
        return channel

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The moment of the newest item is not that of the last change: one that was taken off leaves older ones.
        # The page cache answers "not modified" by the content.
        del response.headers["Last-Modified"]
        response.headers["Content-Language"] = get_language()
        return response

    def title(self, channel: Channel) -> str:
        return text.for_xml(channel.title)

    def description(self, channel: Channel) -> str:
        return text.for_xml(channel.description)

    subtitle = description

    def link(self, channel: Channel) -> str:
        return channel.url

    def feed_copyright(self) -> str:
        return _("Ghi rõ nguồn khi phát hành lại thông tin từ trang này.")

    def items(self, channel: Channel) -> list[Item]:
        return channel.items

    def item_title(self, item: Item) -> str:
        return text.for_xml(item.title)

    def item_description(self, item: Item) -> str:
        return text.for_xml(item.summary)

    def item_link(self, item: Item) -> str:
        return item.url

    def item_pubdate(self, item: Item) -> datetime:
        return localtime(item.published_at)

    def item_updateddate(self, item: Item) -> datetime:
        return localtime(item.updated_at)

    def item_author_name(self, item: Item) -> str:
        return text.for_xml(item.author)

    def item_categories(self, item: Item) -> list[str]:
        return [text.for_xml(name) for name in item.categories]


class RssFeed(_NewsFeed):
    feed_type = Rss201rev2Feed


class AtomFeed(_NewsFeed):
    feed_type = Atom1Feed


def respond(request: HttpRequest, file_name: str, news: Channel) -> HttpResponse:
    """The feed of this file name (`RSS` or `ATOM`)."""
    kind = RssFeed if file_name == RSS else AtomFeed
    # A feed object carries the address it is asked by, so each request has one of its own.
    return kind()(request, channel=news)
