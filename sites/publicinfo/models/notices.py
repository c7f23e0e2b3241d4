"""Notices that open and close by their dates, and the lists of people that belong to them for a time."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from portal.core import working_days
from sites.units.models import UnitContent, one_address, today

from ..enums import ListKind, NoticeKind, NoticeState
from .items import PublicItem, WithTable

# NĐ 224/2026 art. 13: a planned outage is told so many working days before.
OUTAGE_WORKING_DAYS = 7
# Names of people stay on the portal no longer than this.
LONGEST_LIST = timedelta(days=365)


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time()))


class Notice(PublicItem):
    """A notice; whether it is coming, open or closed follows from its dates at the moment of asking.

    `begins_at` and `finishes_at` are its first moment and the first one after its end, filled from the dates of its
    kind; nothing has to run at either of them.
    """

    kind = models.CharField(_("loại"), max_length=12, choices=NoticeKind, default=NoticeKind.GENERAL)
    opens_on = models.DateField(_("mở từ ngày"), default=today)
    closes_on = models.DateField(
        _("hạn cuối"), null=True, blank=True, help_text=_("Hết ngày này thông báo tự chuyển sang “Đã kết thúc”.")
    )
    # Recruitment and training.
    post = models.CharField(_("vị trí, khoá học"), max_length=250, blank=True)
    quota = models.PositiveIntegerField(_("chỉ tiêu"), null=True, blank=True)
    conditions = models.TextField(_("điều kiện"), blank=True, max_length=3000)
    place = models.CharField(_("nơi nhận hồ sơ"), max_length=250, blank=True)
    exam_on = models.DateField(_("ngày thi, ngày khai giảng"), null=True, blank=True)
    # Planned outages.
    service = models.CharField(_("dịch vụ tạm ngừng"), max_length=150, blank=True, help_text=_("Ví dụ: điện, nước."))
    area = models.CharField(_("khu vực ảnh hưởng"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("ngừng từ"), null=True, blank=True)
    ends_at = models.DateTimeField(_("đến"), null=True, blank=True)
    late_reason = models.CharField(
        _("lý do báo gấp"),
        max_length=300,
        blank=True,
        help_text=_(
            "Bắt buộc khi báo trước chưa đủ 7 ngày làm việc (Nghị định 224/2026/NĐ-CP, điều 13); hiện trên trang."
        ),
    )
    contact = models.CharField(_("liên hệ"), max_length=250, blank=True, help_text=_("Người hoặc bộ phận, điện thoại."))
    begins_at = models.DateTimeField(editable=False)
    finishes_at = models.DateTimeField(null=True, editable=False)

    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("post"), FieldPanel("quota")]),
                FieldPanel("conditions"),
                FieldPanel("place"),
                FieldPanel("exam_on"),
            ],
            heading=_("Tuyển dụng, đào tạo"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("service"),
                FieldPanel("area"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("late_reason"),
            ],
            heading=_("Tạm ngừng dịch vụ"),
        ),
        FieldPanel("contact"),
        FieldPanel("body"),
    ]
    search_fields = [*PublicItem.search_fields, index.FilterField("begins_at")]
    body_template = "publicinfo/notice_body.html"

    class Meta:
        verbose_name = _("thông báo có thời hạn")
        verbose_name_plural = _("thông báo có thời hạn")
        ordering = ["-begins_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-begins_at", "-id"], condition=Q(live=True), name="publicinfo_notice_live")
        ]
        constraints = [
            one_address("publicinfo_one_notice_address"),
            models.CheckConstraint(
                condition=Q(finishes_at__isnull=True) | Q(finishes_at__gt=F("begins_at")),
                name="publicinfo_notice_ends_after_start",
                violation_error_message=_("Thông báo phải kết thúc sau khi bắt đầu."),
            ),
        ]

    def complete(self) -> None:
        super().complete()
        if self.kind == NoticeKind.OUTAGE and self.starts_at:
            self.begins_at, self.finishes_at = self.starts_at, self.ends_at
        elif self.opens_on:
            self.begins_at = midnight(self.opens_on)
            self.finishes_at = midnight(self.closes_on + timedelta(days=1)) if self.closes_on else None

    def state(self, now: datetime | None = None) -> NoticeState:
        """Where it stands at a moment (default: now)."""
        now = now or timezone.now()
        if now < self.begins_at:
            return NoticeState.COMING
        return NoticeState.CLOSED if self.finishes_at and now >= self.finishes_at else NoticeState.OPEN

    @property
    def told_on(self) -> date:
        """The day on which readers hear of it: the one of its publication, today while it has none."""
        return timezone.localdate(self.first_published_at) if self.first_published_at else today()

    def earliest_outage(self) -> date:
        """The first day for which the notice comes in time; one query."""
        return working_days.calendar().add(self.told_on, OUTAGE_WORKING_DAYS)

    def clean(self) -> None:
        super().clean()
        problems: dict[str, Any] = {}
        if self.kind == NoticeKind.OUTAGE:
            self._check_outage(problems)
        elif self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            problems["closes_on"] = _("Hạn cuối không được trước ngày mở.")
        if self.kind == NoticeKind.RECRUITMENT and not self.closes_on:
            problems["closes_on"] = _("Hãy ghi hạn cuối nhận hồ sơ.")
        if self.exam_on and self.opens_on and self.exam_on < self.opens_on:
            problems["exam_on"] = _("Ngày thi, ngày khai giảng không được trước ngày mở.")
        if problems:
            raise ValidationError(problems)

    def _check_outage(self, problems: dict[str, Any]) -> None:
        for name, sentence in (
            ("service", _("Hãy ghi dịch vụ tạm ngừng.")),
            ("area", _("Hãy ghi khu vực ảnh hưởng.")),
            ("starts_at", _("Hãy ghi thời điểm bắt đầu ngừng.")),
            ("ends_at", _("Hãy ghi thời điểm có lại dịch vụ.")),
        ):
            if not getattr(self, name):
                problems[name] = sentence
        if not (self.starts_at and self.ends_at):
            return
        if self.ends_at <= self.starts_at:
            problems["ends_at"] = _("Thời điểm có lại dịch vụ phải sau thời điểm ngừng.")
        earliest = self.earliest_outage()
        if timezone.localdate(self.starts_at) < earliest and not self.late_reason.strip():
            problems["starts_at"] = _(
                "Phải báo trước ít nhất 7 ngày làm việc: sớm nhất là ngày %(day)s. Nếu phải ngừng sớm hơn, "
                "hãy ghi lý do báo gấp."
            ) % {"day": f"{earliest:%d/%m/%Y}"}


class NoticeList(UnitContent, WithTable):
    """A list of people that belongs to a notice: shown until a day, never indexed, then taken away with its drafts.

    What remains is that there was one; the names are gone (`services.purge_lists`).
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="lists", verbose_name=_("thông báo"))
    kind = models.CharField(_("loại danh sách"), max_length=10, choices=ListKind, default=ListKind.CANDIDATES)
    title = models.CharField(_("tên danh sách"), max_length=250)
    shown_until = models.DateField(
        _("công khai đến hết ngày"),
        help_text=_("Sau ngày này danh sách tự gỡ và tên người được xoá khỏi hệ thống; tối đa một năm."),
    )
    purged_at = models.DateTimeField(_("đã xoá tên lúc"), null=True, editable=False)

    panels = [
        FieldPanel("notice"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("shown_until")]),
        FieldPanel("title"),
        FieldPanel("upload"),
    ]
    search_fields = [
        *UnitContent.search_fields,
        index.SearchField("title"),
        index.AutocompleteField("title"),
    ]

    class Meta:
        verbose_name = _("danh sách dự tuyển, kết quả")
        verbose_name_plural = _("danh sách dự tuyển, kết quả")
        ordering = ["-shown_until", "-pk"]

    @property
    def is_over(self) -> bool:
        return self.purged_at is not None or self.shown_until < today()

    def clean(self) -> None:
        super().clean()
        day = today()
        if self.shown_until and not day <= self.shown_until <= day + LONGEST_LIST:
            raise ValidationError(
                {"shown_until": _("Hãy chọn một ngày từ hôm nay đến một năm sau: danh sách có tên người phải có hạn.")}
            )

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "publicinfo/list_preview.html"
