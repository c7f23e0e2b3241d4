"""The kinds of cases as data: what is asked for, by when it is answered, what becomes of it; and who answers what."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.core.clocks import Counted, Limit
from sites.documents.models import Field
from sites.documents.models.lists import PlatformList
from sites.units.models import Unit, UnitOwned, UnitVersion

from ..enums import CountedDays, Publication

_DAYS = [MinValueValidator(1), MaxValueValidator(365)]


class CaseKind(PlatformList):
    """A kind of case: its legal clock, what its form asks for, its steps and its rules. The platform keeps the list.

    A change of law is a change of a row: cases that are open go by the limit they were received with, which is kept
    on them.
    """

    lead = models.TextField(_("dùng để làm gì"), max_length=600)
    lead_en = models.TextField(_("dùng để làm gì (tiếng Anh)"), max_length=600, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=250)
    answer_days = models.PositiveSmallIntegerField(_("thời hạn trả lời"), validators=_DAYS)
    counted = models.CharField(_("tính theo"), max_length=12, choices=CountedDays, default=CountedDays.WORKING_DAYS)
    warn_days = models.PositiveSmallIntegerField(
        _("nhắc trước (ngày làm việc)"), default=3, validators=[MaxValueValidator(60)]
    )
    forward_days = models.PositiveSmallIntegerField(
        _("chuyển đúng nơi trong (ngày làm việc)"), default=2, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    extension_days = models.PositiveSmallIntegerField(
        _("gia hạn nhiều nhất"),
        default=0,
        validators=[MaxValueValidator(365)],
        help_text=_("Tính như thời hạn trả lời; 0 là không được gia hạn."),
    )
    publication = models.CharField(_("công bố"), max_length=10, choices=Publication, default=Publication.CONSENT)
    asks_place = models.BooleanField(_("hỏi nơi xảy ra"), default=False)
    takes_photos = models.BooleanField(_("nhận ảnh"), default=False)
    needs_name = models.BooleanField(_("bắt buộc ghi họ tên"), default=False)
    needs_contact = models.BooleanField(_("bắt buộc ghi cách liên hệ"), default=False)
    purpose = models.TextField(
        _("mục đích xử lý dữ liệu cá nhân"), max_length=1000, help_text=_("Hiện trước khi người dân điền biểu mẫu.")
    )
    purpose_en = models.TextField(_("mục đích (tiếng Anh)"), max_length=1000, blank=True)
    retention_days = models.PositiveIntegerField(
        _("lưu sau khi kết thúc (ngày)"),
        default=730,
        validators=[MinValueValidator(30), MaxValueValidator(3650)],
        help_text=_("Sau đó nội dung gốc và thông tin người gửi bị xoá; số liệu thống kê còn lại."),
    )
    # What the sender sees of the way of a case: (state, words) in order.
    steps = models.JSONField(_("các bước"), default=list, blank=True)
    is_open = models.BooleanField(_("đang nhận"), default=True)

    class Meta:
        verbose_name = _("loại phản ánh, câu hỏi")
        verbose_name_plural = _("loại phản ánh, câu hỏi")
        ordering = ["order", "code"]

    @property
    def lead_text(self) -> str:
        return (get_language() == "en" and self.lead_en) or self.lead

    @property
    def purpose_text(self) -> str:
        return (get_language() == "en" and self.purpose_en) or self.purpose

    @property
    def limit(self) -> Limit:
        return Limit(self.answer_days, Counted(self.counted), self.warn_days)

    @property
    def may_be_published(self) -> bool:
        return self.publication != Publication.NEVER


def departments() -> Q:
    """The units that a route may lead to: those that deal with a field for a whole province."""
    return Q(pk__in=UnitVersion.objects.on().filter(tier__code="department").values("unit"))


class FieldRoute(models.Model):
    """A unit that answers what is asked of a field of work; the platform's table, by which units are proposed."""

    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="+", verbose_name=_("lĩnh vực"))
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="+", limit_choices_to=departments, verbose_name=_("đơn vị")
    )

    class Meta:
        verbose_name = _("nơi trả lời theo lĩnh vực")
        verbose_name_plural = _("nơi trả lời theo lĩnh vực")
        ordering = ["field__order", "field__code", "pk"]
        constraints = [models.UniqueConstraint(fields=["field", "unit"], name="dialogue_one_route")]

    def __str__(self) -> str:
        return f"{self.field} → {self.unit}"


class AnswerTemplate(UnitOwned):
    """Words that a unit often answers with; a shared one is offered to all units."""

    title = models.CharField(_("tên mẫu"), max_length=150)
    body = models.TextField(
        _("nội dung"),
        max_length=10_000,
        help_text=_("Dùng được {ma}, {don_vi}, {ngay_nhan}, {han}: mã, tên đơn vị, ngày nhận, hạn trả lời."),
    )

    panels = [FieldPanel("title"), FieldPanel("body"), FieldPanel("is_shared")]

    class Meta:
        verbose_name = _("mẫu trả lời")
        verbose_name_plural = _("mẫu trả lời")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
