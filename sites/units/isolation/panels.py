"""The dashboard: what waits for the person, what they edited and locked, in the unit worked in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import PagesSummaryItem, SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home
from wagtail.models import Page

from ..permissions import active_unit
from .scope import scope_of


class _Scoped:
    """Keeps the rows whose object is in the scope; a person who left a unit has no more business there."""

    rows = ""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        context = super().get_context_data(parent_context)
        scope = scope_of(parent_context["request"])
        context[self.rows] = [row for row in context[self.rows] if scope.owns(self.thing(row))]
        return context

    def thing(self, row: Any) -> Any:
        return row


class ToModeratePanel(_Scoped, home.WorkflowObjectsToModeratePanel):
    rows = "states"

    def thing(self, row: Any) -> Any:
        return row["obj"]


class InModerationPanel(_Scoped, home.UserObjectsInWorkflowModerationPanel):
    rows = "workflow_states"

    def thing(self, row: Any) -> Any:
        return row.content_object


class RecentEditsPanel(_Scoped, home.RecentEditsPanel):
    rows = "last_edits"

    def thing(self, row: Any) -> Any:
        return row[1]


class LockedPagesPanel(_Scoped, home.LockedPagesPanel):
    rows = "locked_pages"


SCOPED = {
    home.WorkflowObjectsToModeratePanel: ToModeratePanel,
    home.UserObjectsInWorkflowModerationPanel: InModerationPanel,
    home.RecentEditsPanel: RecentEditsPanel,
    home.LockedPagesPanel: LockedPagesPanel,
}


@hooks.register("construct_homepage_panels")
def scope_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = [SCOPED[type(panel)]() if type(panel) in SCOPED else panel for panel in panels]


class OwnPagesItem(PagesSummaryItem):
    """Counts the pages in the scope: Wagtail counts below the folder that all homes of a person have in common."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        pages = Page.objects.filter(scope_of(self.request).page_q())
        home_page = pages.order_by("depth", "path").first()
        return {"root_page": home_page, "total_pages": pages.count(), "site_name": active_unit(self.request) or ""}

    def is_shown(self) -> bool:
        return Page.objects.filter(scope_of(self.request).page_q()).exists()


@hooks.register("construct_homepage_summary_items", order=1)
def only_platform_counts_sites(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Summary items count what the person may see; those of other apps than pages and files are not known here."""
    known = ("PagesSummaryItem", "ImagesSummaryItem", "DocumentsSummaryItem")
    if not scope_of(request).is_everything:
        items[:] = [
            OwnPagesItem(request) if type(item) is PagesSummaryItem else item
            for item in items
            if type(item).__name__ in known
        ]
