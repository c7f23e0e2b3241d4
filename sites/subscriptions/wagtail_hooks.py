"""What subscriptions add to the admin."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sites.units.isolation.scope import scope_of

from . import admin_views


@hooks.register("register_admin_urls")
def subscription_urls() -> list:
    addresses = [path("", admin_views.numbers, name="numbers")]
    return [path("dang-ky-nhan-tin/", include((addresses, "subscriptions_admin")))]


class NumbersItem(MenuItem):
    """For whoever works in a unit or looks over all."""

    def is_shown(self, request: HttpRequest) -> bool:
        scope = scope_of(request)
        return scope.is_everything or bool(scope.unit_ids)


@hooks.register("register_reports_menu_item")
def numbers_item() -> MenuItem:
    return NumbersItem(
        _("Đăng ký nhận tin"), reverse("subscriptions_admin:numbers"), name="subscriptions", icon_name="mail", order=820
    )
