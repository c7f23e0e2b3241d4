"""What readers of a unit's site found useful and what not, for those who write it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from sites.units.enums import Action
from sites.units.isolation.reports import ScopedReportMixin
from sites.units.permissions import unit_ids_for

from .votes import PageVotes


class VotesReportView(ScopedReportMixin, ReportView):
    """The newest month first, and in it what was least useful; XLSX and CSV."""

    model = PageVotes
    page_title = _("Trang có hữu ích không")
    header_icon = "help"
    index_url_name = "page_votes"
    index_results_url_name = "page_votes_results"
    default_ordering = "-month"
    is_searchable = False
    columns = [
        Column("path", label=_("Trang")),
        Column("month", label=_("Tháng"), accessor="month_text", sort_key="month"),
        Column("useful", label=_("Hữu ích"), sort_key="useful"),
        Column("not_useful", label=_("Chưa hữu ích"), sort_key="not_useful"),
        Column("unit", label=_("Trang của đơn vị")),
    ]
    list_export = ["path", "month_text", "useful", "not_useful", "unit"]
    export_headings = {
        "path": _("Trang"),
        "month_text": _("Tháng"),
        "useful": _("Hữu ích"),
        "not_useful": _("Chưa hữu ích"),
        "unit": _("Trang của đơn vị"),
    }

    def get_base_queryset(self) -> QuerySet[PageVotes]:
        votes = PageVotes.objects.select_related("unit")
        units = unit_ids_for(self.request.user, {Action.VIEW})
        return votes if units is None else votes.filter(unit__in=units)

    def get_filename(self) -> str:
        return "trang-huu-ich"
