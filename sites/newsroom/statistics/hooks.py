"""The statistics in the admin's menu of reports."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sites.units.enums import Action
from sites.units.permissions import active_unit, user_can

from . import urls
from .permissions import user_can_see_statistics_of_all


@hooks.register("register_admin_urls")
def statistics_urls() -> list:
    return [path("toa-soan/thong-ke/", include(urls))]


class OfTheUnit(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        unit = active_unit(request)
        return unit is not None and user_can(request.user, Action.VIEW, unit)


class OfTheProvince(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_can_see_statistics_of_all(request.user)


@hooks.register("register_reports_menu_item")
def unit_item() -> MenuItem:
    return OfTheUnit(_("Thống kê toà soạn"), reverse("newsroom_statistics:unit"), icon_name="list-ol", order=20)


@hooks.register("register_reports_menu_item")
def province_item() -> MenuItem:
    address = reverse("newsroom_statistics:province")
    return OfTheProvince(_("Thống kê toàn tỉnh"), address, name="province-statistics", icon_name="site", order=21)
