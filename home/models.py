"""The front page of a unit, one model for all tiers, and the folder page the homes of a tier hang under."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.core.models import BasePage


class TierFolderPage(BasePage):
    """Holds the home pages of a tier in one language; never shown to readers."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.UnitHomePage"]

    class Meta:
        verbose_name = _("thư mục cấp")
        verbose_name_plural = _("thư mục cấp")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class UnitHomePage(BasePage):
    """The front page of a unit's site."""

    template = "home/unit_home_page.html"
    parent_page_types = ["home.TierFolderPage"]
    subpage_types = ["newsroom.NewsIndexPage", "pages.SectionPage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("trang chủ đơn vị")
        verbose_name_plural = _("trang chủ đơn vị")
