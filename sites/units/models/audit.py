"""The record of who signed in, whose roles changed and what was refused."""

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ..enums import AuditKind, Role
from .units import Unit

DETAILS = {
    "role": _("vai trò"),
    "until": _("đến trước ngày"),
    "reason": _("lý do"),
    "status": _("mã trả lời"),
    "path": _("địa chỉ trang"),
    "audience": _("nơi nhận"),
    "starts": _("bắt đầu"),
    "ends": _("kết thúc"),
}


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
        """The detail as one line for a reader: `vai trò: Biên tập viên; lý do: …`."""
        shown = {name: value for name, value in self.detail.items() if value not in ("", None)}
        if shown.get("role") in Role.values:
            shown["role"] = Role(shown["role"]).label
        return "; ".join(f"{DETAILS.get(name, name)}: {value}" for name, value in shown.items())

    @property
    def at_text(self) -> str:
        """The moment to the second: what was first and what came after matters here."""
        return date_format(localtime(self.at), "H:i:s d/m/Y")
