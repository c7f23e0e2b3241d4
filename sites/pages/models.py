"""The ordinary pages of every unit: sections that list what is below them, and pages of text."""

from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from portal.core import serving
from portal.core.blocks import BodyBlock
from portal.core.fields import StreamField
from portal.core.models import BasePage
from portal.core.paging import PagedListing
from portal.media import bodies

from .blueprints.models import Blueprint, BlueprintItem, BlueprintVersion
from .contacts import ContactPoint
from .enums import Listing
from .votes import PageVotes

__all__ = [
    "Blueprint",
    "BlueprintItem",
    "BlueprintVersion",
    "ContactPoint",
    "PageVotes",
    "SectionPage",
    "StandardPage",
]

ORDERS = {
    Listing.MANUAL: ("path",),
    Listing.NEWEST: ("-first_published_at", "-pk"),
    Listing.TITLE: ("sort_key__title_key", "path"),
}


class SectionPage(PagedListing, BasePage):
    """A part of a site; lists the pages below it."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))
    list_by = models.CharField(_("xếp danh sách theo"), max_length=10, choices=Listing, default=Listing.MANUAL)

    shows_contacts = models.BooleanField(
        _("hiện đầu mối liên hệ"), default=False, help_text=_("Danh sách các đầu mối liên hệ đã xuất bản của đơn vị.")
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("body"),
        FieldPanel("list_by"),
        FieldPanel("shows_contacts"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    search_kind = "page"
    template = "pages/section_page.html"
    parent_page_types = ["home.UnitHomePage", "pages.SectionPage"]
    subpage_types = ["pages.SectionPage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("chuyên mục thông tin")
        verbose_name_plural = _("chuyên mục thông tin")

    per_page = 24

    def listing(self, request: HttpRequest) -> PageQuerySet:
        # The two page types that stand here share the columns of Page and the summary; a list shows no more.
        pages = serving.public(Page.objects.child_of(self), self)
        summary = Coalesce("sectionpage__summary", "standardpage__summary", Value(""), output_field=models.TextField())
        return pages.annotate(summary=summary).order_by(*ORDERS[self.list_by])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["body"] = bodies.prepare(self.body, request)
        context["by_date"] = self.list_by == Listing.NEWEST
        if self.shows_contacts:
            context["contacts"] = ContactPoint.objects.filter(unit=request.unit.pk, live=True)
        return context


class StandardPage(BasePage):
    """A page of text, pictures and tables."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    search_kind = "page"
    template = "pages/standard_page.html"
    parent_page_types = ["home.UnitHomePage", "pages.SectionPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("trang thông tin")
        verbose_name_plural = _("trang thông tin")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["body"] = bodies.prepare(self.body, request)
        return context
