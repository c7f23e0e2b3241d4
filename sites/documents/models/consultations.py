"""Drafts open for comment: the consultation, what citizens say, and what became of each comment."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from portal.core.blocks import BodyBlock
from portal.core.fields import StreamField
from sites.units.models import UnitOwned, UnitWorkflowMixin, today

from ..enums import CommentRoad, CommentState, Verdict
from .documents import OfficialDocument
from .lists import DocumentType, Field


class Consultation(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A draft on which anybody may comment from the first day to the end of the last one.

    It closes by itself, because whether it is open is asked of the clock; `closed_at` closes it before. What came of
    the comments shows from `results_at` on.
    """

    title = models.CharField(_("tên dự thảo"), max_length=300)
    slug = models.SlugField(_("địa chỉ"), max_length=120, editable=False)
    summary = models.TextField(_("nội dung chính"), max_length=2000, help_text=_("Quy định gì, ai chịu tác động."))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("toàn văn dự thảo"))
    drafted_by = models.CharField(_("cơ quan chủ trì soạn thảo"), max_length=250)
    type = models.ForeignKey(
        DocumentType,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("loại văn bản dự kiến"),
    )
    field = models.ForeignKey(
        Field, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("lĩnh vực")
    )
    opens_on = models.DateField(_("ngày bắt đầu lấy ý kiến"))
    closes_on = models.DateField(
        _("ngày cuối lấy ý kiến"),
        help_text=_("Nhận góp ý đến hết ngày này. Văn bản quy phạm pháp luật thường cần ít nhất 20 ngày."),
    )
    receiver = models.CharField(_("nơi nhận góp ý"), max_length=250, help_text=_("Phòng, ban và địa chỉ nhận thư."))
    receiver_email = models.EmailField(_("thư điện tử nhận góp ý"), blank=True)
    receiver_phone = models.CharField(_("điện thoại"), max_length=50, blank=True)
    conclusion = models.TextField(
        _("kết luận chung"), blank=True, max_length=5000, help_text=_("Hiện phía trên bảng tiếp thu, giải trình.")
    )
    result_document = models.ForeignKey(
        OfficialDocument,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consultations",
        verbose_name=_("văn bản đã ban hành"),
    )
    closed_at = models.DateTimeField(_("kết thúc sớm lúc"), null=True, blank=True, editable=False)
    results_at = models.DateTimeField(_("công bố kết quả lúc"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("dữ liệu minh hoạ"), default=False, editable=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("type"), FieldPanel("field")]),
        FieldPanel("drafted_by"),
        FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
        MultiFieldPanel(
            [
                FieldPanel("receiver"),
                FieldRowPanel([FieldPanel("receiver_email"), FieldPanel("receiver_phone")]),
            ],
            heading=_("Nơi nhận góp ý"),
        ),
        FieldPanel("body"),
        InlinePanel("files", heading=_("Hồ sơ dự thảo"), label=_("Tệp")),
        MultiFieldPanel([FieldPanel("conclusion"), FieldPanel("result_document")], heading=_("Sau khi lấy ý kiến")),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("summary"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("closes_on"),
    ]

    class Meta:
        verbose_name = _("lấy ý kiến dự thảo")
        verbose_name_plural = _("lấy ý kiến dự thảo")
        ordering = ["-closes_on", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-closes_on", "-id"], name="documents_consult_of_unit"),
            models.Index(fields=["-closes_on", "-id"], condition=Q(live=True), name="documents_consult_live"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "slug"], name="documents_one_consult_address"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="documents_consult_closes_after_opening",
                violation_error_message=_("Ngày cuối lấy ý kiến không được trước ngày bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def begins_at(self) -> datetime:
        return _midnight(self.opens_on)

    @property
    def ends_at(self) -> datetime:
        """The moment from which no comment is taken: the end of the last day, or when it was closed before."""
        end = _midnight(self.closes_on + timedelta(days=1))
        return min(end, self.closed_at) if self.closed_at else end

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether comments are taken; one that is not published takes none."""
        return self.live and self.begins_at <= (now or timezone.now()) < self.ends_at

    def is_over(self, now: datetime | None = None) -> bool:
        return self.ends_at <= (now or timezone.now())

    @property
    def days_left(self) -> int:
        """How many days comments are still taken, today included."""
        return max(0, (self.closes_on - today()).days + 1)

    def with_content_json(self, content: dict[str, Any]) -> "Consultation":
        """A revision tells what was written; what happened to the consultation stays as it is today."""
        restored = super().with_content_json(content)
        restored.slug = self.slug or restored.slug
        restored.closed_at, restored.results_at, restored.is_sample = self.closed_at, self.results_at, self.is_sample
        return restored

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "documents/consultations/consultation.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from ..consulting.presenting import consultation_context

        return super().get_preview_context(request, mode_name) | consultation_context(self, request)


def _midnight(day: date) -> datetime:
    """The first moment of a day where the people are."""
    return timezone.make_aware(datetime.combine(day, time.min))


class ConsultationFile(Orderable):
    """A file of the draft: its text, the submission, the report on its effects."""

    consultation = ParentalKey(Consultation, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("tệp")
    )
    title = models.CharField(_("tên hồ sơ"), max_length=200, blank=True, help_text=_("Để trống thì lấy tên tệp."))

    panels = [FieldPanel("file"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("tệp dự thảo")
        verbose_name_plural = _("tệp dự thảo")

    def __str__(self) -> str:
        return self.title or str(self.file)


class ConsultationComment(models.Model):
    """What somebody said about a draft, and what became of it.

    Shown when an editor has let it be, with the name only if its writer wished so. How to reach the writer is never
    shown, and forgotten some time after the end (`services.consultations.forget_writers`).
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="comments")
    road = models.CharField(_("gửi qua"), max_length=8, choices=CommentRoad, default=CommentRoad.PORTAL)
    received_at = models.DateTimeField(_("nhận lúc"), default=timezone.now)
    provision = models.CharField(_("điều, khoản góp ý"), max_length=200, blank=True)
    body = models.TextField(_("nội dung góp ý"), max_length=5000)
    name = models.CharField(_("họ tên hoặc tổ chức"), max_length=150, blank=True)
    contact = models.CharField(_("cách liên hệ"), max_length=200, blank=True)
    show_name = models.BooleanField(_("hiện tên khi đăng"), default=False)
    consented_at = models.DateTimeField(_("đồng ý xử lý thông tin lúc"), null=True, blank=True, editable=False)
    # Of the form that it came by, so that sending it twice leaves one; and of the network it came from, not the
    # address itself.
    form_key = models.UUIDField(null=True, editable=False)
    sender_key = models.CharField(max_length=64, blank=True, editable=False)

    state = models.CharField(_("tình trạng"), max_length=8, choices=CommentState, default=CommentState.WAITING)
    refusal = models.CharField(_("lý do không đăng"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    verdict = models.CharField(_("kết quả"), max_length=8, choices=Verdict, blank=True)
    answer = models.TextField(_("nội dung tiếp thu, giải trình"), max_length=5000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("góp ý")
        verbose_name_plural = _("góp ý")
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["consultation", "state", "received_at", "id"], name="documents_comments_in_order"),
            models.Index(fields=["sender_key", "received_at"], name="documents_comments_of_sender"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "form_key"], name="documents_comment_once"),
            models.CheckConstraint(
                condition=(Q(verdict="") & Q(answer="")) | (~Q(verdict="") & ~Q(answer="")),
                name="documents_answer_has_verdict",
                violation_error_message=_("Kết quả và nội dung giải trình phải có đủ cả hai."),
            ),
        ]

    def __str__(self) -> str:
        return self.body[:80]

    @property
    def shown_name(self) -> str:
        """The name as readers see it; empty where the writer did not wish it."""
        return self.name if self.show_name else ""
