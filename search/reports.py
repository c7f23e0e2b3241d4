"""What people searched on a unit's site and did not find: words and how often, nobody's name."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from sites.units.enums import Action
from sites.units.isolation.reports import ScopedReportMixin
from sites.units.permissions import unit_ids_for

from .models import MissedQuery


class MissedReportView(ScopedReportMixin, ReportView):
    """The commonest of the last months first; XLSX and CSV."""

    model = MissedQuery
    page_title = _("Người đọc tìm mà không thấy")
    header_icon = "search"
    index_url_name = "search_missed"
    index_results_url_name = "search_missed_results"
    default_ordering = "-times"
    is_searchable = False
    columns = [
        Column("typed", label=_("Từ đã tìm")),
        Column("times", label=_("Số lần"), sort_key="times"),
        Column("month", label=_("Tháng"), accessor="month_text", sort_key="month"),
        Column("unit", label=_("Trang của đơn vị")),
    ]
    list_export = ["typed", "times", "month_text", "unit"]
    export_headings = {
        "typed": _("Từ đã tìm"),
        "times": _("Số lần"),
        "month_text": _("Tháng"),
        "unit": _("Trang của đơn vị"),
    }

    def get_base_queryset(self) -> QuerySet[MissedQuery]:
        missed = MissedQuery.objects.select_related("unit")
        units = unit_ids_for(self.request.user, {Action.VIEW})
        return missed if units is None else missed.filter(unit__in=units)

    def get_filename(self) -> str:
        return "tim-ma-khong-thay"
