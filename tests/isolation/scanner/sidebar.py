"""The sidebar of the admin, put together for the first page of one person and found by the others.

It is the same on every page, and putting it together asks for every item whether the person may use it: an eighth of
the time of a walk. All the same it stands in every answer, where markers are looked for. As soon as a request has
written anything it is put together anew.
"""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.admin.menu import admin_menu
from wagtail.admin.search import admin_search_areas
from wagtail.admin.telepath import JSContext
from wagtail.admin.templatetags import wagtailadmin_tags


class KeptSidebar:
    """Stands in for the parts that Wagtail's tag `sidebar_props` puts together."""

    def __init__(self) -> None:
        self._packed: dict[str | None, Any] = {}
        self._written: Set[str] = frozenset()

    @contextmanager
    def used(self, written: Set[str]) -> Iterator[None]:
        """While it is open; `written` names the tables that the request has written to so far."""
        self._written = written
        with patch.multiple(wagtailadmin_tags, admin_menu=self, admin_search_areas=self, JSContext=lambda: self):
            yield

    @property
    def _is_known(self) -> bool:
        return not self._written and get_language() in self._packed

    def render_component(self, request: HttpRequest) -> list[Any]:
        return [] if self._is_known else admin_menu.render_component(request)

    def search_items_for_request(self, request: HttpRequest) -> list[Any]:
        return [] if self._is_known else admin_search_areas.search_items_for_request(request)

    def render_html(self, *args: Any, **kwargs: Any) -> Any:
        return admin_search_areas.render_html(*args, **kwargs)

    def pack(self, modules: list[Any]) -> Any:
        if self._is_known:
            return self._packed[get_language()]
        packed = JSContext().pack(modules)
        if not self._written:
            self._packed[get_language()] = packed
        return packed
