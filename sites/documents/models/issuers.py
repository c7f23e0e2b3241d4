"""Who issues documents: bodies as they were called during a time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.fields import FoldedField, SortKeyField
from portal.core.sorting import NamesInOrder
from sites.units.models import Tier, Unit, Validity, ValidityQuerySet
from sites.units.models.validity import ends_after_start

from ..enums import BodyKind


class IssuingBodyQuerySet(NamesInOrder, ValidityQuerySet):
    pass


class IssuingBody(Validity):
    """A body under one name: a renamed one is another row, and the old row names its successor.

    Those of units are made by `services.issuers` from what the unit was on a day, never by hand; the central ones
    come from `data/issuers.json`.
    """

    code = models.SlugField(_("mã"), max_length=80, unique=True, null=True, blank=True)
    kind = models.CharField(_("loại cơ quan"), max_length=20, choices=BodyKind, default=BodyKind.OTHER)
    name = models.CharField(_("tên cơ quan"), max_length=250)
    name_key = SortKeyField(source="name")
    folded = FoldedField(source="name")
    name_en = models.CharField(_("tên tiếng Anh"), max_length=250, blank=True)
    abbreviation = models.CharField(
        _("chữ viết tắt trong số, ký hiệu"), max_length=30, blank=True, help_text=_("Ví dụ: UBND, HĐND, SNV, CP.")
    )
    abbreviation_key = FoldedField(source="abbreviation", max_length=40)
    tier = models.ForeignKey(Tier, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issuing_bodies",
        verbose_name=_("đơn vị"),
    )
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        verbose_name=_("cơ quan kế thừa"),
    )

    objects = IssuingBodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan ban hành")
        verbose_name_plural = _("cơ quan ban hành")
        ordering = ["name_key", "valid_from"]
        indexes = [models.Index(fields=["unit", "kind", "valid_from"], name="documents_issuer_of_unit")]
        constraints = [
            ends_after_start("documents_issuer_ends_after_start"),
            models.UniqueConstraint(
                fields=["unit", "kind", "valid_from"],
                condition=Q(unit__isnull=False),
                name="documents_one_issuer_a_kind_and_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name
