"""Addresses and menu items of the pages for a unit's own people, settings and menu."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from ..permissions import is_auditor, is_platform_admin, roles_of

# Most of them register hooks of their own.
from . import (  # noqa: F401
    api,
    batches,
    bulk,
    choosers,
    machine_drafting,
    masking,
    notifications,
    panels,
    people,
    translate_buttons,
    unit_settings,
    urgent,
    wide_people,
    workflow_steps,
)
from .scope import may_administer_here, scope_of

masking.install()


@hooks.register("register_admin_urls")
def unit_urls() -> list:
    return [
        path("nguoi/", include(people)),
        path("vai-tro-toan-tinh/", include(wide_people)),
        path("dot-nhap/", include(batches)),
        path("may-dich/", include(machine_drafting)),
        path("dang-khan/", include(urgent)),
        path("thong-bao-cho-toi/", include(notifications)),
        path("thong-tin-trang/", unit_settings.unit_settings, name="units_settings"),
        path("trinh-don/", unit_settings.site_menu, name="units_menu"),
        path("danh-muc-kiem-tra/", workflow_steps.edit_checklist, name="units_checklist"),
    ]


class ForUnitAdministrators(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_administer_here(request)


class ForEverybody(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(roles_of(request.user))


@hooks.register("register_settings_menu_item")
def people_item() -> MenuItem:
    return ForUnitAdministrators(_("Người của đơn vị"), reverse("units_people:list"), icon_name="user", order=10)


class ForOverseers(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_platform_admin(request.user) or is_auditor(request.user)


@hooks.register("register_settings_menu_item")
def wide_people_item() -> MenuItem:
    return ForOverseers(_("Vai trò toàn tỉnh"), reverse("units_wide_people:list"), icon_name="group", order=15)


@hooks.register("register_settings_menu_item")
def settings_item() -> MenuItem:
    return ForUnitAdministrators(_("Thông tin trang"), reverse("units_settings"), icon_name="cog", order=20)


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return ForUnitAdministrators(_("Trình đơn của trang"), reverse("units_menu"), icon_name="list-ul", order=30)


@hooks.register("register_settings_menu_item")
def workflow_item() -> MenuItem:
    return ForEverybody(
        _("Quy trình duyệt"), reverse("wagtailadmin_workflows:index"), name="unit-workflow", icon_name="tasks", order=40
    )


@hooks.register("register_settings_menu_item")
def checklist_item() -> MenuItem:
    return ForUnitAdministrators(
        _("Danh mục kiểm tra"), reverse("units_checklist"), name="unit-checklist", icon_name="list-ul", order=45
    )


@hooks.register("register_settings_menu_item")
def redirects_item() -> MenuItem:
    return ForUnitAdministrators(
        _("Chuyển hướng"), reverse("wagtailredirects:index"), name="unit-redirects", icon_name="redirect", order=50
    )


# Wagtail's items that have a scoped one above, and those of the platform alone, by their names.
REPLACED = frozenset({"redirects", "workflows", "workflow-tasks"})
OF_THE_PLATFORM = frozenset({"users", "groups", "sites", "locales", "collections"})


@hooks.register("construct_settings_menu", order=100)
def only_what_one_may_use(request: HttpRequest, items: list[MenuItem]) -> None:
    wide = is_platform_admin(request.user)
    if wide and scope_of(request).is_everything:
        return
    hidden = REPLACED if wide else REPLACED | (OF_THE_PLATFORM - {"collections"})
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("construct_reports_menu", order=100)
def reports_for_those_with_a_role(request: HttpRequest, items: list[MenuItem]) -> None:
    if not roles_of(request.user) and not is_auditor(request.user):
        items[:] = []
    for item in items:
        if item.url == reverse("wagtail_localize:translations_report"):
            # wagtail-localize's name for it is in the language in which the process began.
            item.label = _("Bản dịch")
