"""What procedures are found by: events of a life, who asks, the agencies; and the levels of service, dated."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sites.documents.models.lists import PlatformList
from sites.units.models import Unit, Validity, ValidityQuerySet, ends_after_start

from ..enums import ServiceScheme


class LifeEvent(PlatformList):
    """An event of a life or of a business, such as a birth or a new house, that brings procedures along."""

    summary = models.CharField(_("mô tả ngắn"), max_length=250, blank=True)
    summary_en = models.CharField(_("mô tả ngắn bằng tiếng Anh"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("sự kiện trong đời")
        verbose_name_plural = _("sự kiện trong đời")
        ordering = ["order", "code"]

    @property
    def shown_summary(self) -> str:
        return (get_language() == "en" and self.summary_en) or self.summary


class ApplicantGroup(PlatformList):
    """Who asks, as people see themselves: a parent, a farmer, an enterprise."""

    class Meta:
        verbose_name = _("nhóm người làm thủ tục")
        verbose_name_plural = _("nhóm người làm thủ tục")
        ordering = ["order", "code"]


class Agency(PlatformList):
    """Who decides: a body, or all bodies of a kind, such as the committees of the communes.

    `unit` is the department or committee where it is one; it has none where it stands for many.
    """

    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("đơn vị")
    )

    class Meta:
        verbose_name = _("cơ quan giải quyết")
        verbose_name_plural = _("cơ quan giải quyết")
        ordering = ["order", "code"]


class ServiceLevel(Validity):
    """One level of a scheme, from a day to a day: levels 1 to 4 (NĐ 43/2011 art. 3.4) until 14 August 2022, wholly or
    partly on line since (NĐ 42/2022), the proactive levels 0 to 4 since 1 July 2026 (NĐ 224/2026 art. 16).

    A new law is new rows. `needs_reason` are levels that hold only with the published reason (NĐ 224/2026 art. 14).
    """

    scheme = models.CharField(_("cách phân mức"), max_length=10, choices=ServiceScheme)
    code = models.SlugField(_("mã"), max_length=30)
    name = models.CharField(_("tên"), max_length=100)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=100, blank=True)
    meaning = models.CharField(
        _("nghĩa là gì"), max_length=300, help_text=_("Một câu cho người dân, hiện bên cạnh tên mức.")
    )
    meaning_en = models.CharField(_("nghĩa bằng tiếng Anh"), max_length=300, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=150, blank=True)
    needs_reason = models.BooleanField(_("phải nêu lý do"), default=False)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("mức dịch vụ công")
        verbose_name_plural = _("mức dịch vụ công")
        ordering = ["scheme", "order"]
        constraints = [
            ends_after_start("procedures_level_ends_after_start"),
            models.UniqueConstraint(
                fields=["scheme", "code", "valid_from"],
                name="procedures_level_once",
                violation_error_message=_("Mức này đã có trong thời gian đó."),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name

    @property
    def shown_meaning(self) -> str:
        return (get_language() == "en" and self.meaning_en) or self.meaning
