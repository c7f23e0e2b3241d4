"""Projects, tenders and public procurement, with the nine fields that the law asks for."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from sites.units.models import one_address

from ..enums import ProjectKind, Stage
from .items import PublicItem


class Project(PublicItem):
    """Name, objective, sector, kind, period, cost, funding, funder and stage (NĐ 43/2011 art. 10.1.h); what practice
    adds comes after them. Money is in đồng.
    """

    objective = models.TextField(_("mục tiêu chính"), max_length=3000)
    sector = models.CharField(_("lĩnh vực"), max_length=150)
    kind = models.CharField(_("loại"), max_length=12, choices=ProjectKind, default=ProjectKind.INVESTMENT)
    begins_year = models.PositiveSmallIntegerField(_("từ năm"))
    ends_year = models.PositiveSmallIntegerField(_("đến năm"))
    cost = models.PositiveBigIntegerField(_("tổng kinh phí (đồng)"))
    funding = models.CharField(_("loại nguồn vốn"), max_length=200, help_text=_("Ví dụ: ngân sách tỉnh, vốn vay."))
    funder = models.CharField(_("nhà tài trợ hoặc cơ quan cấp vốn"), max_length=200)
    stage = models.CharField(_("tình trạng"), max_length=10, choices=Stage, default=Stage.PREPARING)
    project_owner = models.CharField(_("chủ đầu tư"), max_length=200, blank=True)
    place = models.CharField(_("địa điểm"), max_length=250, blank=True)
    decision = models.CharField(_("quyết định phê duyệt"), max_length=200, blank=True)
    approved_on = models.DateField(_("ngày phê duyệt"), null=True, blank=True)
    contractor = models.CharField(_("nhà thầu"), max_length=200, blank=True)
    price = models.PositiveBigIntegerField(_("giá trúng thầu (đồng)"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(
        _("tiến độ (%)"), null=True, blank=True, validators=[MaxValueValidator(100, _("Tiến độ từ 0 đến 100."))]
    )
    disbursed = models.PositiveBigIntegerField(_("đã giải ngân (đồng)"), null=True, blank=True)
    link = models.URLField(_("trên Hệ thống mạng đấu thầu quốc gia"), max_length=300, blank=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("objective"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("sector")]),
        FieldRowPanel([FieldPanel("begins_year"), FieldPanel("ends_year"), FieldPanel("stage")]),
        MultiFieldPanel(
            [FieldPanel("cost"), FieldRowPanel([FieldPanel("funding"), FieldPanel("funder")])], heading=_("Kinh phí")
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("project_owner"), FieldPanel("place")]),
                FieldRowPanel([FieldPanel("decision"), FieldPanel("approved_on")]),
                FieldRowPanel([FieldPanel("contractor"), FieldPanel("price")]),
                FieldRowPanel([FieldPanel("progress"), FieldPanel("disbursed")]),
                FieldPanel("link"),
            ],
            heading=_("Thực hiện"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*PublicItem.search_fields, index.SearchField("objective"), index.FilterField("stage")]
    body_template = "publicinfo/project_body.html"

    class Meta:
        verbose_name = _("dự án, gói thầu")
        verbose_name_plural = _("dự án, gói thầu")
        ordering = ["-begins_year", "title", "pk"]
        indexes = [
            models.Index(
                fields=["unit", "stage", "-begins_year"], condition=Q(live=True), name="publicinfo_project_live"
            )
        ]
        constraints = [one_address("publicinfo_one_project_address")]

    def clean(self) -> None:
        super().clean()
        if self.begins_year and self.ends_year and self.ends_year < self.begins_year:
            raise ValidationError({"ends_year": _("Năm kết thúc không được trước năm bắt đầu.")})
        if self.begins_year and not 1945 <= self.begins_year <= 2100:
            raise ValidationError({"begins_year": _("Hãy ghi năm gồm bốn chữ số.")})
