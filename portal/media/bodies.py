"""Bodies made ready to render: everything they show is fetched in one query a kind."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks.stream_block import StreamValue

from portal.core.blocks import preload

from . import renditions
from .models import PortalDocument, PortalImage

_LINK = re.compile(r"<a\b[^>]*>")
_ATTRIBUTE = re.compile(r'(id|linktype)="([^"]*)"')


@dataclass
class Body:
    """A body with what it shows; `str()` renders it."""

    value: StreamValue
    fetched: preload.Fetched

    def __bool__(self) -> bool:
        return bool(len(self.value))

    def __str__(self) -> SafeString:
        with preload.using(self.fetched):
            context = {"request": self.fetched.request}
            return mark_safe("\n".join(child.render(context=context) for child in self.value))

    __html__ = __str__


def prepare(
    body: StreamValue,
    request: HttpRequest | None = None,
    images: Iterable[PortalImage | None] = (),
    *,
    for_print: bool = False,
) -> Body:
    """Fetch what `body` shows.

    `images` are the other images of the page; their renditions come in the same query as those of the body.
    """
    raw = list(body.raw_data)
    image_ids = set(_values(raw, "image"))
    document_ids = set(shown_documents(body))
    page_ids = set(_linked(raw, "page"))
    fetched = preload.Fetched(
        request=request,
        for_print=for_print,
        images=PortalImage.objects.in_bulk(image_ids) if image_ids else {},
        documents=PortalDocument.objects.in_bulk(document_ids) if document_ids else {},
        pages=preload.link_targets(page_ids),
    )
    renditions.fetch([*images, *fetched.images.values()], *renditions.SIZES)
    return Body(body, fetched)


def shown_documents(body: StreamValue) -> list[int]:
    """The keys of the files that a body shows or links to, in its order, each once."""
    raw = list(body.raw_data)
    return list(dict.fromkeys([*_values(raw, "document"), *_linked(raw, "document")]))


def _linked(raw: list[dict], kind: str) -> Iterator[int]:
    """The numbers of the pages or documents that paragraphs link to."""
    for text in _texts(raw):
        for tag in _LINK.findall(text):
            attributes = dict(_ATTRIBUTE.findall(tag))
            if attributes.get("linktype") == kind and attributes.get("id", "").isdigit():
                yield int(attributes["id"])


def _values(raw: Any, key: str) -> Iterator[int]:
    """The numbers stored under a key anywhere in raw stream data."""
    if isinstance(raw, list):
        for item in raw:
            yield from _values(item, key)
    elif isinstance(raw, dict):
        for name, value in raw.items():
            if name == key and isinstance(value, int):
                yield value
            else:
                yield from _values(value, key)


def _texts(raw: list[dict]) -> Iterator[str]:
    return (block["value"] for block in raw if block["type"] == "text")
