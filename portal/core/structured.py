"""Structured data for search engines (schema.org as JSON-LD), written so that nothing in it can end its element."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe


def as_json_ld(data: dict[str, Any]) -> SafeString:
    """The data as it may stand in a `script` element of type `application/ld+json`."""
    plain = json.dumps(data, ensure_ascii=False)
    # A sign that could end the element may not stand in it.
    return mark_safe(plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def page_graph(
    *, url: str, title: str, kind: str, publisher: str, language: str, way: list[tuple[str, str]], **more: Any
) -> dict[str, Any]:
    """A page and the way to it; `way` are names and absolute addresses from the front page to the one above it."""
    items = [*way, (title, url)]
    crumbs = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(items, start=1)
    ]
    page = {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": title,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "publisher": {"@type": "GovernmentOrganization", "name": publisher},
        **{name: value for name, value in more.items() if value},
    }
    return {"@context": "https://schema.org", "@graph": [page, {"@type": "BreadcrumbList", "itemListElement": crumbs}]}
