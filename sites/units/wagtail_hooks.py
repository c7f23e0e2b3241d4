"""Units in the admin: addresses, the picker, the menu."""

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .permissions import is_platform_admin
from .unit_admin import CreateUnitView, ImportUnitsView, UnitIndexView, UnitView
from .viewsets import UnitChooserViewSet, unit_chooser


@hooks.register("register_admin_viewset")
def register_unit_chooser() -> UnitChooserViewSet:
    return unit_chooser


@hooks.register("register_admin_urls")
def unit_urls() -> list:
    return [
        path("don-vi/", UnitIndexView.as_view(), name="units_admin"),
        path("don-vi/ket-qua/", UnitIndexView.as_view(results_only=True), name="units_admin_results"),
        path("don-vi/them/", CreateUnitView.as_view(), name="units_admin_add"),
        path("don-vi/nhap/", ImportUnitsView.as_view(), name="units_admin_import"),
        path("don-vi/<int:pk>/", UnitView.as_view(), name="units_admin_unit"),
    ]


class UnitsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_platform_admin(request.user)


@hooks.register("register_admin_menu_item")
def units_menu_item() -> MenuItem:
    return UnitsMenuItem(_("Đơn vị"), reverse("units_admin"), name="units", icon_name="site", order=50)
