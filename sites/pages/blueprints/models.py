"""A tier's blueprint, the parts it is made of today, and its versions, which nobody changes any more."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from portal.core import text
from sites.units.boxes import arrangeable
from sites.units.enums import BannerColour
from sites.units.models import Tier

from ..enums import PartKind

# What of an item counts, by its kind.
FIELDS = {
    PartKind.SECTION: ("title", "title_en", "shown"),
    PartKind.BOX: ("shown",),
    PartKind.LINK: ("title", "title_en", "url", "shown"),
    PartKind.FOOTER: ("title", "title_en"),
    PartKind.SETTING: ("title",),
}
# Kinds of which there are several, in an order.
ORDERED = (PartKind.SECTION, PartKind.BOX, PartKind.LINK)
# What a unit inherits of its settings, with the values it may have.
SETTINGS = {"banner_colour": BannerColour}
NOTE = "note"


class Blueprint(ClusterableModel):
    """The parts of a tier as they are being worked on; saving them in the admin makes a version."""

    tier = models.OneToOneField(Tier, on_delete=models.CASCADE, related_name="blueprint", verbose_name=_("cấp"))

    class Meta:
        verbose_name = _("mẫu trang của cấp")
        verbose_name_plural = _("mẫu trang của các cấp")
        ordering = ["tier__rank"]

    def __str__(self) -> str:
        return str(self.tier)

    @property
    def newest(self) -> int:
        """The number of the newest version."""
        version = self.versions.first()
        return version.number if version else 0

    def values(self) -> dict[str, Any]:
        """The parts by their ids (`section:gioi-thieu`), and of each ordered kind its keys (`order:section`)."""
        return values_of(list(self.items.all()))


class BlueprintItem(Orderable):
    """One part. What its fields mean follows from its kind: `FIELDS`."""

    blueprint = ParentalKey(Blueprint, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("loại"), max_length=10, choices=PartKind)
    key = models.CharField(
        _("mã"),
        max_length=100,
        blank=True,
        help_text=_("Địa chỉ của chuyên mục, mã của khung trang chủ; để trống với liên kết và lời ở chân trang."),
    )
    title = models.CharField(_("tên, lời, giá trị"), max_length=250, blank=True)
    title_en = models.CharField(_("bằng tiếng Anh"), max_length=250, blank=True)
    url = models.URLField(_("địa chỉ liên kết"), max_length=300, blank=True)
    shown = models.BooleanField(_("hiện"), default=True, help_text=_("Trên trình đơn, trang chủ hoặc chân trang."))

    class Meta(Orderable.Meta):
        verbose_name = _("phần của mẫu")
        verbose_name_plural = _("phần của mẫu")
        constraints = [
            models.UniqueConstraint(
                fields=["blueprint", "kind", "key"],
                name="pages_one_part_a_key",
                violation_error_message=_("Mẫu đã có phần này."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    def value(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIELDS[PartKind(self.kind)]}

    def clean(self) -> None:
        super().clean()
        self.title, self.title_en = text.normalise(self.title), text.normalise(self.title_en)
        if self.kind == PartKind.LINK and not self.key:
            self.key = text.slugify(self.title, 60)
        if self.kind == PartKind.FOOTER:
            self.key = NOTE
        if self.kind and (problems := self._problems()):
            raise ValidationError(problems)

    def _problems(self) -> dict[str, Any]:
        problems: dict[str, Any] = {}
        if self.kind == PartKind.BOX:
            if self.key not in {frame.code for frame in arrangeable()}:
                known = "; ".join(f"{frame.code} ({frame.label})" for frame in arrangeable())
                problems["key"] = _("Không có khung nào có mã này. Các mã: %(known)s.") % {"known": known}
        elif not self.title:
            problems["title"] = _("Hãy ghi tên, lời hoặc giá trị của phần này.")
        if self.kind == PartKind.SECTION:
            try:
                validate_slug(self.key)
            except ValidationError:
                problems["key"] = _("Mã chuyên mục là địa chỉ trang: chữ thường không dấu, chữ số và gạch nối.")
        if self.kind == PartKind.LINK and not self.url:
            problems["url"] = _("Hãy ghi địa chỉ mà liên kết dẫn đến.")
        if self.kind == PartKind.SETTING:
            if self.key not in SETTINGS:
                problems["key"] = _("Thiết đặt kế thừa được: %(known)s.") % {"known": ", ".join(SETTINGS)}
            elif self.title not in SETTINGS[self.key].values:
                known = ", ".join(f"{value} ({label})" for value, label in SETTINGS[self.key].choices)
                problems["title"] = _("Giá trị phải là một trong: %(known)s.") % {"known": known}
        return problems


class BlueprintVersion(models.Model):
    """What a blueprint was when it was saved; whoever took it keeps to it until the next is taken."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("phiên bản"))
    values = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("lưu lúc"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Set when it is to be taken by all units of the tier, and when all of them had.
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("phiên bản của mẫu")
        verbose_name_plural = _("phiên bản của mẫu")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["blueprint", "number"], name="pages_one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.blueprint} {self.number}"


def values_of(items: list[BlueprintItem]) -> dict[str, Any]:
    """What a version holds of these parts."""
    found: dict[str, Any] = {f"{item.kind}:{item.key}": item.value() for item in items}
    for kind in ORDERED:
        if keys := [item.key for item in items if item.kind == kind]:
            found[f"order:{kind.value}"] = keys
    return found
