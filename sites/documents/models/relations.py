"""What documents do to one another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from portal.core.fields import FoldedField

from ..enums import READ_BACKWARDS, RelationKind


class DocumentRelation(models.Model):
    """`source` does something to `target`, or to what is known by its symbol only.

    Counts once the source is published; `services.relations` says what may stand here.
    """

    source = ParentalKey("documents.OfficialDocument", on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("quan hệ"), max_length=20, choices=RelationKind)
    target = models.ForeignKey(
        "documents.OfficialDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="incoming",
        verbose_name=_("văn bản"),
    )
    target_symbol = models.CharField(
        _("hoặc số, ký hiệu"), max_length=100, blank=True, help_text=_("Khi văn bản đó chưa có trong hệ thống.")
    )
    target_key = FoldedField(source="target_symbol", max_length=120)
    partly = models.BooleanField(_("chỉ một phần"), default=False)
    provisions = models.CharField(_("điều, khoản"), max_length=250, blank=True)
    from_date = models.DateField(
        _("từ ngày"), null=True, blank=True, help_text=_("Để trống: từ ngày văn bản này có hiệu lực.")
    )
    to_date = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("quan hệ văn bản")
        verbose_name_plural = _("quan hệ văn bản")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(target=F("source")),
                name="documents_relation_not_to_itself",
                violation_error_message=_("Một văn bản không thể có quan hệ với chính nó."),
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | ~Q(target_symbol=""),
                name="documents_relation_has_a_target",
                violation_error_message=_("Hãy chọn văn bản hoặc ghi số, ký hiệu của văn bản đó."),
            ),
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(from_date__isnull=True) | Q(to_date__gt=F("from_date")),
                name="documents_relation_ends_after_start",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            ),
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="documents_relation_once",
                violation_error_message=_("Quan hệ này đã được ghi rồi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target_symbol}"

    @property
    def backwards(self) -> str:
        """What the relation is called when read from the target: `Bị thay thế bởi`."""
        return READ_BACKWARDS[RelationKind(self.kind)]
