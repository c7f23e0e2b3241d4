"""Royalties (nhuận bút): what a genre is worth when, what each article came to, and the months that are closed.

Amounts are whole đồng. A closed month and all in it stay as they are for good: services refuse with a sentence, and
triggers in the database (`migrations/x_royalties.py`) refuse whatever comes another way. What an entry says of
people, titles, genres and rates is copied, so that it still says it when those are renamed or gone.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from sites.units.models import Unit, UnitOwned, Validity, today
from sites.units.models.validity import DateRange, ends_after_start

from ..forms import RoyaltyRateForm
from .authors import WHOLE
from .genres import Genre
from .pages import ArticlePage

# More than this for one article is a slip of the finger.
HIGHEST_RATE = 100_000_000
TOO_HIGH = _("Đơn giá cao nhất là 100.000.000 đồng; hãy xem lại số chữ số 0.")


def dong(amount: int) -> str:
    """An amount for a reader: `1.250.000 đ`."""
    # Django groups no digits in Vietnamese.
    return f"{amount:,} đ".replace(",", get_format("THOUSAND_SEPARATOR"))


def first_of(day: date) -> date:
    """The first day of the month of a day, which stands for the month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


class RoyaltyRate(UnitOwned, Validity):
    """What an article of a genre is worth, from a day to a day; one rate at a time."""

    genre = models.ForeignKey(Genre, on_delete=models.PROTECT, related_name="rates", verbose_name=_("thể loại"))
    amount = models.PositiveIntegerField(
        _("đơn giá một tin bài (đồng)"), validators=[MaxValueValidator(HIGHEST_RATE, TOO_HIGH)]
    )
    valid_from = models.DateField(_("áp dụng từ ngày"), default=today)
    valid_to = models.DateField(
        _("đến trước ngày"), null=True, blank=True, help_text=_("Để trống khi chưa biết ngày kết thúc.")
    )

    base_form_class = RoyaltyRateForm
    panels = [
        FieldPanel("genre"),
        FieldPanel("amount"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]

    class Meta:
        verbose_name = _("đơn giá nhuận bút")
        verbose_name_plural = _("đơn giá nhuận bút")
        ordering = ["genre__order", "genre__name_key", "-valid_from"]
        constraints = [
            ends_after_start("newsroom_rate_ends_after_start"),
            ExclusionConstraint(
                name="newsroom_one_rate_at_a_time",
                expressions=[
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ("genre", RangeOperators.EQUAL),
                ],
                violation_error_message=_(
                    "Thể loại này đã có đơn giá trong thời gian đó; hãy ghi ngày kết thúc cho đơn giá cũ trước."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.genre}: {dong(self.amount)}"


class RoyaltyMonth(models.Model):
    """A month of a unit's royalties; open until somebody closes it, and then for good."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    month = models.DateField(_("tháng"))
    closed_at = models.DateTimeField(_("chốt lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_by_name = models.CharField(_("người chốt"), max_length=150, blank=True)
    # What it came to when it was closed.
    articles = models.PositiveIntegerField(_("số tin bài"), default=0)
    total = models.BigIntegerField(_("tổng nhuận bút"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tháng nhuận bút")
        verbose_name_plural = _("tháng nhuận bút")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="newsroom_month_once_a_unit"),
            models.CheckConstraint(condition=Q(month__day=1), name="newsroom_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class RoyaltyEntry(models.Model):
    """What an article came to when it was first published, or a later correction of a line of a closed month."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    month = models.ForeignKey(RoyaltyMonth, on_delete=models.PROTECT, related_name="entries", verbose_name=_("tháng"))
    article = models.ForeignKey(
        ArticlePage, null=True, on_delete=models.SET_NULL, related_name="royalty_entries", verbose_name=_("tin bài")
    )
    title = models.CharField(_("tin bài"), max_length=255)
    genre = models.ForeignKey(Genre, null=True, on_delete=models.SET_NULL, related_name="+")
    genre_name = models.CharField(_("thể loại"), max_length=80, blank=True)
    # None when no rate of the genre was in force.
    rate = models.PositiveIntegerField(_("đơn giá"), null=True)
    published_at = models.DateTimeField(_("đăng lúc"))
    corrects = models.ForeignKey(
        "RoyaltyLine", null=True, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("sửa cho")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tin bài tính nhuận bút")
        verbose_name_plural = _("tin bài tính nhuận bút")
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(corrects__isnull=True), name="newsroom_article_paid_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class RoyaltyLine(models.Model):
    """One author's part of an entry."""

    entry = models.ForeignKey(RoyaltyEntry, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="royalty_lines"
    )
    name = models.CharField(_("tác giả"), max_length=150)
    pen_name = models.CharField(_("bút danh"), max_length=100, blank=True)
    share = models.PositiveSmallIntegerField(_("phần đóng góp (%)"))
    computed = models.IntegerField(_("tính theo đơn giá"))
    amount = models.IntegerField(_("thành tiền"))
    sort_order = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("dòng nhuận bút")
        verbose_name_plural = _("dòng nhuận bút")
        ordering = ["entry", "sort_order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=WHOLE), name="newsroom_line_share_is_a_part")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {dong(self.amount)}"


class RoyaltyAdjustment(models.Model):
    """A change of a line's amount, and why. Rows are only ever added."""

    line = models.ForeignKey(RoyaltyLine, on_delete=models.CASCADE, related_name="adjustments")
    before = models.IntegerField(_("trước"))
    after = models.IntegerField(_("sau"))
    reason = models.CharField(_("lý do"), max_length=250)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(_("người điều chỉnh"), max_length=150)
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("điều chỉnh nhuận bút")
        verbose_name_plural = _("điều chỉnh nhuận bút")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="newsroom_adjustment_changes_something")
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}: {self.reason}"
