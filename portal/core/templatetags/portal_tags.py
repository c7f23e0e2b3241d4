"""Small helps for templates."""

from urllib.parse import urlsplit

from django import template

register = template.Library()


@register.filter
def host_of(url: str) -> str:
    """The host of an address, without `www.`, for links that say where they lead."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
