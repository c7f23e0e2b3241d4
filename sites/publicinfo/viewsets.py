"""The admin of public information."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from sites.units.isolation.columns import LiveStatusTagColumn
from sites.units.isolation.snippets import UnitSnippetViewSet

from . import showing
from .models import Boundary, BudgetDisclosure, MediaItem, Notice, NoticeList, Plan, Project, StatisticalReport


class NoticeViewSet(UnitSnippetViewSet):
    model = Notice
    icon = "warning"
    menu_label = _("Thông báo có thời hạn")
    list_display = [
        "title",
        Column("get_kind_display", label=_("Loại")),
        Column("state_words", label=_("Tình trạng"), accessor=showing.state_words),
        LiveStatusTagColumn(),
    ]
    ordering = ["-begins_at", "-pk"]


class NoticeListViewSet(UnitSnippetViewSet):
    model = NoticeList
    icon = "list-ul"
    menu_label = _("Danh sách dự tuyển, kết quả")
    list_display = [
        "title",
        Column("notice", label=_("Thông báo")),
        DateColumn("shown_until", label=_("Công khai đến hết"), sort_key="shown_until"),
        DateColumn("purged_at", label=_("Đã xoá tên")),
        LiveStatusTagColumn(),
    ]
    ordering = ["-shown_until", "-pk"]


class ProjectViewSet(UnitSnippetViewSet):
    model = Project
    icon = "tasks"
    menu_label = _("Dự án, gói thầu")
    list_display = ["title", Column("get_stage_display", label=_("Tình trạng")), "begins_year", LiveStatusTagColumn()]
    ordering = ["-begins_year", "title", "pk"]


class BudgetViewSet(UnitSnippetViewSet):
    model = BudgetDisclosure
    icon = "table"
    menu_label = _("Công khai ngân sách")
    list_display = [
        "title",
        "year",
        Column("get_stage_display", label=_("Số liệu")),
        "form_number",
        DateColumn("due_on", label=_("Hạn công khai")),
        LiveStatusTagColumn(),
    ]
    ordering = ["-year", "stage", "form_number"]


class PlanViewSet(UnitSnippetViewSet):
    model = Plan
    icon = "draft"
    menu_label = _("Quy hoạch, kế hoạch")
    list_display = ["title", Column("get_kind_display", label=_("Loại")), "period", LiveStatusTagColumn()]
    ordering = ["-approved_on", "-pk"]


class StatisticalReportViewSet(UnitSnippetViewSet):
    model = StatisticalReport
    icon = "pilcrow"
    menu_label = _("Số liệu thống kê")
    list_display = ["title", "period", DateColumn("released_on", label=_("Công bố")), LiveStatusTagColumn()]
    ordering = ["-released_on", "-pk"]


class MediaItemViewSet(UnitSnippetViewSet):
    model = MediaItem
    icon = "media"
    menu_label = _("Thư viện ảnh, phim, âm thanh")
    list_display = [
        "title",
        Column("get_kind_display", label=_("Loại")),
        DateColumn("dated", label=_("Ngày"), sort_key="dated"),
        LiveStatusTagColumn(),
    ]
    ordering = ["-dated", "-pk"]


class BoundaryViewSet(UnitSnippetViewSet):
    model = Boundary
    icon = "globe"
    menu_label = _("Ranh giới đơn vị")
    list_display = ["source", DateColumn("as_of", label=_("Hiện trạng ngày")), LiveStatusTagColumn()]
    ordering = ["-as_of", "-pk"]


class PublicInfoGroup(SnippetViewSetGroup):
    """One entry of the menu for all of it."""

    items = (
        NoticeViewSet,
        NoticeListViewSet,
        ProjectViewSet,
        BudgetViewSet,
        PlanViewSet,
        StatisticalReportViewSet,
        MediaItemViewSet,
        BoundaryViewSet,
    )
    menu_label = _("Công khai")
    menu_icon = "view"
    menu_order = 264
