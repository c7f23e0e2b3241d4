"""Choices of the page models."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Listing(TextChoices):
    """In which order a section lists its pages."""

    MANUAL = "manual", _("Thứ tự do biên tập viên xếp")
    NEWEST = "newest", _("Mới nhất trước")
    TITLE = "title", _("Theo tên (thứ tự tiếng Việt)")
