"""Choices of the page models."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Listing(TextChoices):
    """In which order a section lists its pages."""

    MANUAL = "manual", _("Thứ tự do biên tập viên xếp")
    NEWEST = "newest", _("Mới nhất trước")
    TITLE = "title", _("Theo tên (thứ tự tiếng Việt)")


class PartKind(TextChoices):
    """What a blueprint is made of."""

    SECTION = "section", _("Chuyên mục, trình đơn")
    BOX = "box", _("Khung trên trang chủ")
    LINK = "link", _("Liên kết ở chân trang")
    FOOTER = "footer", _("Lời ở chân trang")
    SETTING = "setting", _("Thiết đặt")


class PartState(TextChoices):
    """How a part of a unit stands to its tier's blueprint."""

    SAME = "same", _("Theo mẫu")
    NEW = "new", _("Mẫu thêm mới")
    CHANGED = "changed", _("Mẫu đã sửa")
    GONE = "gone", _("Mẫu đã bỏ")
    OWN = "own", _("Riêng của đơn vị")
