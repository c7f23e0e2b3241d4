"""Alerts in the admin's menu and addresses."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sites.units.enums import Action
from sites.units.permissions import unit_ids_for

from . import views


@hooks.register("register_admin_urls")
def alert_urls() -> list:
    addresses = [
        path("", views.alert_list, name="list"),
        path("moi/", views.alert_add, name="add"),
        path("<int:pk>/", views.alert_edit, name="edit"),
        path("<int:pk>/go/", views.alert_take_off, name="take_off"),
    ]
    return [path("canh-bao/", include((addresses, "newsroom_alerts")))]


class AlertsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        found = unit_ids_for(request.user, [Action.VIEW])
        return found is None or bool(found)


@hooks.register("register_admin_menu_item")
def alerts_menu_item() -> MenuItem:
    return AlertsMenuItem(_("Cảnh báo"), reverse("newsroom_alerts:list"), name="alerts", icon_name="warning", order=265)
