"""What clerks bring from tables: notices, projects, plans, links to films. Figures are tables themselves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sites.documents.importing.contents import (
    Field,
    by_fields,
    choice,
    moment,
    on_day,
    put_fields,
    register_contents,
    said,
    whole,
)
from sites.units.models import today

from .enums import MediaKind, NoticeKind, PlanKind, ProjectKind, Stage
from .models import MediaItem, Notice, Plan, Project


def _day_or_today(cell: Any, label: Any, unit: Any) -> Any:
    return on_day(cell, label, unit) or today()


NOTICES = (
    Field(
        "title", _("Tiêu đề"), ("tieu de", "ten thong bao", "ten"), True, said(300), _("Tuyển dụng viên chức năm 2026")
    ),
    Field(
        "kind",
        _("Loại"),
        ("loai", "loai thong bao"),
        False,
        choice(NoticeKind, NoticeKind.GENERAL),
        NoticeKind.RECRUITMENT.label,
    ),
    Field("summary", _("Tóm tắt"), ("tom tat", "noi dung"), False, said(1000)),
    Field("opens_on", _("Mở từ ngày"), ("mo tu ngay", "tu ngay", "ngay bat dau"), False, _day_or_today, "01/03/2026"),
    Field("closes_on", _("Hạn cuối"), ("han cuoi", "han nop", "den ngay", "han"), False, on_day, "31/03/2026"),
    Field("post", _("Vị trí, khoá học"), ("vi tri", "khoa hoc", "vi tri viec lam"), False, said(250)),
    Field("quota", _("Chỉ tiêu"), ("chi tieu", "so luong"), False, whole, 2),
    Field("conditions", _("Điều kiện"), ("dieu kien",), False, said(3000)),
    Field("place", _("Nơi nhận hồ sơ"), ("noi nhan ho so", "dia diem nop"), False, said(250)),
    Field("exam_on", _("Ngày thi, ngày khai giảng"), ("ngay thi", "ngay khai giang"), False, on_day),
    Field("service", _("Dịch vụ tạm ngừng"), ("dich vu", "dich vu tam ngung"), False, said(150)),
    Field("area", _("Khu vực ảnh hưởng"), ("khu vuc", "khu vuc anh huong"), False, said(500)),
    Field("starts_at", _("Ngừng từ"), ("ngung tu", "thoi gian ngung"), False, moment, "16/03/2026 07:30"),
    Field("ends_at", _("Có lại lúc"), ("co lai luc", "den luc"), False, moment, "16/03/2026 16:00"),
    Field("late_reason", _("Lý do báo gấp"), ("ly do bao gap", "ly do"), False, said(300)),
    Field("contact", _("Liên hệ"), ("lien he",), False, said(250)),
)
register_contents("notices", _("Thông báo có thời hạn"), Notice, NOTICES, by_fields("title", "opens_on"))

PROJECTS = (
    Field("title", _("Tên dự án, gói thầu"), ("ten du an", "ten goi thau", "ten"), True, said(300)),
    Field("objective", _("Mục tiêu chính"), ("muc tieu chinh", "muc tieu"), True, said(3000)),
    Field("sector", _("Lĩnh vực"), ("linh vuc", "linh vuc chuyen nganh"), True, said(150), _("Giao thông")),
    Field("kind", _("Loại"), ("loai", "loai du an"), True, choice(ProjectKind), ProjectKind.INVESTMENT.label),
    Field("begins_year", _("Từ năm"), ("tu nam", "nam bat dau", "khoi cong"), True, whole, 2025),
    Field("ends_year", _("Đến năm"), ("den nam", "nam ket thuc", "hoan thanh"), True, whole, 2027),
    Field(
        "cost",
        _("Tổng kinh phí (đồng)"),
        ("tong kinh phi", "kinh phi", "tong muc dau tu"),
        True,
        whole,
        "14.900.000.000",
    ),
    Field("funding", _("Loại nguồn vốn"), ("loai nguon von", "nguon von"), True, said(200), _("ngân sách tỉnh")),
    Field("funder", _("Nhà tài trợ, cơ quan cấp vốn"), ("nha tai tro", "co quan cap von"), True, said(200)),
    Field("stage", _("Tình trạng"), ("tinh trang", "trang thai"), True, choice(Stage), Stage.RUNNING.label),
    Field("project_owner", _("Chủ đầu tư"), ("chu dau tu",), False, said(200)),
    Field("place", _("Địa điểm"), ("dia diem",), False, said(250)),
    Field("decision", _("Quyết định phê duyệt"), ("quyet dinh phe duyet", "quyet dinh"), False, said(200)),
    Field("approved_on", _("Ngày phê duyệt"), ("ngay phe duyet",), False, on_day),
    Field("contractor", _("Nhà thầu"), ("nha thau",), False, said(200)),
    Field("price", _("Giá trúng thầu (đồng)"), ("gia trung thau",), False, whole),
    Field("progress", _("Tiến độ (%)"), ("tien do",), False, whole, 60),
    Field("disbursed", _("Đã giải ngân (đồng)"), ("da giai ngan", "giai ngan"), False, whole),
)
register_contents("projects", _("Dự án, gói thầu"), Project, PROJECTS, by_fields("title"))

PLANS = (
    Field("title", _("Tên quy hoạch, kế hoạch"), ("ten quy hoach", "ten ke hoach", "ten"), True, said(300)),
    Field("summary", _("Tóm tắt"), ("tom tat", "noi dung"), False, said(1000)),
    Field("kind", _("Loại"), ("loai",), False, choice(PlanKind, PlanKind.OTHER), PlanKind.LAND.label),
    Field("period", _("Thời kỳ"), ("thoi ky", "giai doan"), True, said(100), "2026–2030"),
    Field("decision", _("Quyết định phê duyệt"), ("quyet dinh phe duyet", "quyet dinh"), False, said(200)),
    Field("approved_on", _("Ngày phê duyệt"), ("ngay phe duyet",), False, on_day),
)
register_contents("plans", _("Quy hoạch, kế hoạch"), Plan, PLANS, by_fields("title", "period"))

FILMS = (
    Field("title", _("Tên phim"), ("ten phim", "tieu de", "ten"), True, said(300), _("Một ngày ở xã")),
    Field(
        "link",
        _("Địa chỉ video"),
        ("dia chi video", "video", "lien ket"),
        True,
        said(300),
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
    ),
    Field("transcript", _("Lời, nội dung bằng chữ"), ("loi", "noi dung bang chu", "noi dung"), True, said(50_000)),
    Field("dated", _("Ngày ghi, ngày phát"), ("ngay ghi", "ngay phat", "ngay"), False, _day_or_today, "01/03/2026"),
    Field("summary", _("Tóm tắt"), ("tom tat",), False, said(1000)),
    Field("seconds", _("Dài (giây)"), ("dai", "so giay"), False, whole, 95),
)


def _put_film(item: MediaItem, values: dict[str, Any]) -> None:
    put_fields(item, values | {"kind": MediaKind.VIDEO})


# What else is in the library are files, which a table cannot hold.
register_contents("films", _("Phim ở trang khác"), MediaItem, FILMS, by_fields("title", "link"), put=_put_film)
