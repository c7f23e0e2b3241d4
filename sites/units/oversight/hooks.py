"""The audit log, “view as” and lost phones in the admin."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from portal.accounts.models import User
from portal.accounts.second_factor import has_device

from ..enums import Action
from ..permissions import is_auditor, is_platform_admin, unit_ids_for
from . import view_as
from .report import AuditReportView
from .second_factor import user_can_reset_second_factor


@hooks.register("register_admin_urls")
def oversight_urls() -> list:
    return [
        path("nhat-ky-an-toan/", AuditReportView.as_view(), name="units_audit"),
        path("nhat-ky-an-toan/ket-qua/", AuditReportView.as_view(results_only=True), name="units_audit_results"),
        path("xem-thay/ket-thuc/", view_as.leave, name="units_view_as_leave"),
        path("xem-thay/ket-thuc/ngay/", view_as.stop, name="units_view_as_end"),
        path("xem-thay/<int:pk>/", view_as.choose, name="units_view_as"),
    ]


class AuditMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user = request.user
        return is_auditor(user) or is_platform_admin(user) or bool(unit_ids_for(user, {Action.ADMINISTER}))


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    return AuditMenuItem(_("Nhật ký an toàn"), reverse("units_audit"), name="audit", icon_name="key", order=50)


class LeaveMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return hasattr(request, "real_user")


@hooks.register("register_admin_menu_item")
def leave_menu_item() -> MenuItem:
    return LeaveMenuItem(
        _("Kết thúc xem thay"), reverse("units_view_as_leave"), name="leave-view-as", icon_name="cross", order=1
    )


@hooks.register("register_user_listing_buttons")
def account_buttons(user: User, request_user: User) -> Iterator[Button]:
    """What the platform does for a person, besides changing the account."""
    if view_as.user_can_view_as(request_user, user):
        yield Button(_("Xem thay"), url=reverse("units_view_as", args=[user.pk]), icon_name="view", priority=40)
    if has_device(user) and user_can_reset_second_factor(request_user, user):
        address = reverse("units_people:reset", args=[user.pk])
        yield Button(_("Đặt lại xác minh hai lớp"), url=address, icon_name="key", priority=50)
