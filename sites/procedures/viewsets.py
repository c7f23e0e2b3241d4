"""The admin of procedures, of what units say of them, and of the lists that the platform keeps."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import IndexView

from sites.documents.filing.attaching import AttachmentsPanel
from sites.documents.viewsets import PlatformListViewSet
from sites.units.isolation.columns import LiveStatusTagColumn, UpdatedAtColumn
from sites.units.isolation.snippets import UnitSnippetViewSet

from . import translations
from .models import Agency, ApplicantGroup, LifeEvent, LocalFacts, Procedure, ServiceLevel

MENU_NAME = "procedures"

# In the order in which a citizen reads it.
what_panels = [
    FieldRowPanel([FieldPanel("code"), FieldPanel("field")]),
    FieldPanel("name"),
    FieldPanel("summary"),
    FieldPanel("keywords"),
    MultiFieldPanel([FieldPanel("tiers"), FieldPanel("agency"), FieldPanel("decided_by")], heading=_("Ai giải quyết")),
    FieldPanel("applicants"),
    MultiFieldPanel([FieldPanel("events"), FieldPanel("groups")], heading=_("Người dân tìm thấy ở đâu")),
]
how_panels = [
    FieldPanel("dossiers"),
    FieldPanel("sets"),
    AttachmentsPanel(heading=_("Mẫu đơn, tờ khai")),
    FieldPanel("steps"),
    FieldPanel("ways"),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("time_value"), FieldPanel("time_unit")]), FieldPanel("time_note")],
        heading=_("Thời hạn giải quyết"),
        help_text=_("“0” là ngay trong ngày."),
    ),
    FieldPanel("fees"),
    FieldPanel("result"),
    FieldPanel("conditions"),
]
level_panels = [
    FieldPanel("national_url"),
    InlinePanel(
        "levels",
        panels=[
            FieldPanel("level"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            FieldPanel("reason"),
        ],
        heading=_("Mức dịch vụ công"),
        label=_("Mức"),
    ),
]
law_panels = [
    FieldPanel("announced_by"),
    InlinePanel(
        "bases",
        panels=[FieldPanel("document"), FieldPanel("text"), FieldPanel("provisions")],
        heading=_("Căn cứ pháp lý"),
        label=_("Căn cứ"),
    ),
    MultiFieldPanel(
        [FieldPanel("valid_from"), FieldPanel("change_note"), FieldPanel("ends_on")], heading=_("Phiên bản")
    ),
]


class ProcedureFilterSet(WagtailFilterSet):
    live = django_filters.BooleanFilter(label=_("Đã xuất bản"))
    behind = django_filters.BooleanFilter(label=_("Bản dịch cần cập nhật"), method="filter_behind")

    def filter_behind(self, rows: Any, name: str, value: bool | None) -> Any:
        if value is None:
            return rows
        found = translations.behind(Procedure.objects.all()).values("pk")
        return rows.filter(pk__in=found) if value else rows.exclude(pk__in=found)

    class Meta:
        model = Procedure
        fields = ["field", "agency", "live"]


class ProcedureIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("field", "agency", "latest_revision")
        return rows.defer("steps", "ways", "dossiers", "fees")


class ProcedureViewSet(UnitSnippetViewSet):
    model = Procedure
    icon = "clipboard-list"
    menu_label = _("Thủ tục")
    menu_name = MENU_NAME
    menu_order = 250
    list_display = [
        "code",
        "name",
        Column("field", label=_("Lĩnh vực")),
        Column("agency", label=_("Cơ quan")),
        DateColumn("valid_from", label=_("Áp dụng từ"), sort_key="valid_from"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_per_page = 50
    ordering = ["name_key", "pk"]
    filterset_class = ProcedureFilterSet
    index_view_class = ProcedureIndexView
    edit_handler = TabbedInterface(
        [
            ObjectList(what_panels, heading=_("Thủ tục")),
            ObjectList(how_panels, heading=_("Cách thực hiện")),
            ObjectList(level_panels, heading=_("Dịch vụ công")),
            ObjectList(law_panels, heading=_("Căn cứ, phiên bản")),
        ]
    )


class LocalFactsViewSet(UnitSnippetViewSet):
    model = LocalFacts
    icon = "home"
    menu_label = _("Nơi nộp hồ sơ")
    menu_order = 251
    list_display = [
        Column("__str__", label=_("Thủ tục")),
        Column("get_offered_display", label=_("Tiếp nhận")),
        "place",
        "hours",
        "phone",
        LiveStatusTagColumn(),
    ]
    panels = [
        FieldPanel("procedure"),
        FieldPanel("offered"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("address"), FieldPanel("hours")], heading=_("Nơi nộp")),
        MultiFieldPanel(
            [
                FieldPanel("contact"),
                FieldPanel("person"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
            ],
            heading=_("Phụ trách"),
        ),
        FieldPanel("fee"),
        FieldPanel("note"),
    ]


class LifeEventViewSet(PlatformListViewSet):
    model = LifeEvent
    icon = "calendar"
    menu_label = _("Sự kiện trong đời")
    form_fields = ["code", "name", "name_en", "summary", "summary_en", "order"]


class ApplicantGroupViewSet(PlatformListViewSet):
    model = ApplicantGroup
    icon = "group"
    menu_label = _("Nhóm người làm thủ tục")
    form_fields = ["code", "name", "name_en", "order"]


class AgencyViewSet(PlatformListViewSet):
    """The unit of an agency is tied when the unit gets its site; a select of all units would help nobody."""

    model = Agency
    icon = "site"
    menu_label = _("Cơ quan giải quyết")
    form_fields = ["code", "name", "name_en", "order"]


class ServiceLevelViewSet(PlatformListViewSet):
    model = ServiceLevel
    icon = "list-ol"
    menu_label = _("Mức dịch vụ công")
    form_fields = [
        *("scheme", "code", "name", "name_en", "meaning", "meaning_en", "legal_basis"),
        *("needs_reason", "valid_from", "valid_to", "order"),
    ]
    list_display = ["name", "scheme", "valid_from", "valid_to"]


LISTS = {
    "procedures_events": (LifeEventViewSet, "su-kien"),
    "procedures_groups": (ApplicantGroupViewSet, "doi-tuong"),
    "procedures_agencies": (AgencyViewSet, "co-quan"),
    "procedures_levels": (ServiceLevelViewSet, "muc"),
}
