"""Images, files and linked pages of a body, fetched together before it is rendered.

Each kind of block, and each paragraph with a link, would otherwise ask the database on its own, so that a long
article costs more than a short one. The blocks and link handlers here look first at what was fetched.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page
from wagtail.rich_text import LinkHandler


@dataclass
class Fetched:
    """What one body needs, by primary key. `pages` holds the page to link to for each page chosen."""

    request: HttpRequest | None = None
    for_print: bool = False
    images: dict[int, Any] = field(default_factory=dict)
    documents: dict[int, Any] = field(default_factory=dict)
    pages: dict[int, Page] = field(default_factory=dict)


_current: ContextVar[Fetched | None] = ContextVar("fetched", default=None)


@contextmanager
def using(fetched: Fetched) -> Iterator[None]:
    """While this lasts, blocks and links take what they need from `fetched`."""
    token = _current.set(fetched)
    try:
        yield
    finally:
        _current.reset(token)


def is_for_print() -> bool:
    """Whether a body is being rendered to be printed, where pictures below the screen must not wait for scrolling."""
    fetched = _current.get()
    return fetched is not None and fetched.for_print


def _copies(found: dict[int, models.Model], keys: list[int | None]) -> list[models.Model | None]:
    # Copies, because a block writes its own text alternative onto the image it is given.
    return [copy.copy(found[key]) if key in found else None for key in keys]


class BodyImageChooserBlock(ImageChooserBlock):
    def bulk_to_python(self, values: Any) -> list:
        fetched = _current.get()
        return super().bulk_to_python(values) if fetched is None else _copies(fetched.images, list(values))


class BodyImageBlock(ImageBlock):
    """Wagtail's image with its text alternative, taking the image from what was fetched."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = BodyImageChooserBlock(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser


class BodyDocumentChooserBlock(DocumentChooserBlock):
    def bulk_to_python(self, values: Any) -> list:
        fetched = _current.get()
        return super().bulk_to_python(values) if fetched is None else _copies(fetched.documents, list(values))


def link_targets(ids: set[int]) -> dict[int, Page]:
    """For each chosen page the one to link to: its live translation in the active language, else itself.

    Pages that are not live are left out.
    """
    if not ids:
        return {}
    keys = Page.objects.filter(pk__in=ids).values("translation_key")
    rows = list(Page.objects.filter(translation_key__in=keys, live=True).select_related("locale"))
    language = get_language()
    here = {page.translation_key: page for page in rows if page.locale.language_code == language}
    return {page.pk: here.get(page.translation_key, page) for page in rows if page.pk in ids}


class BodyPageLinkHandler(LinkHandler):
    """Links between pages in rich text: no query where the pages were fetched, one for all otherwise."""

    identifier = "page"

    @staticmethod
    def get_model() -> type[Page]:
        return Page

    @classmethod
    def expand_db_attributes(cls, attrs: dict) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        keys = [int(attrs["id"]) if attrs.get("id", "").isdigit() else 0 for attrs in attrs_list]
        fetched = _current.get()
        request = fetched.request if fetched else None
        pages = fetched.pages if fetched else link_targets(set(keys))
        urls = [pages[key].get_url(request) if key in pages else None for key in keys]
        return [f'<a href="{escape(url)}">' if url else "<a>" for url in urls]

    @classmethod
    def extract_references(cls, attrs: dict) -> Iterator[tuple]:
        yield Page, attrs["id"], "", ""


class BodyDocumentLinkHandler(DocumentLinkHandler):
    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list:
        fetched = _current.get()
        if fetched is None:
            return super().get_many(attrs_list)
        return [fetched.documents.get(int(attrs["id"]) if attrs.get("id", "").isdigit() else 0) for attrs in attrs_list]
