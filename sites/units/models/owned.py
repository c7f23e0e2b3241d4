"""What every snippet is made from: it belongs to one unit, and may be shared with all."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class UnitOwned(models.Model):
    """A thing of one unit. A shared one can be chosen by every unit while it is live, and changed by none but
    its owner. The unit is stamped when it is made and is never a field of a form.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name=_("đơn vị"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người tạo"),
    )
    is_shared = models.BooleanField(
        _("chia sẻ"),
        default=False,
        help_text=_("Mọi đơn vị chọn dùng được khi đã xuất bản; chỉ đơn vị mình sửa được."),
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        """Whether other units may choose it now."""
        return self.is_shared and getattr(self, "live", True)

    def _get_dummy_header_url(self, original_request: object = None) -> str:
        """A preview looks as on the unit's own site; Wagtail would make it on the admin's host.

        It counts only where this class stands before `PreviewableMixin` among the bases.
        """
        # Hosts are found through these very models.
        from ..hosts import unit_url

        return unit_url(self.unit) + "/"
