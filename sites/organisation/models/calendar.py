"""The calendar of a unit: weeks of leaders, reception of citizens, meetings, what comes again."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from sites.units.models import UnitContent

from ..enums import EntryKind, OnDayOff, Repeats


class CalendarEntry(UnitContent):
    """Something on a day, or on many days by a rule; times are those of the reader's clock.

    `rule` is the rule as RFC 5545 writes it, without its end, which is `repeats_until`; `except_days` are days of the
    rule on which it does not take place.
    """

    normalised = ("title", "place", "chair")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    # What an imported entry is called in the calendar it came from.
    source_uid = models.CharField(max_length=255, blank=True, editable=False)
    kind = models.CharField(_("loại"), max_length=10, choices=EntryKind, default=EntryKind.WORK)
    title = models.CharField(_("nội dung"), max_length=300)
    starts_at = models.DateTimeField(_("bắt đầu"))
    ends_at = models.DateTimeField(_("kết thúc"))
    all_day = models.BooleanField(_("cả ngày"), default=False)
    place = models.CharField(_("địa điểm"), max_length=250, blank=True)
    chair = models.CharField(
        _("chủ trì hoặc người tiếp"), max_length=250, blank=True, help_text=_("Họ tên và chức vụ.")
    )
    participants = models.TextField(_("thành phần"), blank=True, max_length=2000)
    preparation = models.CharField(_("đơn vị chuẩn bị"), max_length=250, blank=True)
    repeats = models.CharField(_("lặp lại"), max_length=15, choices=Repeats, default=Repeats.NEVER)
    rule = models.CharField(
        _("quy tắc riêng"),
        max_length=250,
        blank=True,
        help_text=_("Chỉ dùng khi chọn “Theo quy tắc riêng”; ví dụ: FREQ=MONTHLY;BYMONTHDAY=1,15"),
    )
    repeats_until = models.DateField(_("lặp đến hết ngày"), null=True, blank=True)
    on_day_off = models.CharField(_("khi trùng ngày nghỉ"), max_length=10, choices=OnDayOff, default=OnDayOff.STAYS)
    except_days = ArrayField(models.DateField(), verbose_name=_("trừ các ngày"), default=list, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("all_day")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("place"),
        FieldPanel("chair"),
        FieldPanel("participants"),
        FieldPanel("preparation"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("repeats"), FieldPanel("repeats_until")]),
                FieldPanel("rule"),
                FieldPanel("on_day_off"),
                FieldPanel("except_days"),
            ],
            heading=_("Lặp lại"),
        ),
    ]
    search_fields = [
        *UnitContent.search_fields,
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("starts_at"),
    ]

    class Meta:
        verbose_name = _("mục lịch")
        verbose_name_plural = _("mục lịch")
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "starts_at"], condition=Q(live=True), name="organisation_calendar_live")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="organisation_entry_ends_after_start",
                violation_error_message=_("Giờ kết thúc không được trước giờ bắt đầu."),
            )
        ]

    @property
    def starts(self) -> datetime:
        """The beginning by the reader's clock, as dates are written."""
        return timezone.localtime(self.starts_at)

    def clean(self) -> None:
        super().clean()
        # The rules are asked of the module that reads them.
        from ..calendar.rules import why_not_rule

        problems: dict[str, Any] = {}
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            problems["ends_at"] = _("Giờ kết thúc không được trước giờ bắt đầu.")
        if self.repeats == Repeats.RULE and (reason := why_not_rule(self.rule)):
            problems["rule"] = reason
        if self.repeats != Repeats.RULE and self.rule:
            problems["rule"] = _("Quy tắc riêng chỉ dùng khi chọn “Theo quy tắc riêng (RRULE)”.")
        if self.repeats == Repeats.NEVER and self.repeats_until:
            problems["repeats_until"] = _("Hãy chọn cách lặp lại, hoặc bỏ ngày này.")
        if self.starts_at and self.repeats_until and self.repeats_until < timezone.localdate(self.starts_at):
            problems["repeats_until"] = _("Ngày cuối phải từ ngày bắt đầu trở đi.")
        if problems:
            raise ValidationError(problems)

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "organisation/calendar/entry_preview.html"
