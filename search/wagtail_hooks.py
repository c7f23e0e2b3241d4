"""What the search adds to the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from .reports import MissedReportView
from .viewsets import AbbreviationViewSet, PromotedAnswerViewSet

register_snippet(PromotedAnswerViewSet)


@hooks.register("register_admin_viewset")
def register_lists() -> ViewSet:
    return AbbreviationViewSet("search_abbreviations", url_prefix="tim-kiem/viet-tat")


@hooks.register("register_admin_urls")
def report_urls() -> list:
    return [
        path("bao-cao/tim-khong-thay/", MissedReportView.as_view(), name="search_missed"),
        path(
            "bao-cao/tim-khong-thay/ket-qua/",
            MissedReportView.as_view(results_only=True),
            name="search_missed_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return MenuItem(
        _("Tìm mà không thấy"), reverse("search_missed"), name="search-missed", icon_name="search", order=60
    )
