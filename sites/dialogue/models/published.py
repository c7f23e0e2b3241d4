"""A question and its answer as everybody reads them: another text than what was sent, with nobody named in it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from sites.documents.models import Field
from sites.units.models import UnitOwned, UnitWorkflowMixin, today

from ..enums import Publication
from .cases import LONGEST_ANSWER, LONGEST_BODY, Case
from .kinds import CaseKind


class PublishedCase(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """What is published of a case; goes on line by the unit's workflow, as everything does.

    It is made from what the machine left of the case (`services.publishing.propose`) and edited by people; what came
    by telephone or at the counter is written by hand and has no case. The name stands there only where the sender has
    agreed to it.
    """

    case = models.OneToOneField(
        Case, null=True, editable=False, on_delete=models.SET_NULL, related_name="published", verbose_name=_("vụ việc")
    )
    kind = models.ForeignKey(
        CaseKind,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("loại"),
        limit_choices_to=~models.Q(publication=Publication.NEVER),
    )
    title = models.CharField(_("tiêu đề"), max_length=200)
    slug = models.SlugField(_("địa chỉ"), max_length=120, editable=False)
    field = models.ForeignKey(
        Field, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("lĩnh vực")
    )
    question = models.TextField(
        _("nội dung hỏi"), max_length=LONGEST_BODY, help_text=_("Không để lại tên, số, địa chỉ của ai.")
    )
    answer = models.TextField(_("nội dung trả lời"), max_length=LONGEST_ANSWER)
    shown_name = models.CharField(
        _("tên hiện kèm câu hỏi"), max_length=150, blank=True, help_text=_("Chỉ khi người gửi đã đồng ý hiện tên.")
    )
    asked_on = models.DateField(_("ngày hỏi"), default=today)
    answered_on = models.DateField(_("ngày trả lời"), default=today)
    is_sample = models.BooleanField(_("dữ liệu minh hoạ"), default=False, editable=False)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("field")]),
        FieldRowPanel([FieldPanel("asked_on"), FieldPanel("answered_on"), FieldPanel("shown_name")]),
        MultiFieldPanel([FieldPanel("question"), FieldPanel("answer")], heading=_("Câu hỏi và trả lời")),
        InlinePanel("files", heading=_("Văn bản kèm theo"), label=_("Tệp")),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("answered_on"),
    ]

    class Meta:
        verbose_name = _("hỏi đáp công bố")
        verbose_name_plural = _("hỏi đáp công bố")
        ordering = ["-answered_on", "-pk"]
        indexes = [models.Index(fields=["unit", "-answered_on", "-id"], name="dialogue_published_of_unit")]
        constraints = [models.UniqueConstraint(fields=["unit", "slug"], name="dialogue_one_published_address")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.asked_on and self.answered_on and self.answered_on < self.asked_on:
            raise ValidationError({"answered_on": _("Ngày trả lời không thể trước ngày hỏi.")})

    def with_content_json(self, content: dict[str, Any]) -> "PublishedCase":
        """A revision tells what was written; where the text comes from stays as it is."""
        restored = super().with_content_json(content)
        restored.slug = self.slug or restored.slug
        restored.case_id, restored.is_sample = self.case_id, self.is_sample
        return restored

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "dialogue/published.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from ..public.showing import published_context

        return super().get_preview_context(request, mode_name) | published_context(self)


class PublishedFile(Orderable):
    """A file of the unit's library that goes with a published answer."""

    published = ParentalKey(PublishedCase, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("tệp")
    )

    panels = [FieldPanel("file")]

    class Meta(Orderable.Meta):
        verbose_name = _("tệp kèm hỏi đáp")
        verbose_name_plural = _("tệp kèm hỏi đáp")

    def __str__(self) -> str:
        return str(self.file)
