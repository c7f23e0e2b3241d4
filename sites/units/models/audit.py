"""The record of who signed in, whose roles changed and what was refused."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import AuditKind
from .units import Unit


class AuditEntry(models.Model):
    """One event. Rows are only ever added; names are copied, so that an entry outlives what it tells of."""

    at = models.DateTimeField(_("thời điểm"), auto_now_add=True, db_index=True)
    kind = models.CharField(_("sự kiện"), max_length=30, choices=AuditKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người thực hiện"),
    )
    actor_name = models.CharField(_("tên người thực hiện"), max_length=150, blank=True)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("đơn vị")
    )
    subject = models.CharField(_("đối tượng"), max_length=250, blank=True)
    detail = models.JSONField(_("chi tiết"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("địa chỉ mạng"), null=True, blank=True)

    class Meta:
        verbose_name = _("mục nhật ký")
        verbose_name_plural = _("nhật ký an toàn")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-at"], name="units_audit_by_unit"),
            models.Index(fields=["kind", "-at"], name="units_audit_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.get_kind_display()} {self.subject}"

    @property
    def detail_text(self) -> str:
        """The detail as one line for a reader: `role: editor; reason: …`."""
        return "; ".join(f"{name}: {value}" for name, value in self.detail.items())
