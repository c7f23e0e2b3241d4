"""What procedures add to the admin."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from sites.units.permissions import active_unit

from .defining import can_define
from .viewsets import LISTS, MENU_NAME, LocalFactsViewSet, ProcedureViewSet

register_snippet(ProcedureViewSet)
register_snippet(LocalFactsViewSet)


@hooks.register("register_admin_viewset")
def register_lists() -> list[ViewSet]:
    return [viewset(name, url_prefix=f"thu-tuc/{prefix}") for name, (viewset, prefix) in LISTS.items()]


@hooks.register("construct_main_menu")
def hide_what_a_commune_does_not_define(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    unit = active_unit(request)
    if unit is not None and not can_define(unit):
        menu_items[:] = [item for item in menu_items if item.name != MENU_NAME]
