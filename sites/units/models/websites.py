"""Where a unit stands on the web: its hosts, its home pages, how its site looks."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from ..enums import BannerColour, HostRole
from .units import Tier, Unit
from .validity import DateRange, Validity, ends_after_start


class HostName(Validity):
    """A host and the unit it speaks for during a time; one host may pass from unit to unit."""

    host = models.CharField(_("tên miền"), max_length=253)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="hosts", verbose_name=_("đơn vị"))
    role = models.CharField(_("vai trò"), max_length=10, choices=HostRole, default=HostRole.PRIMARY)

    class Meta:
        verbose_name = _("tên miền")
        verbose_name_plural = _("tên miền")
        ordering = ["host", "valid_from"]
        constraints = [
            ends_after_start("units_host_ends_after_start"),
            models.CheckConstraint(
                condition=Q(host__regex=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"),
                name="units_host_is_lower_case",
                violation_error_message=_("Tên miền chỉ gồm chữ thường không dấu, chữ số, dấu chấm và gạch nối."),
            ),
            ExclusionConstraint(
                name="units_host_one_unit_at_a_time",
                expressions=[
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ("host", RangeOperators.EQUAL),
                ],
                violation_error_message=_("Tên miền này đang thuộc một đơn vị khác trong thời gian đó."),
            ),
            ExclusionConstraint(
                name="units_one_primary_host_at_a_time",
                expressions=[
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ("unit", RangeOperators.EQUAL),
                ],
                condition=Q(role=HostRole.PRIMARY),
                violation_error_message=_("Đơn vị đã có tên miền chính trong thời gian đó."),
            ),
        ]

    def __str__(self) -> str:
        return self.host


class TierFolder(models.Model):
    """The folder page under which the home pages of a tier hang in one language."""

    tier = models.ForeignKey(Tier, on_delete=models.CASCADE, related_name="folders")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="tier_folder")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tier", "locale"], name="units_one_folder_a_tier_and_locale")]

    def __str__(self) -> str:
        return f"{self.tier} ({self.locale})"


class UnitHome(models.Model):
    """The home page of a unit in one language."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="homes")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="unit_home")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "locale"], name="units_one_home_a_unit_and_locale")]

    def __str__(self) -> str:
        return f"{self.unit_id} ({self.locale_id})"


class UnitSettings(models.Model):
    """How a unit's site looks and whom it names as responsible (NĐ 43/2011 art. 10.1.l; TT 32/2017 art. 16.3)."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="settings", editable=False)
    site_title = models.CharField(_("tên trang"), max_length=200, blank=True)
    site_title_en = models.CharField(_("tên trang bằng tiếng Anh"), max_length=200, blank=True)
    emblem = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("biểu trưng"),
    )
    banner_colour = models.CharField(_("màu biểu ngữ"), max_length=10, choices=BannerColour, default=BannerColour.RED)
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=50, blank=True)
    fax = models.CharField(_("fax"), max_length=50, blank=True)
    email = models.EmailField(_("thư điện tử công vụ"), blank=True)
    responsible_person = models.CharField(_("người chịu trách nhiệm"), max_length=150, blank=True)
    responsible_position = models.CharField(_("chức vụ"), max_length=150, blank=True)

    # Parts of the tier's blueprint by their ids: as the unit took them, and what it has put in their place; the number
    # of the version that it has last taken whole. `sites.pages.blueprints` writes them.
    taken = models.JSONField(default=dict, editable=False)
    own = models.JSONField(default=dict, editable=False)
    blueprint_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("thông tin trang")
        verbose_name_plural = _("thông tin trang")

    def __str__(self) -> str:
        return self.site_title or f"unit {self.unit_id}"

    def parts(self, kind: str) -> dict[str, Any]:
        """The parts of a kind by their keys, in the order in which they are shown; the unit's own before the taken."""
        values = {**self.taken, **self.own}
        found = {key[len(kind) + 1 :]: value for key, value in values.items() if key.startswith(f"{kind}:")}
        order = {key: number for number, key in enumerate(values.get(f"order:{kind}", ()))}
        return {key: found[key] for key in sorted(found, key=lambda key: order.get(key, len(order)))}
