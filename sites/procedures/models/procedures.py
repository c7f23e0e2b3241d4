"""The procedure: defined once by the province, used by every unit that carries it out."""

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from portal.core.fields import FoldedField, SortKeyField, StreamField
from portal.core.sorting import NamesInOrder
from sites.documents.models import DocumentFile, Field, OfficialDocument
from sites.units.models import Tier, UnitOwned, UnitWorkflowMixin, Validity, ends_after_start, today

from ..blocks import DossiersBlock, FeesBlock, StepsBlock, WaysBlock
from ..enums import TimeUnit
from .lists import Agency, ApplicantGroup, LifeEvent, ServiceLevel


class Procedure(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """An administrative procedure with the eleven items that the law asks for (TT 32/2017 art. 5.1).

    There is one row for a procedure in the language it was announced in, and one for each translation. What is not
    text (levels, groups, files, dates, local facts, cases) belongs to the first, which `source` finds.

    Its text of today is also the last of its `versions`: each is what was published, from a day to a day.
    """

    # The same procedure for ever, for those who exchange data.
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("địa chỉ"), max_length=120, editable=False)

    code = models.CharField(_("mã thủ tục"), max_length=40, help_text=_("Mã trong Cơ sở dữ liệu quốc gia về TTHC."))
    code_key = FoldedField(source="code", max_length=60, db_index=False)
    name = models.CharField(_("tên thủ tục"), max_length=500, help_text=_("Đúng như trong quyết định công bố."))
    name_key = SortKeyField(source="name")
    folded = FoldedField(source="name")
    summary = models.TextField(
        _("thủ tục này để làm gì"), max_length=600, blank=True, help_text=_("Một, hai câu cho người chưa từng làm.")
    )
    keywords = models.CharField(
        _("cách gọi khác"), max_length=300, blank=True, help_text=_("Người dân hay gọi là gì; cách nhau bằng dấu phẩy.")
    )
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="procedures", verbose_name=_("lĩnh vực"))
    tiers = ParentalManyToManyField(
        Tier, related_name="procedures", verbose_name=_("cấp thực hiện"), help_text=_("Những cấp giải quyết thủ tục.")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="procedures", verbose_name=_("cơ quan giải quyết")
    )
    events = ParentalManyToManyField(
        LifeEvent, blank=True, related_name="procedures", verbose_name=_("sự kiện trong đời")
    )
    groups = ParentalManyToManyField(
        ApplicantGroup, blank=True, related_name="procedures", verbose_name=_("dành cho ai")
    )

    steps = StreamField(StepsBlock(), blank=True, verbose_name=_("trình tự thực hiện"))
    ways = StreamField(WaysBlock(), blank=True, verbose_name=_("cách thức thực hiện"))
    dossiers = StreamField(DossiersBlock(), blank=True, verbose_name=_("thành phần hồ sơ"))
    sets = models.PositiveSmallIntegerField(_("số bộ hồ sơ"), default=1)
    time_value = models.PositiveSmallIntegerField(_("thời hạn giải quyết"), null=True, blank=True)
    time_unit = models.CharField(_("tính theo"), max_length=12, choices=TimeUnit, default=TimeUnit.WORKING_DAY)
    time_note = models.TextField(_("nói thêm về thời hạn"), max_length=600, blank=True)
    applicants = models.TextField(_("đối tượng thực hiện"), max_length=600, help_text=_("Ai được làm thủ tục này."))
    decided_by = models.CharField(_("người có thẩm quyền quyết định"), max_length=250, blank=True)
    result = models.TextField(_("kết quả"), max_length=600)
    conditions = models.TextField(_("yêu cầu, điều kiện"), max_length=3000, blank=True)
    fees = StreamField(FeesBlock(), blank=True, verbose_name=_("phí, lệ phí"))

    national_url = models.URLField(
        _("trang nộp trên Cổng Dịch vụ công quốc gia"), max_length=500, blank=True, help_text=_("Bắt đầu bằng https://")
    )
    announced_by = models.ForeignKey(
        OfficialDocument,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="announced_procedures",
        verbose_name=_("quyết định công bố"),
    )

    valid_from = models.DateField(
        _("nội dung này áp dụng từ ngày"),
        default=today,
        help_text=_("Nội dung mới thì ghi ngày mới, nội dung cũ được giữ thành phiên bản. Giữ ngày cũ là đính chính."),
    )
    ends_on = models.DateField(
        _("bị bãi bỏ từ ngày"), null=True, blank=True, help_text=_("Ngày đầu tiên thủ tục không còn.")
    )
    change_note = models.CharField(
        _("điều gì thay đổi"), max_length=500, blank=True, help_text=_("Một câu cho người dân, hiện ở mục Thay đổi.")
    )
    is_sample = models.BooleanField(_("dữ liệu minh hoạ"), default=False, editable=False)
    # Every unit may use every published procedure.
    is_shared = models.BooleanField(default=True, editable=False)

    objects = NamesInOrder.as_manager()

    # What is the same in every language.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False) for name in ("code", "agency", "announced_by")
    ]
    search_fields = [
        index.SearchField("code"),
        index.AutocompleteField("code"),
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("keywords"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("field"),
        index.FilterField("agency"),
        index.FilterField("locale_id"),
        index.FilterField("name_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("thủ tục hành chính")
        verbose_name_plural = _("thủ tục hành chính")
        ordering = ["name_key", "pk"]
        indexes = [
            models.Index(fields=["locale", "live", "name_key"], name="procedures_listed"),
            models.Index(fields=["code_key"], name="procedures_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "code"],
                name="procedures_one_code",
                violation_error_message=_("Đã có thủ tục mang mã này."),
            ),
            models.UniqueConstraint(fields=["locale", "slug"], name="procedures_one_address"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("valid_from")),
                name="procedures_end_after_start",
                violation_error_message=_("Ngày bãi bỏ phải sau ngày nội dung bắt đầu áp dụng."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.name}" if self.code else self.name

    def has_ended(self, day: date | None = None) -> bool:
        """Whether nobody carries it out any more."""
        return self.ends_on is not None and self.ends_on <= (day or today())

    def with_content_json(self, content: dict[str, Any]) -> "Procedure":
        """A revision tells what was written; what the system keeps of the procedure stays as it is today."""
        restored = super().with_content_json(content)
        for name in ("uuid", "slug", "is_sample"):
            setattr(restored, name, getattr(self, name))
        return restored

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "procedures/procedure_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        # What a page shows is built from these models.
        from ..showing import preview_context

        return super().get_preview_context(request, mode_name) | preview_context(self, request)


class ProcedureLevel(Validity):
    """The level of service that a procedure has from a day to a day."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="levels")
    level = models.ForeignKey(ServiceLevel, on_delete=models.PROTECT, related_name="+", verbose_name=_("mức"))
    reason = models.TextField(
        _("lý do"),
        max_length=600,
        blank=True,
        help_text=_("Vì sao chưa toàn trình, như đã công khai trên Cổng quốc gia."),
    )

    class Meta:
        verbose_name = _("mức dịch vụ công của thủ tục")
        verbose_name_plural = _("mức dịch vụ công của thủ tục")
        ordering = ["valid_from", "pk"]
        constraints = [ends_after_start("procedures_level_of_ends_after_start")]

    def __str__(self) -> str:
        return str(self.level)


class LegalBasis(Orderable):
    """What a procedure rests on: a document of the portal, or the name of one that is not here."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="bases")
    document = models.ForeignKey(
        OfficialDocument,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="based_procedures",
        verbose_name=_("văn bản trong Cổng"),
    )
    text = models.CharField(
        _("tên văn bản"), max_length=400, blank=True, help_text=_("Ghi khi văn bản không có trong Cổng.")
    )
    provisions = models.CharField(_("điều, khoản"), max_length=200, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("căn cứ pháp lý")
        verbose_name_plural = _("căn cứ pháp lý")

    def __str__(self) -> str:
        return str(self.document) if self.document_id else self.text


class ProcedureFile(Orderable):
    """A form to fill in. Part of the drafts: public once the procedure is published with it."""

    procedure = ParentalKey(Procedure, on_delete=models.CASCADE, related_name="attachments")
    stored = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("tệp"))
    title = models.CharField(
        _("tên hiển thị"), max_length=250, blank=True, help_text=_("Ví dụ: Tờ khai đăng ký khai sinh (mẫu 01).")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("mẫu đơn, tờ khai")
        verbose_name_plural = _("mẫu đơn, tờ khai")
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "stored"],
                name="procedures_form_once",
                violation_error_message=_("Tệp này đã được đính kèm."),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.stored.name


class ProcedureVersion(Validity):
    """What was published of a procedure from a day to a day; `content` has the shape of `services.versions.content_of`.

    The open one is what readers see. A correction replaces the content of the open one, so that it keeps its days.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("phiên bản"))
    content = models.JSONField(default=dict)
    note = models.CharField(_("điều gì thay đổi"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("công bố lúc"), auto_now_add=True)
    corrected_at = models.DateTimeField(_("đính chính lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("phiên bản của thủ tục")
        verbose_name_plural = _("phiên bản của thủ tục")
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedures_version_once"),
            ends_after_start("procedures_version_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} ({self.number})"
