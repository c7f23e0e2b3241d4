"""The front page of a unit, one model for all tiers, and the folder page the homes of a tier hang under."""

from itertools import groupby
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import PageChooserPanel

from portal.core.models import BasePage
from sites.units import tree
from sites.units.boxes import Front, boxes
from sites.units.chrome import chrome
from sites.units.models import UnitHome

# More than any unit of the country has below it today (Hà Nội: 126 communes and its departments).
CHILDREN_READ = 250


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

    lead_article = models.ForeignKey(
        "newsroom.ArticlePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("tin nổi bật"),
        help_text=_("Để trống thì tin mới nhất có ảnh đứng đầu trang."),
    )

    content_panels = [*BasePage.content_panels, PageChooserPanel("lead_article")]
    search_kind = "unit"
    template = "home/unit_home_page.html"
    parent_page_types = ["home.TierFolderPage"]
    subpage_types = ["newsroom.NewsIndexPage", "pages.SectionPage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("trang chủ đơn vị")
        verbose_name_plural = _("trang chủ đơn vị")

    def search_texts(self) -> list[str]:
        """A unit is found by every name and code it has had, and by the names of those above it."""
        link = UnitHome.objects.filter(page=self.pk).select_related("unit").first()
        if link is None:
            return [""]
        own = link.unit.versions.values_list("full_name", "code")
        above = [unit.name for unit in tree.place(link.unit)[1:]]
        return [" ".join([self.summary, *(f"{name} {code}" for name, code in own), *above])]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        around = chrome(request)["chrome"]
        if around.unit:
            below = tree.children(around.unit, CHILDREN_READ)
            context["children"] = [(name, list(links)) for name, links in groupby(below, lambda link: link.tier_name)]
            context["boxes"] = boxes(Front(request, around.unit, self, around.sections))
        return context
