"""The ordinary pages of every unit: sections that list what is below them, and pages of text."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from portal.core.blocks import BodyBlock
from portal.core.fields import StreamField
from portal.core.models import BasePage


class SectionPage(BasePage):
    """A part of a site; lists the pages below it."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "pages/section_page.html"
    parent_page_types = ["home.UnitHomePage", "pages.SectionPage"]
    subpage_types = ["pages.SectionPage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("chuyên mục thông tin")
        verbose_name_plural = _("chuyên mục thông tin")


class StandardPage(BasePage):
    """A page of text, pictures and tables."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "pages/standard_page.html"
    parent_page_types = ["home.UnitHomePage", "pages.SectionPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("trang thông tin")
        verbose_name_plural = _("trang thông tin")
