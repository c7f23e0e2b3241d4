"""The files of documents: what is stored once, and which document shows it under which title."""

import mimetypes
import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.core.legacy_text import names_of
from sites.units.models import UnitOwned

from ..enums import TextReason, TextState

# Below the folder that no web server hands out: a file leaves through the view that asks whether it is public.
FOLDER = "documents/official"
# What Python's table lacks on some systems, and what browsers must not guess.
MIME_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def stored_name(instance: "DocumentFile", filename: str) -> str:
    """A place that follows from the content, so that what was half stored is found again and not stored twice."""
    return f"{FOLDER}/{instance.unit.uuid}/{instance.sha256[:2]}/{instance.sha256}.{instance.extension}"


class DocumentFile(UnitOwned):
    """A file of a unit, kept once however many documents show it; `services.files` stores and checks it.

    It is public while a published document shows it (`Attachment`), and never by itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("tệp"), upload_to=stored_name, max_length=255)
    name = models.CharField(_("tên tệp"), max_length=200)
    extension = models.CharField(max_length=8)
    size = models.BigIntegerField(_("dung lượng"))
    sha256 = models.CharField(_("mã kiểm tra SHA-256"), max_length=64)
    pages = models.PositiveIntegerField(_("số trang"), null=True)
    created_at = models.DateTimeField(_("tải lên lúc"), auto_now_add=True)

    text_state = models.CharField(
        _("trích nội dung chữ"), max_length=12, choices=TextState, default=TextState.WAITING, db_index=True
    )
    text_reason = models.CharField(max_length=20, choices=TextReason, blank=True)
    # The old fonts that parts of the text were in, and how many pages were read from their picture.
    text_forms = ArrayField(models.CharField(max_length=10), default=list)
    recognised_pages = models.PositiveIntegerField(default=0)
    extracted_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("tệp văn bản")
        verbose_name_plural = _("tệp văn bản")
        constraints = [models.UniqueConstraint(fields=["unit", "sha256"], name="documents_file_once_a_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def mime(self) -> str:
        return MIME_TYPES.get(self.extension) or mimetypes.types_map.get(
            f".{self.extension}", "application/octet-stream"
        )

    @property
    def text(self) -> str:
        """The extracted text, empty while there is none."""
        row = FileText.objects.filter(file=self).first()
        return row.text if row else ""

    @property
    def text_note(self) -> Any:
        """What a person should know of the text: why it is missing, or what was done to it."""
        if self.text_reason:
            return self.get_text_reason_display()
        if self.recognised_pages:
            return _("Nhận dạng từ ảnh quét (%(pages)d trang); có thể có lỗi.") % {"pages": self.recognised_pages}
        if self.text_forms:
            return _("Đã chuyển từ phông chữ cũ %(forms)s sang Unicode.") % {"forms": names_of(tuple(self.text_forms))}
        return self.get_text_state_display()

    @property
    def size_text(self) -> str:
        return filesizeformat(self.size)

    @property
    def can_be_read_again(self) -> bool:
        """Whether another try may give a text that is not there now."""
        return self.text_state in (TextState.FAILED, TextState.NO_CONVERTER, TextState.EMPTY)


class FileText(models.Model):
    """The text of a file, apart from it so that lists of files stay light."""

    file = models.OneToOneField(DocumentFile, primary_key=True, on_delete=models.CASCADE, related_name="extracted")
    text = models.TextField(_("nội dung chữ"))

    class Meta:
        verbose_name = _("nội dung chữ của tệp")
        verbose_name_plural = _("nội dung chữ của tệp")

    def __str__(self) -> str:
        return self.text[:80]


class Attachment(Orderable):
    """A file as a document shows it. Part of the document's drafts: public once the document is published with it."""

    document = ParentalKey("documents.OfficialDocument", on_delete=models.CASCADE, related_name="attachments")
    stored = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="uses", verbose_name=_("tệp"))
    title = models.CharField(
        _("tên hiển thị"), max_length=250, blank=True, help_text=_("Để trống thì lấy tên tệp. Ví dụ: Phụ lục I.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("tệp đính kèm")
        verbose_name_plural = _("tệp đính kèm")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "stored"],
                name="documents_attached_once",
                violation_error_message=_("Tệp này đã được đính kèm."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.stored.name

    # What is asked of the file itself.

    @property
    def position(self) -> int:
        return self.sort_order or 0

    @property
    def file(self) -> Any:
        return self.stored.file

    @property
    def name(self) -> str:
        return self.stored.name

    @property
    def size(self) -> int:
        return self.stored.size

    @property
    def sha256(self) -> str:
        return self.stored.sha256

    @property
    def mime(self) -> str:
        return self.stored.mime

    @property
    def pages(self) -> int | None:
        return self.stored.pages

    @property
    def text(self) -> str:
        return self.stored.text

    @property
    def text_state(self) -> str:
        return self.stored.text_state

    @property
    def text_reason(self) -> str:
        return self.stored.text_reason

    @property
    def path(self) -> str:
        """The address of the download on the site of the document's unit, without its host."""
        from ..addresses import attachment_path

        return attachment_path(self)
