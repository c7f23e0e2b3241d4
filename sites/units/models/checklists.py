"""What a unit asks of a thing before it goes to approval."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class UnitChecklist(models.Model):
    """The points that a unit has switched off; every other one that apps register is asked for."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="checklist", verbose_name=_("đơn vị"))
    switched_off = models.JSONField(_("không yêu cầu"), default=list, blank=True)

    class Meta:
        verbose_name = _("danh mục kiểm tra của đơn vị")
        verbose_name_plural = _("danh mục kiểm tra của đơn vị")

    def __str__(self) -> str:
        return f"{self.unit_id}: {', '.join(self.switched_off) or '–'}"
