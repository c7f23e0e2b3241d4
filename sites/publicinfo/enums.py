"""Choices of notices, projects, budgets, plans and statistics."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    RECRUITMENT = "recruitment", _("Tuyển dụng")
    TRAINING = "training", _("Đào tạo, tập huấn")
    PROCUREMENT = "procurement", _("Mời thầu, mua sắm, đấu giá")
    OUTAGE = "outage", _("Tạm ngừng dịch vụ theo kế hoạch")
    GENERAL = "general", _("Thông báo chung")


class NoticeState(TextChoices):
    """Where a notice stands, asked of the clock; the words for readers are in `reading.state_words`."""

    COMING = "coming", _("Sắp mở")
    OPEN = "open", _("Đang mở")
    CLOSED = "closed", _("Đã kết thúc")


class ListKind(TextChoices):
    CANDIDATES = "candidates", _("Danh sách dự tuyển")
    RESULTS = "results", _("Kết quả")
    OTHER = "other", _("Danh sách khác")


class ProjectKind(TextChoices):
    """What a project is (NĐ 43/2011 art. 10.1.h: projects, tenders and public procurement)."""

    INVESTMENT = "investment", _("Dự án đầu tư")
    TENDER = "tender", _("Gói thầu")
    PROCUREMENT = "procurement", _("Mua sắm công")
    OTHER = "other", _("Hạng mục khác")


class Stage(TextChoices):
    PREPARING = "preparing", _("Đang chuẩn bị")
    RUNNING = "running", _("Đang thực hiện")
    FINISHED = "finished", _("Đã hoàn thành")


class BudgetStage(TextChoices):
    """Which figures of a year are disclosed (Law 83/2015 art. 15)."""

    DRAFT = "draft", _("Dự toán trình Hội đồng nhân dân")
    DECIDED = "decided", _("Dự toán đã được quyết định")
    Q1 = "q1", _("Thực hiện quý I")
    H1 = "h1", _("Thực hiện 6 tháng")
    M9 = "m9", _("Thực hiện 9 tháng")
    YEAR = "year", _("Thực hiện cả năm")
    SETTLEMENT = "settlement", _("Quyết toán")


class PlanKind(TextChoices):
    STRATEGY = "strategy", _("Chiến lược, chương trình")
    SPATIAL = "spatial", _("Quy hoạch xây dựng, đô thị, nông thôn")
    LAND = "land", _("Quy hoạch, kế hoạch sử dụng đất")
    ECONOMY = "economy", _("Kế hoạch phát triển kinh tế - xã hội")
    RESOURCES = "resources", _("Tài nguyên, môi trường, chất thải")
    OTHER = "other", _("Kế hoạch khác")


class MediaKind(TextChoices):
    PHOTOS = "photos", _("Ảnh")
    VIDEO = "video", _("Phim")
    AUDIO = "audio", _("Âm thanh")
    LOUDSPEAKER = "loudspeaker", _("Chương trình truyền thanh")
    INFOGRAPHIC = "infographic", _("Đồ hoạ thông tin")


class Chart(TextChoices):
    NONE = "none", _("Không vẽ")
    COLUMNS = "columns", _("Cột đứng, cho các mốc thời gian")
    BARS = "bars", _("Cột ngang, cho các mục so sánh")
