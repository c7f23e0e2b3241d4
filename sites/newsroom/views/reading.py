"""Public views of the newsroom beside its pages: the news under a tag, and the feeds of site and tag."""

import unicodedata

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from taggit.models import Tag
from wagtail.models import Page
from wagtail.query import PageQuerySet

from portal.core import page_urls, serving
from portal.core.paging import SEGMENT
from portal.media import renditions

from .. import feeds
from ..models import ArticlePage
from ..services import flow_reading

PER_PAGE = 12


def _home(request: HttpRequest) -> Page:
    home = serving.home(request)
    if home is None:
        raise Http404
    return home


@require_safe
def site_feed(request: HttpRequest, file_name: str) -> HttpResponse:
    """The newest of the whole site, with what was sent to it from above."""
    home = _home(request)
    articles = ArticlePage.with_names(ArticlePage.newest_under(home))[: feeds.SHOWN]
    received = flow_reading.received(request, feeds.SHOWN)
    news = feeds.channel(request, _("Tin mới"), "", serving.home_url(), articles, received)
    return feeds.respond(request, file_name, news)


@require_safe
def section_feed(request: HttpRequest, section: str, file_name: str) -> HttpResponse:
    """The feed of a section: a part of its page, which says whether the reader may have it."""
    return page_urls.serve(request, f"{section}{file_name}")


def _tagged(request: HttpRequest, slug: str) -> tuple[Tag, PageQuerySet]:
    """A tag and the site's public articles under it; a tag that none of them has is not there."""
    # PostgreSQL takes no such letter.
    tag = None if "\x00" in slug else Tag.objects.filter(slug=unicodedata.normalize("NFC", slug)).first()
    if tag is None:
        raise Http404
    articles = ArticlePage.newest_under(_home(request)).filter(tagged_items__tag=tag)
    if not articles.exists():
        raise Http404
    return tag, articles


@require_safe
def tag_feed(request: HttpRequest, slug: str, file_name: str) -> HttpResponse:
    """The newest of the site under a tag."""
    tag, articles = _tagged(request, slug)
    title = _("Từ khoá “%(name)s”") % {"name": tag.name}
    newest = ArticlePage.with_names(articles)[: feeds.SHOWN]
    news = feeds.channel(request, title, "", reverse("newsroom:tag", args=[tag.slug]), newest)
    return feeds.respond(request, file_name, news)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The site's news under a tag, newest first."""
    found, articles = _tagged(request, slug)
    number = request.GET.get(SEGMENT, "1")
    try:
        pages = Paginator(articles, PER_PAGE).page(int(number) if number.isascii() and number.isdigit() else 0)
    except EmptyPage as error:
        raise Http404 from error
    pages.object_list = list(pages.object_list)
    renditions.fetch([article.lead_image for article in pages], "card")
    url = reverse("newsroom:tag", args=[found.slug])
    title = _("Từ khoá “%(name)s”") % {"name": found.name}

    def at(page: int) -> str:
        return url if page == 1 else f"{url}?{SEGMENT}={page}"

    return render(
        request,
        "newsroom/tag.html",
        {
            "title": title,
            "pages": pages,
            "previous_url": at(pages.number - 1) if pages.has_previous() else "",
            "next_url": at(pages.number + 1) if pages.has_next() else "",
            "canonical_url": feeds.site_root(request) + at(pages.number),
            "feeds": [feeds.link(title, url)],
            "breadcrumb": [(_("Trang chủ"), serving.home_url())],
            "breadcrumb_title": title,
        },
    )
