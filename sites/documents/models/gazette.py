"""The official gazette (Công báo): its issues and what is in each (NĐ 43/2011, article 10.2.g)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from sites.units.models import UnitOwned, UnitWorkflowMixin

from .documents import OfficialDocument


class GazetteIssue(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One issue, or several under one cover (`12 + 13`), with the documents in it in their order."""

    number = models.CharField(_("số Công báo"), max_length=40, help_text=_("Ví dụ: 12 hoặc 12 + 13"))
    published_on = models.DateField(_("ngày phát hành"))
    slug = models.SlugField(_("địa chỉ"), max_length=80, editable=False)
    summary = models.TextField(_("giới thiệu"), blank=True, max_length=1000)
    file = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("tệp toàn văn"),
    )

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("published_on")]),
        FieldPanel("summary"),
        FieldPanel("file"),
        InlinePanel("items", heading=_("Văn bản trong số này"), label=_("Văn bản")),
    ]
    search_fields = [
        index.SearchField("number"),
        index.AutocompleteField("number"),
        index.SearchField("summary"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = _("số Công báo")
        verbose_name_plural = _("Công báo")
        ordering = ["-published_on", "-pk"]
        indexes = [models.Index(fields=["unit", "-published_on", "-id"], name="documents_gazette_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "slug"],
                name="documents_one_gazette_address",
                violation_error_message=_("Số Công báo này của năm đã có."),
            )
        ]

    def __str__(self) -> str:
        return str(_("Công báo số %(number)s ngày %(day)s")) % {
            "number": self.number,
            "day": f"{self.published_on:%d/%m/%Y}",
        }

    def clean(self) -> None:
        super().clean()
        # The services are made of these models.
        from ..services.gazette import complete_issue

        if self.number and self.published_on and self.unit_id:
            complete_issue(self)
            if GazetteIssue.objects.filter(unit=self.unit_id, slug=self.slug).exclude(pk=self.pk).exists():
                raise ValidationError({"number": _("Số Công báo này của năm đã có.")})

    def with_content_json(self, content: dict[str, Any]) -> "GazetteIssue":
        """Its address stays as it is today, whichever revision is published."""
        restored = super().with_content_json(content)
        restored.slug = self.slug or restored.slug
        return restored

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "documents/gazette/issue.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from ..consulting.presenting import gazette_context

        return super().get_preview_context(request, mode_name) | gazette_context(self)


class GazetteItem(Orderable):
    """A document in an issue: one of the register, or named by what is printed where it is not in the register."""

    issue = ParentalKey(GazetteIssue, on_delete=models.CASCADE, related_name="items")
    document = models.ForeignKey(
        OfficialDocument,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="gazette_items",
        verbose_name=_("văn bản trên cổng"),
    )
    symbol = models.CharField(_("số, ký hiệu"), max_length=100, blank=True)
    abstract = models.TextField(
        _("trích yếu"), blank=True, max_length=1000, help_text=_("Khi văn bản chưa có trên cổng.")
    )
    pages = models.CharField(_("trang"), max_length=20, blank=True, help_text=_("Ví dụ: 3–17"))

    panels = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("symbol"), FieldPanel("pages")]),
        FieldPanel("abstract"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("văn bản trong Công báo")
        verbose_name_plural = _("văn bản trong Công báo")

    def __str__(self) -> str:
        return self.symbol or self.abstract[:80]

    def clean(self) -> None:
        super().clean()
        if not (self.document_id or self.symbol or self.abstract):
            raise ValidationError(_("Hãy chọn văn bản, hoặc ghi số, ký hiệu và trích yếu của nó."))
