"""The parts of public information: what each lists, how it is narrowed, and its addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import showing
from .enums import BudgetStage, MediaKind, NoticeKind, PlanKind, Stage
from .models import BudgetDisclosure, MediaItem, Notice, Plan, Project, StatisticalReport
from .models.items import PublicItem

FILTER = "loai"


def _with_state(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Those that are open or to come before those that are over; each by its beginning."""
    over = Q(finishes_at__isnull=False, finishes_at__lte=Now())
    return rows.annotate(is_over=over).order_by("is_over", "-begins_at", "-pk")


def _notice_line(notice: Notice) -> str:
    return f"{notice.get_kind_display()} · {showing.state_words(notice)}"


def _project_line(project: Project) -> str:
    period = f"{project.begins_year}–{project.ends_year}"
    return f"{project.get_stage_display()} · {project.sector} · {period} · {showing.money(project.cost)}"


def _budget_line(budget: BudgetDisclosure) -> str:
    return f"{budget.year} · {budget.get_stage_display()} · {budget.form_number}"


def _report_line(report: StatisticalReport) -> str:
    return f"{report.period} · {report.measure} · {report.released_on:%d/%m/%Y}"


def _plan_line(plan: Plan) -> str:
    day = f"{plan.approved_on:%d/%m/%Y}" if plan.approved_on else ""
    return " · ".join(filter(None, [plan.get_kind_display(), plan.period, day]))


def _media_line(item: MediaItem) -> str:
    parts = [item.get_kind_display(), f"{item.dated:%d/%m/%Y}", showing.length(item.seconds)]
    return " · ".join(str(part) for part in parts if part)


@dataclass(frozen=True)
class Section:
    """A part: `narrow` is the field that the filter is about, `line` what a list says below a title."""

    code: str
    title: Any
    about: Any
    model: type[PublicItem]
    line: Callable[[Any], str]
    narrow: str = ""
    choices: Any = None
    order: Callable[[QuerySet], QuerySet] = lambda rows: rows

    @property
    def url(self) -> str:
        return reverse("publicinfo:list", args=[self.code])

    def address(self, item: PublicItem) -> str:
        return reverse("publicinfo:one", args=[self.code, item.slug])


SECTIONS = {
    section.code: section
    for section in (
        Section(
            "thong-bao",
            _("Thông báo có thời hạn"),
            _("Tuyển dụng, đào tạo, mời thầu, tạm ngừng dịch vụ; tự mở và đóng theo ngày."),
            Notice,
            _notice_line,
            "kind",
            NoticeKind,
            _with_state,
        ),
        Section(
            "du-an",
            _("Dự án, đấu thầu, mua sắm công"),
            _("Mục tiêu, kinh phí, nguồn vốn và tình trạng của từng dự án."),
            Project,
            _project_line,
            "stage",
            Stage,
        ),
        Section(
            "ngan-sach",
            _("Công khai ngân sách"),
            _("Dự toán, tình hình thực hiện và quyết toán theo biểu."),
            BudgetDisclosure,
            _budget_line,
            "stage",
            BudgetStage,
        ),
        Section(
            "quy-hoach-ke-hoach",
            _("Quy hoạch, kế hoạch"),
            _("Chiến lược, quy hoạch, kế hoạch và bản đồ kèm theo."),
            Plan,
            _plan_line,
            "kind",
            PlanKind,
        ),
        Section(
            "thong-ke",
            _("Số liệu thống kê"),
            _("Số liệu kèm phương pháp, kỳ và đơn vị tính; tải được dạng bảng."),
            StatisticalReport,
            _report_line,
        ),
        Section(
            "thu-vien",
            _("Thư viện ảnh, phim, âm thanh"),
            _("Ảnh, phim có phụ đề, âm thanh kèm lời, chương trình truyền thanh, đồ hoạ."),
            MediaItem,
            _media_line,
            "kind",
            MediaKind,
        ),
    )
}


def section_of(model: type[PublicItem]) -> Section:
    """The part in which things of a model stand."""
    return next(section for section in SECTIONS.values() if section.model is model)


def open_notices(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Those that are not over, the ones that end first before the others."""
    going_on = Q(finishes_at__isnull=True) | Q(finishes_at__gt=timezone.now())
    return rows.filter(going_on).order_by("finishes_at", "-begins_at", "-pk")
