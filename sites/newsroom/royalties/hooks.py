"""Royalties in the admin: addresses and the menu."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from sites.units.permissions import active_unit, roles_of

from ..permissions import user_keeps_royalties
from ..viewsets import ROYALTIES_MENU
from . import views


@hooks.register("register_admin_urls")
def royalty_urls() -> list:
    return [path("nhuan-but/", include(views))]


class ForKeepers(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        unit = active_unit(request)
        return unit is not None and user_keeps_royalties(request.user, unit)


class ForAuthors(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user).units)


@hooks.register(ROYALTIES_MENU)
def months_item() -> MenuItem:
    return ForKeepers(_("Bảng kê theo tháng"), reverse("newsroom_royalties:months"), icon_name="table", order=10)


@hooks.register(ROYALTIES_MENU)
def own_item() -> MenuItem:
    return ForAuthors(_("Nhuận bút của tôi"), reverse("newsroom_royalties:own"), icon_name="user", order=30)


@hooks.register("register_admin_menu_item")
def royalties_item() -> MenuItem:
    """Hidden while none of what it holds is shown."""
    return SubmenuMenuItem(
        _("Nhuận bút"), Menu(register_hook_name=ROYALTIES_MENU), name="royalties", icon_name="form", order=280
    )
