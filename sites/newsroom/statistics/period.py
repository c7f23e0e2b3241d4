"""The days that statistics are about; both ends belong to them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

LONGEST = timedelta(days=366 * 3)


@dataclass(frozen=True)
class Period:
    """From the first day to the last, by the clock of the people who read the figures."""

    first: date
    last: date

    @classmethod
    def this_month(cls) -> "Period":
        today = timezone.localdate()
        return cls(today.replace(day=1), today)

    @property
    def range(self) -> tuple[datetime, datetime]:
        """The moments it begins and ends, for `__range`; the last microsecond still belongs to it."""
        begin = timezone.make_aware(datetime.combine(self.first, time()))
        end = timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))
        return begin, end - timedelta(microseconds=1)

    def months(self) -> list[date]:
        """The first days of the months it touches."""
        found, month = [], self.first.replace(day=1)
        while month <= self.last:
            found.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
        return found

    def __str__(self) -> str:
        days = {"first": date_format(self.first, "d/m/Y"), "last": date_format(self.last, "d/m/Y")}
        return _("Từ %(first)s đến hết %(last)s") % days


class PeriodForm(forms.Form):
    """From when to when; without a sensible answer it is this month."""

    first = forms.DateField(label=gettext_lazy("Từ ngày"), widget=AdminDateInput)
    last = forms.DateField(label=gettext_lazy("Đến hết ngày"), widget=AdminDateInput)

    def clean(self) -> dict | None:
        data = super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("Ngày cuối phải từ ngày đầu trở đi."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Hãy chọn khoảng thời gian không quá ba năm."))
        return data

    @property
    def period(self) -> Period:
        return Period(**self.cleaned_data) if self.is_bound and self.is_valid() else Period.this_month()

    @classmethod
    def of(cls, query: dict) -> "PeriodForm":
        """The form as asked for in an address, or filled with this month."""
        if "first" in query or "last" in query:
            return cls(query)
        now = Period.this_month()
        return cls(initial={"first": now.first, "last": now.last})
