"""What would make the search other than an administrator believes."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from .engines.clients import Address


@register()
def engine_can_be_reached(**kwargs: Any) -> list[CheckMessage]:
    """An address that cannot be understood would be found out by readers, from a line on every search."""
    if not settings.SEARCH_URL:
        return []
    try:
        Address.parse(settings.SEARCH_URL)
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="Leave SEARCH_URL empty to search on PostgreSQL.", id="search.E001")]
    return []
