"""The pages of a site that lead to its documents: the list of all, and the sections that the law names."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from portal.core import serving
from portal.core.fields import StreamField
from portal.core.models import BasePage
from portal.core.paging import SEGMENT

from ..blocks import SectionListsBlock

# So many of each list on the section's own page; the rest has pages of its own, up to the stated last one.
NEWEST_SHOWN, PER_PAGE, LAST_PAGE = 5, 20, 50


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

    Directives, strategies and land decisions are such sections (NĐ 43/2011 art. 10.1). Each list has an address
    below the section's own.
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

    @cached_property
    def wanted(self) -> list:
        # The services read these very models.
        from ..services.sections import lists_of

        return lists_of(self.lists)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """`…/<list>/` and `…/<list>/trang/2/`, where no page below has that address."""
        slug, *rest = path_components or [""]
        chosen = next((wanted for wanted in self.wanted if wanted.slug == slug), None) if self.live else None
        if chosen is None or self.get_children().filter(slug=slug).exists():
            return super().route(request, path_components)
        if not rest:
            return RouteResult(self, kwargs={"chosen": chosen})
        if len(rest) == 2 and rest[0] == SEGMENT and rest[1].isdecimal() and rest[1] == str(int(rest[1])):
            number = int(rest[1])
            if 1 < number <= LAST_PAGE:
                return RouteResult(self, kwargs={"chosen": chosen, "number": number})
        raise Http404

    def get_context(
        self, request: HttpRequest, *args: Any, chosen: Any = None, number: int = 1, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        base = self.get_url(request) or ""
        context["base_url"] = base
        context["below"] = serving.public(Page.objects.child_of(self), self).order_by("path")
        if chosen is None:
            context["shown"] = self._newest(request.unit.pk, base)
            return context
        context |= self._page_of(chosen, number, request.unit.pk, f"{base}{chosen.slug}/")
        context["chosen"] = chosen
        context["breadcrumb"] = [*context["breadcrumb"], (self.title, base)]
        context["breadcrumb_title"] = chosen.title
        place = f"{chosen.slug}/" + (f"{SEGMENT}/{number}/" if number > 1 else "")
        context["canonical_url"] = f"{context['canonical_url']}{place}"
        return context

    def _newest(self, unit_id: int, base: str) -> list[dict[str, Any]]:
        """Each list with its newest documents; what all lists show is read together."""
        from .. import presenting
        from ..services.sections import rows_in

        found = [(wanted, rows_in(wanted, unit_id, 0, NEWEST_SHOWN + 1)) for wanted in self.wanted]
        documents = presenting.listed(row for _wanted, rows in found for row in rows[:NEWEST_SHOWN])
        lines = dict(zip([document.pk for document in documents], presenting.shown(documents, unit_id), strict=True))
        return [
            {
                "title": wanted.title,
                "url": f"{base}{wanted.slug}/" if len(rows) > NEWEST_SHOWN else "",
                "documents": [lines[row.document] for row in rows[:NEWEST_SHOWN] if row.document in lines],
            }
            for wanted, rows in found
        ]

    def _page_of(self, chosen: Any, number: int, unit_id: int, base: str) -> dict[str, Any]:
        from .. import presenting
        from ..services.sections import rows_in

        rows = rows_in(chosen, unit_id, (number - 1) * PER_PAGE, PER_PAGE + 1)
        if number > 1 and not rows:
            raise Http404
        earlier = base if number == 2 else f"{base}{SEGMENT}/{number - 1}/"
        return {
            "documents": presenting.shown(presenting.listed(rows[:PER_PAGE]), unit_id),
            "newer_url": earlier if number > 1 else "",
            "older_url": f"{base}{SEGMENT}/{number + 1}/" if len(rows) > PER_PAGE and number < LAST_PAGE else "",
        }
