"""Units in the admin: addresses, the picker, the menu."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
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


@hooks.register("insert_global_admin_css")
def look_of_own_pages() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("units/admin.css"))


@hooks.register("construct_help_menu")
def no_news_of_wagtail(request: HttpRequest, items: list[MenuItem]) -> None:
    """Which Wagtail this is matters to those who run it; its editor guide stays for everybody."""
    items[:] = [item for item in items if not item.name.startswith("whats-new")]
