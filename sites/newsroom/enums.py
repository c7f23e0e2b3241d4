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
