"""Whether a page was useful: counts by page and month, and nothing of who said so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.units.models import Unit


class PageVotes(models.Model):
    """How many readers found a page of a unit's site useful in a month, and how many did not."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("đơn vị"))
    path = models.CharField(_("trang"), max_length=300, db_collation="C")
    month = models.DateField(_("tháng"))
    useful = models.PositiveIntegerField(_("hữu ích"), default=0)
    not_useful = models.PositiveIntegerField(_("chưa hữu ích"), default=0)

    class Meta:
        verbose_name = _("đánh giá trang")
        verbose_name_plural = _("đánh giá trang")
        ordering = ["-month", "-not_useful", "path"]
        constraints = [models.UniqueConstraint(fields=["unit", "path", "month"], name="pages_votes_once")]

    def __str__(self) -> str:
        return self.path

    @property
    def month_text(self) -> str:
        return f"{self.month:%m/%Y}"
