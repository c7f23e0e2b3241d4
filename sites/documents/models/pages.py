"""The pages of a site that lead to its documents: the list of all, and the sections that the law names."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.core.fields import StreamField
from portal.core.models import BasePage

from ..blocks import SectionListsBlock


class DocumentIndexPage(BasePage):
    """Where the list of documents stands in the menu; the list itself is served by `views` at this address."""

    parent_page_types = ["home.UnitHomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "documents/document_index_page.html"

    class Meta:
        verbose_name = _("danh mục văn bản")
        verbose_name_plural = _("danh mục văn bản")


class DocumentSectionPage(BasePage):
    """A section that fills itself with documents by type, field and tag, beside the pages that stand below it.

    Directives, strategies and land decisions are such sections (NĐ 43/2011 art. 10.1).
    """

    lists = StreamField(SectionListsBlock(), blank=True, verbose_name=_("các danh sách văn bản"))

    content_panels = [*BasePage.content_panels, FieldPanel("lists")]
    search_kind = "page"
    template = "documents/document_section_page.html"
    parent_page_types = ["home.UnitHomePage", "pages.SectionPage", "documents.DocumentSectionPage"]
    subpage_types = ["pages.StandardPage", "documents.DocumentSectionPage"]

    class Meta:
        verbose_name = _("chuyên mục văn bản")
        verbose_name_plural = _("chuyên mục văn bản")
