"""The files in the admin: addresses, menu, the script that tells a file's limit."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from sites.units.enums import Action
from sites.units.isolation.scope import scope_of
from sites.units.permissions import active_unit, user_can

from ..importing import urls as import_urls
from ..models import DocumentFile
from . import urls


@hooks.register("register_admin_urls")
def file_urls() -> list:
    return [path("tep-van-ban/", include(urls)), path("nhap-bang/", include(import_urls))]


class FilesItem(MenuItem):
    """Shown while the unit has files."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request).instances(DocumentFile).exists()


@hooks.register("register_reports_menu_item")
def files_item() -> MenuItem:
    return FilesItem(
        _("Tệp của văn bản"), reverse("documents_files:list"), name="document-files", icon_name="doc-full", order=50
    )


class ImportsItem(MenuItem):
    """For those who may bring something into the unit worked in."""

    def is_shown(self, request: HttpRequest) -> bool:
        unit = active_unit(request)
        return unit is not None and user_can(request.user, Action.ADD, unit)


@hooks.register("register_admin_menu_item")
def imports_item() -> MenuItem:
    return ImportsItem(
        _("Nhập bảng"), reverse("documents_imports:list"), name="document-imports", icon_name="upload", order=248
    )


@hooks.register("insert_global_admin_js")
def limits_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("documents/limits.js"))
