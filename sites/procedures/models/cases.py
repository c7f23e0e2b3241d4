"""Cases as citizens may know them, how they were delivered, and who may deliver them. No name is kept of anybody."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sites.documents.models import Field
from sites.units.models import Unit

from ..cases.enums import OPEN_STATES, CaseState, Channel, DeliveryState, Fault
from .procedures import Procedure

LONGEST_CODE = 40
FOLDER = "procedures/cases"


class Case(models.Model):
    """What is public of one case to who has its code and the second fact; the last state its unit has delivered.

    `fact` is a keyed hash of the second fact and goes after a while (`cases.purging`), which ends the look-up and
    leaves the figures right. `field` is the field of work that the procedure had when the case came.
    """

    code = models.CharField(_("mã hồ sơ"), max_length=LONGEST_CODE, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+", verbose_name=_("thủ tục"))
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+", verbose_name=_("lĩnh vực"))
    version = models.BigIntegerField(_("phiên bản của bên gửi"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=CaseState, default=CaseState.RECEIVED)
    received_on = models.DateField(_("ngày nhận"))
    due_on = models.DateField(_("ngày hẹn trả"))
    finished_on = models.DateField(_("ngày có kết quả"), null=True, blank=True)
    new_due_on = models.DateField(_("ngày hẹn lại"), null=True, blank=True)
    fact = models.BinaryField(max_length=32, null=True)
    changed_at = models.DateTimeField(_("cập nhật lúc"), auto_now=True)

    class Meta:
        verbose_name = _("hồ sơ")
        verbose_name_plural = _("hồ sơ")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["finished_on"], name="procedures_case_facts", condition=Q(fact__isnull=False)),
        ]
        constraints = [
            # Instead of `unique=True`, which brings a second index for prefixes.
            models.UniqueConstraint(fields=["code"], name="procedures_case_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("received_on")), name="procedures_case_due_later"),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(finished_on__gte=F("received_on")),
                name="procedures_case_finished_later",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, finished_on__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(finished_on__isnull=False)),
                name="procedures_case_finished_state",
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__isnull=True) | Q(new_due_on__gt=F("due_on")),
                name="procedures_case_new_due_later",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class CaseToken(models.Model):
    """What a program of a unit shows to deliver its cases; only the hash of the secret is kept."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", editable=False)
    name = models.CharField(
        _("dùng cho"), max_length=100, help_text=_("Ví dụ: phần mềm một cửa của Trung tâm Phục vụ hành chính công.")
    )
    # Its first letters, by which people tell one from another.
    hint = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("dùng lần cuối"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, editable=False)

    class Meta:
        verbose_name = _("khoá gửi hồ sơ")
        verbose_name_plural = _("khoá gửi hồ sơ")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


def rows_name(instance: "CaseDelivery", filename: str) -> str:
    return f"{FOLDER}/{instance.uuid}.jsonl"


class CaseDelivery(models.Model):
    """Some cases that came together and what became of them.

    Of a file only the columns that are known are kept, in `rows`, until its fate is decided. `key` is the name that
    the sender gave the batch: the same batch again is answered with the same words, which `digest` checks.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", editable=False)
    channel = models.CharField(_("gửi qua"), max_length=8, choices=Channel, default=Channel.FILE, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("người gửi"),
    )
    token = models.ForeignKey(CaseToken, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    name = models.CharField(_("tên lô"), max_length=200, blank=True)
    key = models.CharField(max_length=64, blank=True, editable=False, default="")
    digest = models.CharField(max_length=64, blank=True, editable=False, default="")
    rows = models.FileField(upload_to=rows_name, blank=True, editable=False, max_length=200)
    columns = models.JSONField(default=list, editable=False)
    ignored = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        _("tình trạng"), max_length=8, choices=DeliveryState, default=DeliveryState.CHECKING, editable=False
    )
    message = models.TextField(blank=True, editable=False, default="")
    total = models.PositiveIntegerField(_("số dòng"), default=0)
    made = models.PositiveIntegerField(_("mới"), default=0)
    changed = models.PositiveIntegerField(_("cập nhật"), default=0)
    unchanged = models.PositiveIntegerField(_("không đổi"), default=0)
    outdated = models.PositiveIntegerField(_("cũ hơn"), default=0)
    bad = models.PositiveIntegerField(_("để riêng"), default=0)
    created_at = models.DateTimeField(_("nhận lúc"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("lô hồ sơ")
        verbose_name_plural = _("các lô hồ sơ")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-created_at"], name="procedures_deliveries_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], condition=~Q(key=""), name="procedures_delivery_once")
        ]

    def __str__(self) -> str:
        return self.name or str(self.uuid)

    @property
    def is_busy(self) -> bool:
        return self.state in (DeliveryState.CHECKING, DeliveryState.TAKING)


class CaseFault(models.Model):
    """A row that was set aside, and why. Repeats nothing of the row but its line and a code of the right form."""

    delivery = models.ForeignKey(CaseDelivery, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField(_("dòng"))
    code = models.CharField(_("mã hồ sơ"), max_length=LONGEST_CODE, blank=True, default="")
    kind = models.CharField(_("loại lỗi"), max_length=24, choices=Fault, default=Fault.FORM)
    reason = models.CharField(_("lý do"), max_length=300, default="")

    class Meta:
        verbose_name = _("dòng để riêng")
        verbose_name_plural = _("dòng để riêng")
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return _("Dòng %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}
