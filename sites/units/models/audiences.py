"""To which units something is sent: all, those of a tier, a unit with all below it, or units chosen by hand."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import AudienceKind
from .units import Tier, Unit


class Audience(models.Model):
    """What is sent to units carries the keys of its audience; a unit that has one of them is addressed.

    One row however many units that are. The columns are filled by `sites.units.audiences.address` and by nothing
    else; which units have which keys today is asked of the tree when something is shown, never stored.
    """

    audience = models.CharField(_("nơi nhận"), max_length=10, choices=AudienceKind)
    tier = models.ForeignKey(
        Tier, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("cấp")
    )
    area = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn")
    )
    keys = ArrayField(models.CharField(max_length=90), editable=False)

    class Meta:
        abstract = True
        indexes = [GinIndex(fields=["keys"], name="%(app_label)s_%(class)s_keys")]
