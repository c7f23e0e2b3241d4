"""Choices of the newsroom."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StoryStatus(TextChoices):
    """Where a story is; follows from its assignee and its article."""

    IDEA = "idea", _("Ý tưởng")
    ASSIGNED = "assigned", _("Đã giao")
    WRITING = "writing", _("Đang viết")
    SUBMITTED = "submitted", _("Đã gửi duyệt")
    PUBLISHED = "published", _("Đã đăng")
    DROPPED = "dropped", _("Đã bỏ")


class AlertSeverity(TextChoices):
    """How grave an alert is, the gravest last."""

    NOTICE = "notice", _("Lưu ý")
    WARNING = "warning", _("Cảnh báo")
    EMERGENCY = "emergency", _("Khẩn cấp")


class Placement(TextChoices):
    """Where an item sent down stands on the receiving sites."""

    LEAD = "lead", _("Đầu trang chủ")
    LIST = "list", _("Danh sách tin")
    NOTICE = "notice", _("Thông báo")


class ProposalState(TextChoices):
    """Where a proposal is."""

    WAITING = "waiting", _("Chờ quyết định")
    CHANGES = "changes", _("Cần sửa")
    ACCEPTED = "accepted", _("Được nhận")
    DECLINED = "declined", _("Không nhận")
    TAKEN_BACK = "taken_back", _("Đã rút")

    @classmethod
    def open(cls) -> list[str]:
        """Those that something may still happen to."""
        return [cls.WAITING, cls.CHANGES]


class ProposalStepKind(TextChoices):
    """What can happen to a proposal."""

    PROPOSED = "proposed", _("Đề xuất")
    SENT_AGAIN = "sent_again", _("Gửi lại sau khi sửa")
    ACCEPTED = "accepted", _("Nhận đăng")
    PASSED_ON = "passed_on", _("Chuyển lên cấp trên")
    CHANGES = "changes", _("Yêu cầu sửa")
    DECLINED = "declined", _("Không nhận")
    TAKEN_BACK = "taken_back", _("Rút đề xuất")
    REROUTED = "rerouted", _("Chuyển do đơn vị đã kết thúc hoạt động")
