"""What the page of a thing shows, on the site and in the preview: facts as pairs, the text, the table, the map."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import geojson, page_cache
from portal.media import bodies
from sites.units.models import today

from . import tables
from .enums import Chart, NoticeKind, NoticeState
from .models import BudgetDisclosure, MediaItem, Notice, Plan, Project, StatisticalReport
from .models.items import PublicItem

Facts = list[tuple[str, str]]


# --- Notices --------------------------------------------------------------------------------------


def state_words(notice: Notice) -> str:
    """Where a notice stands, in words that say what that means today."""
    state = notice.state()
    if notice.kind == NoticeKind.OUTAGE:
        return {
            NoticeState.COMING: _("Sắp tạm ngừng"),
            NoticeState.OPEN: _("Đang tạm ngừng"),
            NoticeState.CLOSED: _("Đã có lại dịch vụ theo kế hoạch"),
        }[state]
    if state == NoticeState.COMING:
        return _("Mở từ ngày %(day)s") % {"day": f"{notice.opens_on:%d/%m/%Y}"}
    if state == NoticeState.CLOSED:
        return _("Đã hết hạn từ ngày %(day)s") % {"day": f"{timezone.localdate(notice.finishes_at):%d/%m/%Y}"}
    if notice.closes_on is None:
        return _("Đang có hiệu lực")
    left = (notice.closes_on - today()).days
    if left == 0:
        return _("Hôm nay là hạn cuối")
    return ngettext("Còn %(number)d ngày", "Còn %(number)d ngày", left) % {"number": left}


def watch(request: HttpRequest, notice: Notice) -> None:
    """The page is right until the notice begins or ends; nobody saves anything at that moment."""
    for moment in (notice.begins_at, notice.finishes_at):
        if moment and moment > timezone.now():
            page_cache.right_until(request, moment)


def _day(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if value else ""


def _moment(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%H:%M %d/%m/%Y}" if value else ""


def _notice_facts(notice: Notice) -> Iterator[tuple[str, Any]]:
    if notice.kind == NoticeKind.OUTAGE:
        yield _("Dịch vụ"), notice.service
        yield _("Khu vực"), notice.area
        yield _("Ngừng từ"), _moment(notice.starts_at)
        yield _("Có lại lúc"), _moment(notice.ends_at)
        yield _("Lý do báo gấp"), notice.late_reason
    else:
        yield _("Mở từ ngày"), _day(notice.opens_on)
        yield _("Hạn cuối"), _day(notice.closes_on)
    yield _("Vị trí, khoá học"), notice.post
    yield _("Chỉ tiêu"), notice.quota
    yield _("Ngày thi, khai giảng"), _day(notice.exam_on)
    yield _("Nơi nhận hồ sơ"), notice.place
    yield _("Liên hệ"), notice.contact


def _notice(notice: Notice, request: Any) -> dict[str, Any]:
    watch(request, notice)
    lists = notice.lists.filter(live=True).order_by("kind", "pk") if notice.pk else []
    return {
        "state": notice.state(),
        "state_words": state_words(notice),
        "facts": _facts(_notice_facts(notice)),
        "lists": list(lists),
    }


# --- The others -----------------------------------------------------------------------------------


def money(amount: int | None) -> str:
    """An amount of đồng as people write it."""
    return f"{tables.written(amount)} {_('đồng')}" if amount is not None else ""


def _project(project: Project, request: Any) -> dict[str, Any]:
    def facts() -> Iterator[tuple[str, Any]]:
        yield _("Mục tiêu chính"), project.objective
        yield _("Lĩnh vực"), project.sector
        yield _("Loại"), project.get_kind_display()
        yield _("Thời gian thực hiện"), f"{project.begins_year}–{project.ends_year}"
        yield _("Tổng kinh phí"), money(project.cost)
        yield _("Loại nguồn vốn"), project.funding
        yield _("Nhà tài trợ, cơ quan cấp vốn"), project.funder
        yield _("Tình trạng"), project.get_stage_display()

    def more() -> Iterator[tuple[str, Any]]:
        yield _("Chủ đầu tư"), project.project_owner
        yield _("Địa điểm"), project.place
        yield _("Quyết định phê duyệt"), project.decision
        yield _("Ngày phê duyệt"), _day(project.approved_on)
        yield _("Nhà thầu"), project.contractor
        yield _("Giá trúng thầu"), money(project.price)
        yield _("Đã giải ngân"), money(project.disbursed)

    return {"facts": _facts(facts()), "more": _facts(more())}


def _budget(budget: BudgetDisclosure, request: Any) -> dict[str, Any]:
    facts = [
        (_("Năm"), budget.year),
        (_("Số liệu"), budget.get_stage_display()),
        (_("Biểu số"), budget.form_number),
        (_("Đơn vị tính"), budget.measure),
        (_("Quyết định công bố"), budget.decision),
        (_("Gửi Hội đồng nhân dân"), _day(budget.sent_on)),
        (_("Ngày ban hành"), _day(budget.issued_on)),
        (_("Công khai ngày"), _day(budget.first_published_at and timezone.localdate(budget.first_published_at))),
    ]
    return {"facts": _facts(facts), **_table(budget)}


def _report(report: StatisticalReport, request: Any) -> dict[str, Any]:
    facts = [
        (_("Kỳ số liệu"), report.period),
        (_("Đơn vị tính"), report.measure),
        (_("Nguồn số liệu"), report.source),
        (_("Ngày công bố"), _day(report.released_on)),
        (_("Phương pháp"), report.method),
    ]
    picture = tables.picture(report.title, report.chart, report.headings, report.rows, report.measure)
    return {"facts": _facts(facts), **_table(report), "picture": picture, "is_drawn": report.chart != Chart.NONE}


def _plan(plan: Plan, request: Any) -> dict[str, Any]:
    facts = [
        (_("Loại"), plan.get_kind_display()),
        (_("Thời kỳ"), plan.period),
        (_("Quyết định phê duyệt"), plan.decision),
        (_("Ngày phê duyệt"), _day(plan.approved_on)),
    ]
    return {"facts": _facts(facts), "drawing": geojson.draw(plan.geojson)}


def _media(item: MediaItem, request: Any) -> dict[str, Any]:
    facts = [(_("Loại"), item.get_kind_display()), (_("Ngày"), _day(item.dated)), (_("Dài"), length(item.seconds))]
    return {
        "facts": _facts(facts),
        "file_url": reverse("publicinfo:media", args=[item.slug, item.extension]) if item.slug and item.file else "",
    }


def length(seconds: int | None) -> str:
    """How long something is, as 5:03 or 1:02:03."""
    if not seconds:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def _table(thing: Any) -> dict[str, Any]:
    return {"headings": thing.headings, "rows": tables.shown(thing.rows)}


def _facts(pairs: Any) -> Facts:
    """Those that say something."""
    return [(name, str(value)) for name, value in pairs if value not in (None, "")]


_CONTEXTS: dict[type, Callable[[Any, Any], dict[str, Any]]] = {
    Notice: _notice,
    Project: _project,
    BudgetDisclosure: _budget,
    StatisticalReport: _report,
    Plan: _plan,
    MediaItem: _media,
}


def context_of(item: PublicItem, request: Any) -> dict[str, Any]:
    """All that the page of a thing shows."""
    return {
        "item": item,
        "body_template": item.body_template,
        "body": bodies.prepare(item.body, request),
        "title": item.title,
        **_CONTEXTS[type(item)](item, request),
    }
