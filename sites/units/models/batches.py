"""What an import has brought in, as one thing that is published or discarded as a whole."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class BatchState(models.TextChoices):
    DRAFT = "draft", _("Chờ duyệt")
    PUBLISHING = "publishing", _("Đang đăng")
    PUBLISHED = "published", _("Đã đăng")
    DISCARDED = "discarded", _("Đã bỏ")


class ImportBatch(models.Model):
    """One import: its drafts, who made it, and the one decision about all of them."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    kind = models.CharField(_("loại"), max_length=40, help_text=_("Loại nội dung được nhập."))
    label = models.CharField(_("tên đợt nhập"), max_length=250)
    state = models.CharField(_("trạng thái"), max_length=12, choices=BatchState, default=BatchState.DRAFT)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người nhập"),
    )
    made_at = models.DateTimeField(_("nhập lúc"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người quyết định"),
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    added = models.PositiveIntegerField(_("số mục"), default=0)
    published = models.PositiveIntegerField(_("số mục đã đăng"), default=0)
    problem = models.TextField(_("vướng mắc"), blank=True)

    class Meta:
        verbose_name = _("đợt nhập")
        verbose_name_plural = _("đợt nhập")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-made_at"], name="units_batch_of_unit")]

    def __str__(self) -> str:
        return self.label


class BatchItem(models.Model):
    """One draft of an import."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="items", verbose_name=_("đợt nhập"))
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    thing = GenericForeignKey("content_type", "object_id")

    class Meta:
        verbose_name = _("mục của đợt nhập")
        verbose_name_plural = _("mục của đợt nhập")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "content_type", "object_id"], name="units_batch_item_once"),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="units_batch_of_thing")]

    def __str__(self) -> str:
        return f"{self.content_type_id}:{self.object_id}"
