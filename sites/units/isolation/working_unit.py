"""The page on which a person with several units chooses the one to work in, and the line in the menu that names it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request

from portal.core import text

from ..enums import Action
from ..models import UnitVersion
from ..permissions import active_unit, choose_unit, must_choose_unit, roles_of
from .gate import SWITCH_VIEW, refuse, unit_by_uuid

# More than this are found by searching.
SHOWN = 30


def choosable_units(user: Any, query: str = "") -> QuerySet[UnitVersion]:
    """The units of today that the person may work in, by name; those whose name contains `query`."""
    roles = roles_of(user)
    versions = UnitVersion.objects.on().select_related("unit", "tier", "unit_type").order_by("tier__rank", "name_key")
    if Action.VIEW not in roles.actions_in(None):
        versions = versions.filter(unit__in=roles.units)
    words = text.fold(query).split()
    return versions.filter(*(Q(folded__contains=word) for word in words))


def work_in(request: HttpRequest) -> HttpResponse:
    """Choose the unit to work in. Refused with 403 for a unit without a role; nothing changes then."""
    everything_allowed = Action.VIEW in roles_of(request.user).actions_in(None)
    if request.method == "POST":
        try:
            wanted = request.POST.get("unit", "")
            choose_unit(request, None if wanted == "all" else unit_by_uuid(wanted))
        except PermissionDenied as error:
            return refuse(request, str(error))
        # The address left behind may name something of the former unit; only a page that waited is gone back to.
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    query = request.GET.get("q", "")
    units = list(choosable_units(request.user, query)[: SHOWN + 1])
    return render(
        request,
        "units/admin/work_in.html",
        {
            "units": units[:SHOWN],
            "more": len(units) > SHOWN,
            "searching": bool(query) or len(units) > SHOWN // 3,
            "query": query,
            "next": get_valid_next_url_from_request(request),
            "current": active_unit(request),
            "everything_allowed": everything_allowed,
        },
    )


@hooks.register("register_admin_urls")
def work_in_url() -> list:
    return [path("lam-viec-tai/", work_in, name=SWITCH_VIEW)]


class WorkingUnitItem(MenuItem):
    """Names the unit worked in; leads to where another is chosen."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user))

    def render_component(self, request: HttpRequest) -> Any:
        unit = active_unit(request)
        none = _("Chọn đơn vị") if must_choose_unit(request) else _("Tất cả đơn vị")
        label = str(unit) if unit else none
        item = MenuItem(lazystr(label), self.url, name=self.name, icon_name=self.icon_name, order=self.order)
        return item.render_component(request)


@hooks.register("register_admin_menu_item")
def working_unit_item() -> MenuItem:
    return WorkingUnitItem(
        gettext_lazy("Đơn vị đang làm việc"), reverse(SWITCH_VIEW), name="working-unit", icon_name="site", order=0
    )
