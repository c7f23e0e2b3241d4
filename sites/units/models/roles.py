"""Who works in a unit, as what and until when."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import UNIT_ROLES, Role
from .units import Unit
from .validity import DateRange, Validity, ends_after_start


class RoleAssignment(Validity):
    """A person's role: the only truth about who may do what; groups are derived from it.

    A role of the whole province (`enums.WIDE_ROLES`) has no unit; every other one has.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles", verbose_name=_("người")
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="roles", verbose_name=_("đơn vị")
    )
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("vai trò")
        verbose_name_plural = _("vai trò")
        ordering = ["unit_id", "role"]
        constraints = [
            ends_after_start("units_role_ends_after_start"),
            ExclusionConstraint(
                name="units_role_once_at_a_time",
                expressions=[
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ("person", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                ],
                condition=Q(unit__isnull=False),
                violation_error_message=_("Người này đã giữ vai trò đó trong thời gian này."),
            ),
            # One of its own, because no unit is never equal to no unit.
            ExclusionConstraint(
                name="units_wide_role_once_at_a_time",
                expressions=[
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                ],
                condition=Q(unit__isnull=True),
                violation_error_message=_("Người này đã giữ vai trò đó trong thời gian này."),
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, role__in=UNIT_ROLES) | (Q(unit__isnull=True) & ~Q(role__in=UNIT_ROLES)),
                name="units_role_has_its_unit",
                violation_error_message=_("Vai trò trong một đơn vị phải nêu đơn vị; vai trò toàn tỉnh thì không."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role} @ {self.unit_id}"


class RoleGroup(models.Model):
    """The Wagtail group derived from a role in a unit; it carries page and collection rights, no model's."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="role_groups")
    role = models.CharField(max_length=20, choices=Role)
    group = models.OneToOneField("auth.Group", on_delete=models.CASCADE, related_name="unit_role")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "role"], name="units_one_group_a_unit_and_role")]

    def __str__(self) -> str:
        return f"{self.role} @ {self.unit_id}"
