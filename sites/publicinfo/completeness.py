"""What public information must have before it is published, as the law names it."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.units.checklists import register_point

from .enums import BudgetStage, MediaKind
from .models import BudgetDisclosure, MediaItem, Notice, Project
from .models.media import NEEDS_TEXT
from .models.notices import OUTAGE_WORKING_DAYS

_NINE = ("title", "objective", "sector", "kind", "begins_year", "ends_year", "funding", "funder", "stage")


@register_point("project_nine_fields", gettext_lazy("Chín nội dung bắt buộc của dự án"), Project)
def has_the_nine_fields(project: Project) -> Iterator[str]:
    """NĐ 43/2011 art. 10.1.h."""
    for name in (*_NINE, "cost"):
        value = getattr(project, name)
        if value is None or value == "":
            yield _("Hãy ghi “%(field)s”.") % {"field": project._meta.get_field(name).verbose_name}


@register_point("notice_content", gettext_lazy("Nội dung thông báo"), Notice)
def says_something(notice: Notice) -> Iterator[str]:
    if not (notice.summary.strip() or notice.body):
        yield _("Hãy ghi tóm tắt hoặc nội dung thông báo.")


@register_point("notice_outage_in_time", gettext_lazy("Báo trước 7 ngày làm việc"), Notice, field="starts_at")
def tells_an_outage_in_time(notice: Notice) -> Iterator[str]:
    """NĐ 224/2026 art. 13; asked again when it goes to approval, since days have passed since it was written."""
    if notice.kind != "outage" or not notice.starts_at or notice.late_reason.strip():
        return
    earliest = notice.earliest_outage()
    if timezone.localdate(notice.starts_at) < earliest:
        yield _("Chưa đủ %(number)d ngày làm việc báo trước: hãy lùi thời điểm ngừng đến %(day)s, hoặc ghi lý do.") % {
            "number": OUTAGE_WORKING_DAYS,
            "day": f"{earliest:%d/%m/%Y}",
        }


@register_point("media_text", gettext_lazy("Nội dung bằng chữ"), MediaItem, field="transcript")
def has_a_text(item: MediaItem) -> Iterator[str]:
    """TT 32/2017 art. 18.1: what is heard or seen has a text that says the same."""
    if item.kind in NEEDS_TEXT and not item.transcript.strip():
        yield _("Hãy ghi lời hoặc nội dung bằng chữ, cho người không nghe, không xem được.")
    if item.kind in (MediaKind.PHOTOS, MediaKind.INFOGRAPHIC) and not item.body:
        yield _("Hãy thêm ảnh vào nội dung.")


@register_point("budget_table", gettext_lazy("Bảng số liệu ngân sách"), BudgetDisclosure)
def has_figures(budget: BudgetDisclosure) -> Iterator[str]:
    if not budget.rows:
        yield _("Hãy tải bảng số liệu lên.")
    if budget.stage == BudgetStage.SETTLEMENT and not budget.decision.strip():
        yield _("Hãy ghi quyết định công bố quyết toán.")
