"""What would make the search other than an administrator believes."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def engine_is_known(**kwargs: Any) -> list[CheckMessage]:
    """An engine that is named but not used would be believed to work."""
    if not settings.SEARCH_URL:
        return []
    return [
        Error(
            "SEARCH_URL names a search engine, but this release searches on PostgreSQL only.",
            hint="Leave SEARCH_URL empty.",
            id="search.E001",
        )
    ]
