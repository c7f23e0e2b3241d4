"""Notices, lists of names, projects, budgets, plans and statistics; every function passes the unit explicitly."""

from datetime import date, timedelta

from sites.publicinfo.enums import BudgetStage, NoticeKind
from sites.publicinfo.models import (
    Boundary,
    BudgetDisclosure,
    MediaItem,
    Notice,
    NoticeList,
    Plan,
    Project,
    StatisticalReport,
)
from sites.units.models import Unit, today

from .content import make_image

RING = [[105.1, 21.8], [105.3, 21.8], [105.3, 22.0], [105.1, 22.0], [105.1, 21.8]]
SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "Khu A"},
            "geometry": {"type": "Polygon", "coordinates": [RING]},
        }
    ],
}


def make_dated_notice(
    unit: Unit, title: str = "Tuyển dụng viên chức", *, live: bool = True, **fields: object
) -> Notice:
    """A published notice that is open for a month."""
    values: dict[str, object] = {
        "kind": NoticeKind.RECRUITMENT,
        "summary": "Hai chỉ tiêu.",
        "opens_on": today(),
        "closes_on": today() + timedelta(days=30),
    }
    return Notice.objects.create(unit=unit, title=title, live=live, **values | fields)


def make_names(notice: Notice, title: str = "Danh sách dự tuyển", **fields: object) -> NoticeList:
    """A published list of two people."""
    values: dict[str, object] = {
        "headings": ["Số báo danh", "Họ và tên"],
        "rows": [["01", "Nguyễn Thị Một"], ["02", "Trần Văn Hai"]],
        "shown_until": today() + timedelta(days=30),
        "live": True,
    }
    made = NoticeList.objects.create(unit=notice.unit, notice=notice, title=title, **values | fields)
    made.save_revision()
    return made


def make_project(unit: Unit, title: str = "Cầu Trung Môn", *, live: bool = True, **fields: object) -> Project:
    """A published project with the nine fields."""
    values: dict[str, object] = {
        "objective": "Nối hai bờ sông.",
        "sector": "Giao thông",
        "begins_year": 2025,
        "ends_year": 2027,
        "cost": 14_900_000_000,
        "funding": "Ngân sách tỉnh",
        "funder": "Ủy ban nhân dân tỉnh",
        "stage": "running",
    }
    return Project.objects.create(unit=unit, title=title, live=live, **values | fields)


def make_budget(unit: Unit, title: str = "Thu ngân sách", **fields: object) -> BudgetDisclosure:
    """Published figures of a quarter."""
    values: dict[str, object] = {
        "year": 2026,
        "stage": BudgetStage.Q1,
        "form_number": "54/CK-NSNN",
        "headings": ["Nội dung", "Dự toán", "Thực hiện"],
        "rows": [["Thu nội địa", 1200, 350], ["=1+1", 10, 2.5]],
        "live": True,
    }
    return BudgetDisclosure.objects.create(unit=unit, title=title, **values | fields)


def make_report(unit: Unit, title: str = "Dân số theo thôn", **fields: object) -> StatisticalReport:
    """Published statistics with a chart."""
    values: dict[str, object] = {
        "period": "năm 2025",
        "measure": "người",
        "method": "Tổng điều tra.",
        "source": "Thống kê cơ sở",
        "released_on": date(2026, 1, 15),
        "headings": ["Thôn", "Số người"],
        "rows": [["Một", 420], ["Hai", 615]],
        "chart": "columns",
        "live": True,
    }
    return StatisticalReport.objects.create(unit=unit, title=title, **values | fields)


def make_plan(unit: Unit, title: str = "Quy hoạch chung", **fields: object) -> Plan:
    """A published plan with a map."""
    return Plan.objects.create(
        unit=unit, title=title, **{"period": "2026–2030", "geojson": SQUARE, "live": True} | fields
    )


def make_boundary(unit: Unit, **fields: object) -> Boundary:
    """A published boundary."""
    values = {"source": "Hồ sơ địa giới 2020", "as_of": date(2020, 1, 1), "geojson": SQUARE, "live": True}
    return Boundary.objects.create(unit=unit, **values | fields)


def make_infographic(unit: Unit, title: str = "Năm bước nộp hồ sơ", **fields: object) -> MediaItem:
    """A published picture with its content in words."""
    image = make_image(unit, title, (800, 450))
    image.contextual_alt_text, image.decorative = title, False
    values = {"kind": "infographic", "transcript": "1. Chọn thủ tục.\n2. Nộp hồ sơ.", "live": True}
    body = [("figure", {"image": image, "caption": "", "credit": ""})]
    return MediaItem.objects.create(unit=unit, title=title, body=body, **values | fields)


def make_film(unit: Unit, title: str = "Một ngày ở xã", **fields: object) -> MediaItem:
    """A published link to a film elsewhere."""
    values = {
        "kind": "video",
        "link": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "transcript": "Lời.",
        "live": True,
    }
    return MediaItem.objects.create(unit=unit, title=title, **values | fields)
