"""Alerts: a flood, a storm, a closed bridge; a line above every page of the sites it is for, while it lasts."""

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.units.models import Audience, UnitOwned

from ..enums import AlertSeverity


class Alert(UnitOwned, Audience):
    """One row for all the sites it stands on (its `Audience`), from `starts_at` until `ends_at`.

    It has no drafts: who may publish for the unit puts it up at once, and everything done to it is on the record.
    `withdrawn_at` takes it off before its end.
    """

    severity = models.CharField(_("mức độ"), max_length=10, choices=AlertSeverity, default=AlertSeverity.WARNING)
    text = models.CharField(
        _("nội dung"), max_length=300, help_text=_("Một hai câu: chuyện gì, ở đâu, người dân cần làm gì.")
    )
    text_en = models.CharField(
        _("nội dung tiếng Anh"), max_length=300, blank=True, help_text=_("Hiện trên trang tiếng Anh.")
    )
    link = models.URLField(
        _("liên kết"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=_("Địa chỉ đầy đủ của trang hướng dẫn, bắt đầu bằng https://."),
    )
    starts_at = models.DateTimeField(_("bắt đầu hiện"))
    ends_at = models.DateTimeField(_("tự gỡ lúc"))
    withdrawn_at = models.DateTimeField(_("đã gỡ lúc"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("đăng lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("cảnh báo")
        verbose_name_plural = _("cảnh báo")
        ordering = ["-created_at", "-pk"]
        indexes = [
            GinIndex(fields=["keys"], name="newsroom_alert_keys"),
            # Few are neither over nor withdrawn, whatever the years bring.
            models.Index(fields=["ends_at"], condition=Q(withdrawn_at=None), name="newsroom_alert_open"),
            models.Index(fields=["unit", "-created_at"], name="newsroom_alert_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="newsroom_alert_ends_after_start",
                violation_error_message=_("Cảnh báo phải kết thúc sau khi bắt đầu."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_severity_display()}: {self.text}"

    def is_over(self, now: datetime | None = None) -> bool:
        return self.withdrawn_at is not None or self.ends_at <= (now or timezone.now())

    @property
    def state(self) -> str:
        """In words: waiting, showing, over by itself or taken off."""
        now = timezone.now()
        if self.withdrawn_at is not None:
            return _("Đã gỡ")
        if self.ends_at <= now:
            return _("Đã hết hạn")
        return _("Đang hiện") if self.starts_at <= now else _("Chờ tới giờ")
