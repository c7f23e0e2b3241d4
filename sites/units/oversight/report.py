"""The audit log in the admin: to filter and to export, for auditors, the platform and a unit's administrator."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from ..enums import Action, AuditKind
from ..models import AuditEntry
from ..permissions import is_auditor, is_platform_admin, unit_ids_for


class AuditFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Sự kiện"), choices=AuditKind.choices)
    actor_name = django_filters.CharFilter(
        label=gettext_lazy("Người thực hiện"), field_name="actor_name", lookup_expr="icontains"
    )
    subject = django_filters.CharFilter(label=gettext_lazy("Đối tượng"), field_name="subject", lookup_expr="icontains")
    at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Thời điểm"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields = []


def readable_entries(request: HttpRequest) -> QuerySet[AuditEntry]:
    """The entries the person may read: all, for auditors and the platform; the unit's, for its administrator.

    Raises `PermissionDenied` for everybody else.
    """
    entries = AuditEntry.objects.select_related("unit", "actor")
    if is_auditor(request.user) or is_platform_admin(request.user):
        return entries
    unit_ids = unit_ids_for(request.user, {Action.ADMINISTER})
    if not unit_ids:
        raise PermissionDenied(_("Nhật ký an toàn dành cho kiểm toán viên và quản trị đơn vị."))
    return entries.filter(unit_id__in=unit_ids)


class AuditReportView(ReportView):
    """Newest first; filters by event, person, object and time; XLSX and CSV of what is filtered."""

    model = AuditEntry
    page_title = gettext_lazy("Nhật ký an toàn")
    header_icon = "key"
    index_url_name = "units_audit"
    index_results_url_name = "units_audit_results"
    filterset_class = AuditFilterSet
    default_ordering = "-at"
    is_searchable = False
    columns = [
        Column("at", label=gettext_lazy("Thời điểm"), accessor="at_text"),
        Column("kind", label=gettext_lazy("Sự kiện"), accessor="get_kind_display"),
        Column("actor_name", label=gettext_lazy("Người thực hiện")),
        Column("unit", label=gettext_lazy("Đơn vị")),
        Column("subject", label=gettext_lazy("Đối tượng")),
        Column("detail", label=gettext_lazy("Chi tiết"), accessor="detail_text"),
        Column("address", label=gettext_lazy("Địa chỉ mạng")),
    ]
    list_export = ["at", "get_kind_display", "actor_name", "unit", "subject", "detail_text", "address"]
    export_headings = {
        "at": gettext_lazy("Thời điểm"),
        "get_kind_display": gettext_lazy("Sự kiện"),
        "actor_name": gettext_lazy("Người thực hiện"),
        "unit": gettext_lazy("Đơn vị"),
        "subject": gettext_lazy("Đối tượng"),
        "detail_text": gettext_lazy("Chi tiết"),
        "address": gettext_lazy("Địa chỉ mạng"),
    }

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        self.entries = readable_entries(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return self.entries

    def get_filename(self) -> str:
        return "nhat-ky-an-toan"
