"""What the pages app adds to the admin."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from sites.units.isolation.scope import may_administer_here

from .blueprints import urls as blueprint_urls
from .blueprints.viewsets import BlueprintViewSet
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


@hooks.register("register_admin_viewset")
def blueprints() -> BlueprintViewSet:
    return BlueprintViewSet("pages_blueprints", url_prefix="mau-trang/cac-cap")


@hooks.register("register_admin_urls")
def blueprint_addresses() -> list:
    return [path("mau-trang/", include(blueprint_urls))]


class BlueprintItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_administer_here(request)


@hooks.register("register_settings_menu_item")
def blueprint_menu_item() -> MenuItem:
    return BlueprintItem(_("Theo mẫu của tỉnh"), reverse("pages_blueprint:overview"), icon_name="list-ul", order=35)
