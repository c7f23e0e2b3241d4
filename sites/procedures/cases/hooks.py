"""Cases in the admin: addresses, menu; the calendar of working days among the platform's settings."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from portal.core.models import CalendarRule
from sites.units.isolation.scope import may_administer_here, scope_of

from . import urls


@hooks.register("register_admin_urls")
def case_urls() -> list:
    return [path("ho-so/", include(urls))]


class DeliveriesItem(MenuItem):
    """For whoever works in a unit or looks over all."""

    def is_shown(self, request: HttpRequest) -> bool:
        scope = scope_of(request)
        return scope.is_everything or bool(scope.unit_ids)


class TokensItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_administer_here(request)


@hooks.register("register_admin_menu_item")
def deliveries_item() -> MenuItem:
    return DeliveriesItem(
        _("Tiến độ hồ sơ"), reverse("procedures_cases:list"), name="case-deliveries", icon_name="history", order=249
    )


@hooks.register("register_settings_menu_item")
def tokens_item() -> MenuItem:
    return TokensItem(
        _("Khoá gửi hồ sơ"), reverse("procedures_cases:tokens"), name="case-tokens", icon_name="key", order=500
    )


class CalendarViewSet(ModelViewSet):
    """Weekends, holidays, days off and days worked instead, for all units."""

    model = CalendarRule
    icon = "calendar"
    menu_label = _("Lịch làm việc")
    add_to_settings_menu = True
    form_fields = ["kind", "name", "date", "month", "day", "weekday", "valid_from", "valid_to", "source"]
    list_display = ["name", "kind", "date", "valid_from", "valid_to", "source"]
    list_filter = ["kind"]
    inspect_view_enabled = False
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def calendar_viewset() -> ViewSet:
    return CalendarViewSet("core_calendar", url_prefix="lich-lam-viec")
