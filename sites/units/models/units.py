"""Administrative units and what happened to them.

A unit is not its name, not its code, not its host and not its page: those all change while the unit goes on,
and live on at another unit after it has ended.
"""

import uuid
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Site
from wagtail.search import index

from portal.core import text
from portal.core.fields import FoldedField, SortKeyField

from ..enums import EventKind, Share
from .validity import DateRange, Validity, ends_after_start


def _named(instance: models.Model) -> str:
    """The name in the active language; Vietnamese where there is no English one."""
    return (get_language() == "en" and instance.name_en) or instance.name


class Tier(models.Model):
    """A level of the administration, as data: which ones exist and what stands under what is law, not code."""

    code = models.SlugField(_("mã"), unique=True)
    name = models.CharField(_("tên"), max_length=100)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=100, blank=True)
    rank = models.PositiveSmallIntegerField(_("thứ bậc"), help_text=_("Số nhỏ hơn là cấp cao hơn."))
    parents = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="children")
    needs_parent = models.BooleanField(_("phải có cấp trên"), default=True)
    is_authority = models.BooleanField(
        _("là cơ quan hành chính"),
        default=True,
        help_text=_("Trang thông tin đối ngoại không phải cơ quan: không ban hành văn bản, không giải quyết thủ tục."),
    )
    languages = models.CharField(
        _("ngôn ngữ luôn có"), max_length=60, blank=True, help_text=_("Mã ngôn ngữ, cách nhau bằng dấu cách.")
    )

    class Meta:
        verbose_name = _("cấp hành chính")
        verbose_name_plural = _("cấp hành chính")
        ordering = ["rank"]

    def __str__(self) -> str:
        return _named(self)


class UnitType(models.Model):
    """The type word of a tier (tỉnh, huyện, xã, phường …). One word may stand at two tiers: `thành phố`."""

    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="types", verbose_name=_("cấp"))
    code = models.SlugField(_("mã"))
    name = models.CharField(_("tên"), max_length=50)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("loại đơn vị")
        verbose_name_plural = _("loại đơn vị")
        ordering = ["tier__rank", "code"]
        constraints = [models.UniqueConstraint(fields=["tier", "code"], name="units_one_type_a_tier_and_code")]

    def __str__(self) -> str:
        return _named(self)


class Unit(models.Model):
    """A stable identity; everything that changes about it is in its versions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.OneToOneField(
        Site, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="unit"
    )
    collection = models.OneToOneField(
        Collection, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="unit"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")

    def __str__(self) -> str:
        version = self.version
        return str(version) if version else str(self.uuid)

    def version_on(self, day: date | None = None) -> "UnitVersion | None":
        """What the unit was on a day (default: today), or None before it began or after it ended."""
        return self.versions.on(day).select_related("unit_type", "tier").first()

    @property
    def version(self) -> "UnitVersion | None":
        """The version of today, else the last one, so that a closed unit still has a name. Kept on the object."""
        if "_version" not in self.__dict__:
            versions = list(self.versions.select_related("unit_type", "tier"))
            self._version = next((v for v in versions if v.is_valid_on()), versions[-1] if versions else None)
        return self._version

    @property
    def full_name(self) -> str:
        return str(self)


class UnitVersion(Validity, index.Indexed):
    """What a unit was during a time: tier, type, official code, name, parent, place."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="versions", verbose_name=_("đơn vị"))
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="+", verbose_name=_("cấp"))
    unit_type = models.ForeignKey(UnitType, on_delete=models.PROTECT, related_name="+", verbose_name=_("loại"))
    code = models.CharField(_("mã chính thức"), max_length=20, blank=True)
    name = models.CharField(_("tên"), max_length=150, help_text=_("Không kèm từ chỉ loại, ví dụ: Trung Môn."))
    name_en = models.CharField(_("tên tiếng Anh"), max_length=150, blank=True)
    # Both with the type word, which is how people write and look up a unit.
    full_name = models.CharField(max_length=210, editable=False, default="")
    folded = FoldedField(source="full_name")
    # Lists go by the name alone: Chiêm Hóa stands at C whether huyện or xã.
    name_key = SortKeyField(source="name")
    parent = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="child_versions",
        verbose_name=_("đơn vị cấp trên"),
    )
    latitude = models.FloatField(_("vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("kinh độ"), null=True, blank=True)
    point_is_approximate = models.BooleanField(_("vị trí gần đúng"), default=False)
    area_km2 = models.FloatField(_("diện tích (km²)"), null=True, blank=True)
    source = models.CharField(_("nguồn"), max_length=200, blank=True, help_text=_("Danh mục và dòng đã lấy."))

    search_fields = [
        index.SearchField("full_name"),
        index.AutocompleteField("full_name"),
        index.SearchField("code"),
        index.FilterField("tier_id"),
        index.FilterField("parent_id"),
    ]

    class Meta:
        verbose_name = _("giai đoạn của đơn vị")
        verbose_name_plural = _("giai đoạn của đơn vị")
        ordering = ["unit_id", "valid_from"]
        indexes = [
            models.Index(fields=["parent", "name_key"], name="units_version_by_parent"),
            models.Index(fields=["tier", "name_key"], name="units_version_by_tier"),
        ]
        constraints = [
            ends_after_start("units_version_ends_after_start"),
            ExclusionConstraint(
                name="units_version_no_overlap",
                expressions=[
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ("unit", RangeOperators.EQUAL),
                ],
                violation_error_message=_("Đơn vị đã có một giai đoạn trùng thời gian này."),
            ),
            ExclusionConstraint(
                name="units_code_once_at_a_time",
                expressions=[
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ("tier", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                ],
                condition=~Q(code=""),
                violation_error_message=_("Mã này đang thuộc một đơn vị khác cùng cấp trong thời gian đó."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="units_not_its_own_parent",
                violation_error_message=_("Một đơn vị không thể là cấp trên của chính mình."),
            ),
        ]

    def __str__(self) -> str:
        if get_language() == "en" and self.name_en:
            return f"{self.name_en} {self.unit_type}"
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.compose()
        super().save(*args, **kwargs)

    def compose(self) -> None:
        """Fill what follows from type and name; bulk inserts call it themselves."""
        self.name = text.normalise(self.name)
        self.full_name = compose_full_name(self.unit_type.name, self.name)


def compose_full_name(type_name: str, name: str) -> str:
    """`Xã` + `Trung Môn` → `Xã Trung Môn`; a name that already says its type is left as it is."""
    if not type_name or text.fold(name).startswith(text.fold(type_name) + " "):
        return name
    return f"{type_name} {name}"


class UnitEvent(models.Model):
    """Something that happened to units on a day, by a decision of someone who may decide it."""

    kind = models.CharField(_("loại sự kiện"), max_length=20, choices=EventKind)
    effective_on = models.DateField(_("ngày có hiệu lực"))
    legal_basis = models.CharField(_("căn cứ pháp lý"), max_length=200, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    # The official list and row it was derived from; loading the list again finds its events by this.
    source = models.CharField(max_length=200, blank=True, unique=True, null=True)

    class Meta:
        verbose_name = _("sự kiện của đơn vị")
        verbose_name_plural = _("sự kiện của đơn vị")
        ordering = ["effective_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.effective_on:%d/%m/%Y})"


class UnitEventEdge(models.Model):
    """From which unit to which one an event led, and whether the whole of it went there."""

    event = models.ForeignKey(UnitEvent, on_delete=models.CASCADE, related_name="edges")
    old_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="edges_out", verbose_name=_("từ đơn vị")
    )
    new_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="edges_in", verbose_name=_("thành đơn vị")
    )
    share = models.CharField(_("phần"), max_length=5, choices=Share, default=Share.WHOLE)
    is_default = models.BooleanField(
        _("kế thừa mặc định"), default=True, help_text=_("Đơn vị nhận những gì không được chia riêng.")
    )

    class Meta:
        verbose_name = _("quan hệ kế thừa")
        verbose_name_plural = _("quan hệ kế thừa")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "old_unit", "new_unit"], name="units_edge_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["event", "old_unit"],
                condition=Q(is_default=True, old_unit__isnull=False),
                name="units_one_default_successor",
                violation_error_message=_("Đơn vị cũ đã có một đơn vị kế thừa mặc định."),
            ),
            models.CheckConstraint(
                condition=Q(old_unit__isnull=False) | Q(new_unit__isnull=False), name="units_edge_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_unit_id} → {self.new_unit_id}"
