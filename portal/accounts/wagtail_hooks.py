"""The second factor in the admin: its addresses, and its entry on the account page."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks


@hooks.register("register_admin_urls")
def second_factor_urls() -> list:
    return [path("", include("portal.accounts.urls"))]


@hooks.register("register_account_menu_item")
def second_factor_menu_item(request: HttpRequest) -> dict:
    return {
        "url": reverse("accounts:setup"),
        "label": _("Xác minh hai lớp"),
        "help_text": _("Dùng điện thoại làm chìa khoá thứ hai khi đăng nhập."),
    }
