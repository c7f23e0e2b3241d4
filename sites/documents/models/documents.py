"""The official document: one row for a document, whatever the number of its languages and files."""

import uuid
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from portal.core.blocks import BodyBlock
from portal.core.fields import FoldedField, StreamField
from sites.units.models import Tier, UnitOwned, UnitWorkflowMixin

from ..enums import Confidentiality, Effect, Urgency
from .indexes import DOCUMENT_INDEXES
from .issuers import IssuingBody
from .lists import DocumentType, Field

LANGUAGE = "vi"


class DocumentTag(TaggedItemBase):
    content_object = ParentalKey("documents.OfficialDocument", on_delete=models.CASCADE, related_name="tagged_items")


class OfficialDocument(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A document as issued. The symbol is kept as typed; its parts are read from it (`numbers.parse_symbol`).

    What follows from other fields (parts of the symbol, the address, the tier, the effect) is filled by
    `services.documents`, which every way of saving goes through; bulk inserts call its `complete` themselves.
    """

    # The same document for ever, for those who exchange data.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("địa chỉ"), max_length=120, editable=False)

    symbol = models.CharField(_("số, ký hiệu"), max_length=100, blank=True, help_text=_("Ví dụ: 15/2026/QĐ-UBND"))
    symbol_key = FoldedField(source="symbol", max_length=120, db_index=False)
    symbol_parsed = models.BooleanField(_("đọc được số, ký hiệu"), default=False, editable=False)
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    number_suffix = models.CharField(_("phần chữ sau số"), max_length=10, blank=True)
    # Of the symbol, else of the day of issue.
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    type = models.ForeignKey(
        DocumentType,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("loại văn bản"),
    )
    issuer = models.ForeignKey(
        IssuingBody,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("cơ quan ban hành"),
    )
    issuer_name = models.CharField(
        _("tên cơ quan khi ban hành"),
        max_length=250,
        blank=True,
        help_text=_("Tên như trên văn bản; để trống thì lấy tên của cơ quan đã chọn."),
    )

    title = models.CharField(_("tiêu đề"), max_length=500, blank=True, help_text=_("Để trống thì lấy trích yếu."))
    abstract = models.TextField(_("trích yếu"), max_length=2000)
    language = models.CharField(_("ngôn ngữ"), max_length=10, default=LANGUAGE, editable=False)
    field = models.ForeignKey(
        Field,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("lĩnh vực"),
    )
    signer = models.CharField(_("người ký"), max_length=150, blank=True)
    signer_title = models.CharField(_("chức vụ người ký"), max_length=200, blank=True)

    issued_on = models.DateField(_("ngày ban hành"))
    effective_on = models.DateField(
        _("ngày có hiệu lực"), null=True, blank=True, help_text=_("Để trống: có hiệu lực từ ngày ban hành.")
    )
    expires_on = models.DateField(
        _("ngày hết hiệu lực"), null=True, blank=True, help_text=_("Ngày đầu tiên văn bản không còn hiệu lực.")
    )
    effect = models.CharField(_("hiệu lực"), max_length=10, choices=Effect, default=Effect.IN_FORCE, editable=False)

    gazette_number = models.CharField(_("số Công báo"), max_length=60, blank=True)
    gazette_date = models.DateField(_("ngày đăng Công báo"), null=True, blank=True)
    urgency = models.CharField(_("độ khẩn"), max_length=12, choices=Urgency, default=Urgency.NORMAL)
    confidentiality = models.CharField(
        _("độ mật"), max_length=10, choices=Confidentiality, default=Confidentiality.PUBLIC, editable=False
    )
    recipients = models.TextField(_("nơi nhận"), blank=True, help_text=_("Mỗi nơi một dòng."))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("toàn văn"))
    tags = ClusterTaggableManager(through=DocumentTag, blank=True, verbose_name=_("từ khoá"))
    source_url = models.URLField(_("nguồn"), max_length=500, blank=True)
    is_sample = models.BooleanField(_("dữ liệu minh hoạ"), default=False, editable=False)

    # Every unit may cite every published document.
    is_shared = models.BooleanField(default=True, editable=False)
    # Of the owning unit, so that a list of one tier asks nothing else.
    tier = models.ForeignKey(Tier, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    search_fields = [
        index.SearchField("symbol"),
        index.AutocompleteField("symbol"),
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("abstract"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("type"),
        index.FilterField("field"),
        index.FilterField("effect"),
        index.FilterField("year"),
        index.FilterField("symbol_parsed"),
        index.FilterField("issued_on"),
    ]

    class Meta:
        verbose_name = _("văn bản")
        verbose_name_plural = _("văn bản")
        ordering = ["-issued_on", "-pk"]
        indexes = DOCUMENT_INDEXES
        constraints = [
            models.UniqueConstraint(fields=["unit", "slug"], name="documents_one_address_a_unit"),
            models.CheckConstraint(
                condition=Q(confidentiality=Confidentiality.PUBLIC),
                name="documents_never_classified",
                violation_error_message=_("Văn bản mật không được đưa vào hệ thống này."),
            ),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=True) | Q(effective_on__gte=F("issued_on")),
                name="documents_effective_after_issue",
                violation_error_message=_("Ngày có hiệu lực không được trước ngày ban hành."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | (
                    Q(expires_on__gt=F("issued_on"))
                    & (Q(effective_on__isnull=True) | Q(expires_on__gt=F("effective_on")))
                ),
                name="documents_expires_after_effect",
                violation_error_message=_("Ngày hết hiệu lực phải sau ngày có hiệu lực."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading}: {self.title}" if self.heading else self.title

    @property
    def heading(self) -> str:
        """What the document is called in a sentence: `Nghị định 43/2011/NĐ-CP`."""
        return " ".join(filter(None, [str(self.type) if self.type_id else "", self.symbol]))

    @property
    def in_force_from(self) -> Any:
        return self.effective_on or self.issued_on

    def text_in(self, language: str | None = None) -> "DocumentText | OfficialDocument":
        """Title and abstract in a language; the document's own where it is not translated.

        Reads the rows of `texts` once, so that a list fetches them beforehand, or all at once (`with_texts`).
        """
        wanted = language or get_language()
        if wanted == self.language:
            return self
        return next((row for row in self._other_texts() if row.language == wanted), self)

    @property
    def is_translated(self) -> bool:
        """Whether title and abstract are in another language too."""
        return bool(self._other_texts())

    def _other_texts(self) -> "list[DocumentText]":
        read = self.__dict__.get("texts_read")
        return list(self.texts.all()) if read is None else [DocumentText(document=self, **values) for values in read]

    def with_content_json(self, content: dict[str, Any]) -> "OfficialDocument":
        """A revision tells what was written; what the system keeps of the document stays as it is today."""
        restored = super().with_content_json(content)
        for name in ("uuid", "slug", "effect", "tier_id", "confidentiality", "is_sample"):
            setattr(restored, name, getattr(self, name))
        return restored

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "documents/document_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        # What a page shows is built from these models.
        from ..showing import context

        return super().get_preview_context(request, mode_name) | context(self, request)


class DocumentText(models.Model):
    """Title and abstract of a document in another language; there is never a second document."""

    document = ParentalKey(OfficialDocument, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("ngôn ngữ"), max_length=10, default="en")
    title = models.CharField(_("tiêu đề"), max_length=500)
    abstract = models.TextField(_("trích yếu"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("bản dịch tiêu đề")
        verbose_name_plural = _("bản dịch tiêu đề")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language"],
                name="documents_one_text_a_language",
                violation_error_message=_("Ngôn ngữ này đã có bản dịch."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def with_texts(cls, documents: models.QuerySet[OfficialDocument]) -> models.QuerySet[OfficialDocument]:
        """The documents with their texts in other languages, read in the same query."""
        values = JSONObject(language="language", title="title", abstract="abstract")
        texts = cls.objects.filter(document=OuterRef("pk")).order_by("language").values(values=values)
        return documents.annotate(texts_read=ArraySubquery(texts))
