"""The report of translations whose original has been published again since, for those who keep them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Locale, Page

from ..languages import LANGUAGE_CODE, outdated
from ..permissions import roles_of
from .reports import ScopedReportMixin


class OutdatedReportView(ScopedReportMixin, ReportView):
    """The original that changed longest ago first; XLSX and CSV."""

    model = Page
    page_title = _("Bản dịch cần cập nhật")
    header_icon = "wagtail-localize-language"
    index_url_name = "units_outdated"
    index_results_url_name = "units_outdated_results"
    default_ordering = "original_changed_at"
    is_searchable = False
    columns = [
        TitleColumn("title", label=_("Bản dịch"), get_url=lambda page: _edit_url(page.pk)),
        Column("locale", label=_("Ngôn ngữ")),
        DateColumn("original_changed_at", label=_("Bản gốc đổi lúc"), sort_key="original_changed_at"),
        DateColumn("made_at", label=_("Bản dịch theo bản gốc lúc")),
        TitleColumn(
            "original",
            label=_("Bản gốc"),
            accessor=lambda page: _("Mở bản gốc"),
            get_url=lambda page: _edit_url(page.original_id),
        ),
    ]
    list_export = ["title", "locale", "original_changed_at", "made_at"]
    export_headings = {
        "title": _("Bản dịch"),
        "locale": _("Ngôn ngữ"),
        "original_changed_at": _("Bản gốc đổi lúc"),
        "made_at": _("Bản dịch theo bản gốc lúc"),
    }

    def get_base_queryset(self) -> QuerySet[Page]:
        """Of the units in scope; what was translated from is in the main language of their sites."""
        if self.scope.is_everything:
            main = Locale.objects.filter(language_code=LANGUAGE_CODE)
        else:
            main = Locale.objects.filter(pk__in=self.scope.sites().values("root_page__locale"))
        return outdated(self.scope.pages().select_related("locale"), Q(locale__in=main)).exclude(locale__in=main)

    def get_filename(self) -> str:
        return "ban-dich-can-cap-nhat"


def _edit_url(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])


class _MenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(roles_of(request.user))


@hooks.register("register_admin_urls")
def outdated_urls() -> list:
    return [
        path("ban-dich-can-cap-nhat/", OutdatedReportView.as_view(), name="units_outdated"),
        path(
            "ban-dich-can-cap-nhat/ket-qua/",
            OutdatedReportView.as_view(results_only=True),
            name="units_outdated_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def outdated_menu_item() -> MenuItem:
    return _MenuItem(
        _("Bản dịch cần cập nhật"),
        reverse("units_outdated"),
        name="outdated-translations",
        icon_name="wagtail-localize-language",
        order=1100,
    )
