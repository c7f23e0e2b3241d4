"""Budgets and statistics: tables of figures with what one must know to read them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from portal.core import working_days
from sites.units.models import one_address, today

from ..enums import BudgetStage, Chart
from .items import PublicItem, WithTable

# Law 83/2015 art. 15.1.c: within so many working days of sending to the Council, and days of the decision or of the
# end of the period. What the new law says of them is not known yet (docs/public-information.md).
AFTER_SENDING, AFTER_DECISION, AFTER_PERIOD = 5, 30, 15
_PERIOD_ENDS = {BudgetStage.Q1: (3, 31), BudgetStage.H1: (6, 30), BudgetStage.M9: (9, 30)}


class BudgetDisclosure(PublicItem, WithTable):
    """The figures of a year at one of its stages, on one form."""

    year = models.PositiveSmallIntegerField(
        _("năm"), validators=[MinValueValidator(1996, _("Hãy ghi năm gồm bốn chữ số.")), MaxValueValidator(2100)]
    )
    stage = models.CharField(_("số liệu"), max_length=10, choices=BudgetStage)
    form_number = models.CharField(_("biểu số"), max_length=50, help_text=_("Ví dụ: 54/CK-NSNN."))
    measure = models.CharField(_("đơn vị tính"), max_length=50, default="triệu đồng")
    decision = models.CharField(_("quyết định công bố"), max_length=200, blank=True)
    sent_on = models.DateField(
        _("ngày gửi Hội đồng nhân dân"), null=True, blank=True, help_text=_("Cho dự toán trình Hội đồng nhân dân.")
    )
    issued_on = models.DateField(
        _("ngày ban hành"), null=True, blank=True, help_text=_("Cho dự toán đã quyết định và quyết toán.")
    )

    # The last day on which it is disclosed in time, by the calendar of the day of saving; none where no clock is known.
    due_on = models.DateField(_("hạn công khai"), null=True, editable=False)

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("year"), FieldPanel("stage")]),
        FieldRowPanel([FieldPanel("form_number"), FieldPanel("measure")]),
        FieldPanel("upload"),
        FieldPanel("decision"),
        FieldRowPanel([FieldPanel("sent_on"), FieldPanel("issued_on")]),
        FieldPanel("summary", heading=_("Thuyết minh ngắn")),
        FieldPanel("body"),
    ]
    search_fields = [*PublicItem.search_fields, index.FilterField("year"), index.FilterField("stage")]
    body_template = "publicinfo/budget_body.html"

    class Meta:
        verbose_name = _("công khai ngân sách")
        verbose_name_plural = _("công khai ngân sách")
        ordering = ["-year", "stage", "form_number", "pk"]
        constraints = [
            one_address("publicinfo_one_budget_address"),
            models.UniqueConstraint(
                fields=["unit", "year", "stage", "form_number"],
                name="publicinfo_budget_form_once",
                violation_error_message=_("Đã có biểu này của năm và số liệu đó; hãy sửa biểu đã có."),
            ),
        ]

    def complete(self) -> None:
        super().complete()
        self.due_on = self._due_on()

    def _due_on(self) -> date | None:
        if self.stage == BudgetStage.DRAFT and self.sent_on:
            return working_days.calendar().add(self.sent_on, AFTER_SENDING)
        if self.stage in (BudgetStage.DECIDED, BudgetStage.SETTLEMENT) and self.issued_on:
            return working_days.calendar().add_calendar_days(self.issued_on, AFTER_DECISION)
        if self.stage in _PERIOD_ENDS and self.year:
            return working_days.calendar().add_calendar_days(self._period_end(), AFTER_PERIOD)
        return None

    def _period_end(self) -> date:
        return date(self.year, *_PERIOD_ENDS[BudgetStage(self.stage)])

    def clean(self) -> None:
        super().clean()
        if self.stage == BudgetStage.DRAFT and not self.sent_on:
            raise ValidationError({"sent_on": _("Hãy ghi ngày gửi Hội đồng nhân dân; hạn công khai tính từ ngày này.")})
        if self.stage in (BudgetStage.DECIDED, BudgetStage.SETTLEMENT) and not self.issued_on:
            raise ValidationError({"issued_on": _("Hãy ghi ngày ban hành; hạn công khai tính từ ngày này.")})
        if self.stage in _PERIOD_ENDS and self.year and self._period_end() >= today():
            raise ValidationError({"stage": _("Kỳ này chưa kết thúc nên chưa có số liệu thực hiện.")})


class StatisticalReport(PublicItem, WithTable):
    """Figures with the method, the period and the unit of measure by which they are read (NĐ 43/2011 art. 12)."""

    period = models.CharField(_("kỳ số liệu"), max_length=100, help_text=_("Ví dụ: năm 2025; quý I năm 2026."))
    measure = models.CharField(_("đơn vị tính"), max_length=100)
    method = models.TextField(_("phương pháp thu thập, tính toán"), max_length=3000)
    source = models.CharField(_("nguồn số liệu"), max_length=250)
    released_on = models.DateField(_("ngày công bố"), default=today)
    chart = models.CharField(_("biểu đồ"), max_length=10, choices=Chart, default=Chart.NONE)

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("period"), FieldPanel("released_on")]),
        FieldRowPanel([FieldPanel("measure"), FieldPanel("source")]),
        FieldPanel("method"),
        MultiFieldPanel([FieldPanel("upload"), FieldPanel("chart")], heading=_("Số liệu")),
        FieldPanel("body", heading=_("Phân tích, tệp đính kèm")),
    ]
    search_fields = [*PublicItem.search_fields, index.FilterField("released_on")]
    body_template = "publicinfo/report_body.html"

    class Meta:
        verbose_name = _("báo cáo thống kê")
        verbose_name_plural = _("báo cáo thống kê")
        ordering = ["-released_on", "-pk"]
        constraints = [one_address("publicinfo_one_report_address")]
