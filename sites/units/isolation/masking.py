"""A form never names what the person may not see: not in a chooser, not in a link inside rich text.

A form that is shown again after a forged choice was refused, or that holds a reference from before a unit
changed hands, asks the chooser widget for the title of whatever the id stands for. Widgets know of no request, so
a middleware tells them who is asking.
"""

import copy
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate_models import Entity
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler, PageLinkElementHandler
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.documents import get_document_model
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler
from wagtail.images import get_image_model
from wagtail.images.rich_text.contentstate import ImageElementHandler
from wagtail.models import Page

from portal.accounts.middleware import in_admin

from .choosers import show_as_published
from .references import UnitOwned, is_common
from .usage import visible

# More than a key of the database has; such a number cannot be asked for.
MOST_DIGITS = 18

_asking: ContextVar[Any] = ContextVar("asking", default=None)


class WhoIsAsking:
    """Remembers the person of an admin request while it is answered; stands behind the gate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not in_admin(request):
            return self.get_response(request)
        token = _asking.set(request.user)
        try:
            return self.get_response(request)
        finally:
            _asking.reset(token)


def as_shown_to(user: Any, thing: Model) -> Model | None:
    """The thing as the person may see it in a form: whole, as its readers see it, or not at all (None)."""
    if is_common(type(thing)) or visible(user, thing):
        return thing
    if isinstance(thing, Page) and thing.live and not thing.get_view_restrictions().exists():
        # The widget may hold the very object that the form is about to save.
        known_to_readers = copy.copy(thing)
        show_as_published(known_to_readers)
        return known_to_readers
    return thing if isinstance(thing, UnitOwned) and thing.is_public else None


def get_value_data(self: BaseChooser, value: Any) -> dict | None:
    """What the widget shows of the value it is given; takes the place of Wagtail's."""
    try:
        instance = self.get_instance(value)
    except (ValueError, TypeError, OverflowError):
        # Not a key at all; Wagtail would answer 500.
        return None
    if not instance:
        return None
    user = _asking.get()
    shown = instance if user is None else as_shown_to(user, instance)
    if shown is not None:
        return self.get_value_data_from_instance(shown)
    # The id stays, so that a reference left as it was is not lost by saving.
    return {
        "id": instance.pk,
        "edit_url": "",
        self.display_title_key: _("Nội dung của đơn vị khác"),
        "parent_id": None,
        "preview": {"url": "", "width": 0, "height": 0},
        "default_alt_text": "",
    }


def _is_shown(model: type[Model], key: Any) -> bool:
    """Whether the editor of rich text may tell what a key in a text stands for; there is such a thing."""
    if not str(key).isdecimal() or len(str(key)) > MOST_DIGITS:
        return False
    found = model._base_manager.filter(pk=int(key)).first()
    user = _asking.get()
    return found is not None and (user is None or as_shown_to(user, found) is not None)


def _mask_links(handler: type[LinkElementHandler], model: Callable[[], type[Model]]) -> None:
    """What the editor is told of a link: its address and file name only if the person may see where it leads."""
    original = handler.get_attribute_data

    def get_attribute_data(self: LinkElementHandler, attrs: dict) -> dict:
        if _is_shown(model(), attrs.get("id")):
            return original(self, attrs)
        # The id stays as it was sent, so that an old link is not lost by saving.
        return {"id": attrs.get("id"), "url": None, "parentId": None}

    handler.get_attribute_data = get_attribute_data


def _mask_images() -> None:
    original = ImageElementHandler.create_entity

    def create_entity(self: ImageElementHandler, name: str, attrs: dict, state: Any, contentstate: Any) -> Entity:
        if _is_shown(get_image_model(), attrs.get("id")):
            return original(self, name, attrs, state, contentstate)
        data = {"id": attrs.get("id"), "src": "", "alt": attrs.get("alt"), "format": attrs.get("format")}
        return Entity("IMAGE", "IMMUTABLE", data)

    ImageElementHandler.create_entity = create_entity


def install() -> None:
    """Put the masks in place, once, when the admin's hooks are loaded."""
    BaseChooser.get_value_data = get_value_data
    _mask_links(PageLinkElementHandler, lambda: Page)
    _mask_links(DocumentLinkElementHandler, get_document_model)
    _mask_images()
