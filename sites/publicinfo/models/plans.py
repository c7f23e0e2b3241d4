"""Plans, with their maps."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

from sites.units.models import UnitContent, one_address, today

from ..enums import PlanKind
from .items import PublicItem


class Plan(PublicItem):
    """A strategy, a spatial, land-use or economic plan; its map is drawn from GeoJSON, as the files say it is."""

    kind = models.CharField(_("loại"), max_length=10, choices=PlanKind, default=PlanKind.SPATIAL)
    period = models.CharField(_("thời kỳ"), max_length=100, help_text=_("Ví dụ: 2021–2030, tầm nhìn 2050."))
    decision = models.CharField(_("quyết định phê duyệt"), max_length=200, blank=True)
    approved_on = models.DateField(_("ngày phê duyệt"), null=True, blank=True)
    geojson = models.JSONField(null=True, editable=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("period")]),
        FieldRowPanel([FieldPanel("decision"), FieldPanel("approved_on")]),
        FieldPanel("upload"),
        FieldPanel("body", heading=_("Nội dung, bản đồ PDF, tệp đính kèm")),
    ]
    search_fields = [*PublicItem.search_fields, index.FilterField("kind")]
    body_template = "publicinfo/plan_body.html"

    class Meta:
        verbose_name = _("quy hoạch, kế hoạch")
        verbose_name_plural = _("quy hoạch, kế hoạch")
        ordering = ["-approved_on", "-pk"]
        constraints = [one_address("publicinfo_one_plan_address")]

    def clean(self) -> None:
        super().clean()
        if self.approved_on and self.approved_on > today():
            raise ValidationError({"approved_on": _("Ngày phê duyệt không được ở tương lai.")})


class Boundary(UnitContent):
    """The boundary of a unit as a file that the unit brings says it is; no boundary is made up."""

    normalised = ("source",)

    source = models.CharField(
        _("nguồn ranh giới"), max_length=250, help_text=_("Hồ sơ địa giới, cơ quan lập, năm. Hiện dưới bản đồ.")
    )
    as_of = models.DateField(_("theo hiện trạng ngày"))
    geojson = models.JSONField(null=True, editable=False)

    panels = [FieldPanel("source"), FieldPanel("as_of"), FieldPanel("upload")]
    search_fields = [
        *UnitContent.search_fields,
        index.SearchField("source"),
        index.AutocompleteField("source"),
    ]

    class Meta:
        verbose_name = _("ranh giới đơn vị")
        verbose_name_plural = _("ranh giới đơn vị")
        ordering = ["-as_of", "-pk"]

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "publicinfo/boundary_preview.html"
