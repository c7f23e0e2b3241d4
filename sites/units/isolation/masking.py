"""A chooser in a form never names what the person may not see.

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
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.models import Page

from portal.accounts.middleware import in_admin

from .choosers import show_as_published
from .references import UnitOwned, is_common
from .usage import visible

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


def install() -> None:
    BaseChooser.get_value_data = get_value_data
