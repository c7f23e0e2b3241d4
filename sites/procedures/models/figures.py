"""The figures of cases: aggregates that change in the transaction that changes the cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.documents.models import Field
from sites.units.models import Unit


class MonthFigure(models.Model):
    """What a unit received and solved in a month, in one field of work, or in all where `field` is empty.

    A case counts as received in the month it came, as solved (early, on time, late) or withdrawn in the month it was
    finished. `open_due` are cases not finished yet that were due in this month.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.ForeignKey(Field, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    received = models.IntegerField(_("tiếp nhận"), default=0)
    early = models.IntegerField(_("trước hạn"), default=0)
    on_time = models.IntegerField(_("đúng hạn"), default=0)
    late = models.IntegerField(_("quá hạn"), default=0)
    withdrawn = models.IntegerField(_("rút"), default=0)
    open_due = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("số liệu hồ sơ theo tháng")
        verbose_name_plural = _("số liệu hồ sơ theo tháng")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "field", "month"], name="procedures_month_figure_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["month", "field", "unit"], name="procedures_month_of_all")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month:%Y-%m}"


class OpenFigure(models.Model):
    """How many cases of a unit that are due on a day are not finished yet; `field` as in `MonthFigure`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.ForeignKey(Field, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    number = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("hồ sơ đang giải quyết theo ngày hẹn")
        verbose_name_plural = _("hồ sơ đang giải quyết theo ngày hẹn")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "field", "due_on"], name="procedures_open_figure_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["due_on", "field", "unit"], name="procedures_open_of_all")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.due_on}"
