"""Small helps for templates."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal.core.senders import sign_path
from portal.core.structured import as_json_ld, page_graph

register = template.Library()


@register.filter
def host_of(url: str) -> str:
    """The host of an address, without `www.`, for links that say where they lead."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.filter
def signed_path(path: str) -> str:
    """An address that nobody but the portal can have written into a form."""
    return sign_path(path)


@register.filter
def words_of(path: str) -> str:
    """What an address that leads nowhere was about, for a search: its last part as words."""
    last = path.strip("/").rpartition("/")[2].rpartition(".")[0] or path.strip("/").rpartition("/")[2]
    return " ".join(last.replace("_", "-").split("-"))[:100]


@register.simple_tag
def in_language(code: str = settings.LANGUAGE_CODE) -> SafeString:
    """The attribute `lang` of a part in a language, Vietnamese if none is named; nothing on a page in that language."""
    return mark_safe("") if not code or code == get_language() else format_html(' lang="{}"', code)


@register.simple_tag(takes_context=True)
def structured_data(context: Any) -> SafeString:
    """What engines are told of the page: its kind, who publishes it, the way to it. Needs `canonical_url`."""
    url, page, chrome = context.get("canonical_url"), context.get("page"), context.get("chrome")
    title = (page.title if page else "") or context.get("breadcrumb_title") or context.get("title")
    if not url or not title or chrome is None or not chrome.unit:
        return mark_safe("")
    root = "/".join(url.split("/")[:3])
    is_news = getattr(page, "search_kind", "") == "news"
    published = getattr(page, "published_at", None) or getattr(page, "first_published_at", None)
    graph = page_graph(
        url=url,
        title=str(title),
        kind="NewsArticle" if is_news else "WebPage",
        publisher=chrome.name,
        language=chrome.language,
        way=[(str(name), root + address) for name, address in context.get("breadcrumb") or [] if address[:1] == "/"],
        headline=str(title) if is_news else "",
        description=getattr(page, "summary", ""),
        datePublished=published.isoformat() if published else "",
        author={"@type": "Person", "name": page.byline} if getattr(page, "byline", "") else None,
    )
    return as_json_ld(graph)
