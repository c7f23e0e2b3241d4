"""A table that somebody brings in, with or without files: where it stands, so that it can go on after any end."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.units.models import UnitOwned

from ..enums import FaultKind, ImportState, KeepRows

FOLDER = "documents/imports"


def table_name(instance: "TableImport", filename: str) -> str:
    return f"{FOLDER}/{instance.uuid}/table.{filename.rpartition('.')[2].lower()[:8]}"


def archive_name(instance: "TableImport", filename: str) -> str:
    return f"{FOLDER}/{instance.uuid}/files.zip"


class TableImport(UnitOwned):
    """One import: the table, how its columns are understood, and how many of its rows are done.

    `done` is written in the transaction that does the rows, so that going on after a kill neither loses nor
    repeats one. What it makes are drafts of `batch`, which a publisher decides about.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=20)
    name = models.CharField(_("tên tệp"), max_length=200)
    table = models.FileField(_("bảng"), upload_to=table_name, max_length=255)
    archive = models.FileField(_("tệp ZIP"), upload_to=archive_name, max_length=255, blank=True)
    # Used by the command line in place of an archive.
    folder = models.CharField(max_length=500, blank=True, editable=False)
    sheet = models.CharField(_("trang tính"), max_length=100, blank=True)
    header_line = models.PositiveIntegerField(default=1)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    keep = models.CharField(_("khi có dòng lỗi"), max_length=4, choices=KeepRows, default=KeepRows.GOOD)

    state = models.CharField(_("tình trạng"), max_length=10, choices=ImportState, default=ImportState.MAPPING)
    message = models.TextField(blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    batch = models.ForeignKey("units.ImportBatch", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("tải lên lúc"), auto_now_add=True)
    # When a worker last did something for it; one that has been silent for long is dead.
    heartbeat = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lần nhập bảng")
        verbose_name_plural = _("các lần nhập bảng")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-created_at"], name="documents_imports_of_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        """What its rows become, in words."""
        # What is imported stands above these models.
        from ..importing.columns import kind_of

        return str(kind_of(self.kind).label)

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class ImportFault(models.Model):
    """What is to be said of one row: an error that keeps it out, or a remark about one that was taken."""

    table_import = models.ForeignKey(TableImport, on_delete=models.CASCADE, related_name="faults")
    kind = models.CharField(max_length=7, choices=FaultKind, default=FaultKind.ERROR)
    line = models.PositiveIntegerField(_("dòng"))
    reason = models.TextField(_("lý do"))

    class Meta:
        verbose_name = _("dòng cần xem lại")
        verbose_name_plural = _("dòng cần xem lại")
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return _("Dòng %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}
