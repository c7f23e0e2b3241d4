"""Rows that are true from a day to a day.

Dates are half-open: `valid_from` is the first day, `valid_to` the first day that no longer counts, empty while
the row is open.
"""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DateRange(Func):
    """The SQL `daterange(from, to)`, first day included, last day not."""

    function = "daterange"
    output_field = DateRangeField()


def today() -> date:
    return timezone.localdate()


class ValidityQuerySet(models.QuerySet):
    def on(self, day: date | None = None) -> Self:
        """Rows in force on a day (default: today)."""
        day = day or today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class Validity(models.Model):
    """A row that is true from a day to a day."""

    valid_from = models.DateField(_("có hiệu lực từ ngày"), default=date(1900, 1, 1))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_valid_on(self, day: date | None = None) -> bool:
        day = day or today()
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
        name=name,
        violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
    )
