"""What the pages app adds to the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .reports import VotesReportView
from .viewsets import ContactPointViewSet

register_snippet(ContactPointViewSet)


@hooks.register("register_admin_urls")
def report_urls() -> list:
    return [
        path("bao-cao/trang-huu-ich/", VotesReportView.as_view(), name="page_votes"),
        path("bao-cao/trang-huu-ich/ket-qua/", VotesReportView.as_view(results_only=True), name="page_votes_results"),
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return MenuItem(_("Trang có hữu ích"), reverse("page_votes"), name="page-votes", icon_name="help", order=61)
