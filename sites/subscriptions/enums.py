"""Choices of subscriptions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Frequency(TextChoices):
    """How often the letter comes that tells what is new; what cannot wait is told at once whatever is chosen."""

    DAILY = "daily", _("Mỗi ngày")
    WEEKLY = "weekly", _("Mỗi tuần, vào thứ hai")
