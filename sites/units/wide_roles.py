"""Roles of the whole province: the editorial board, auditors, the platform. Only the platform gives and ends them.

As in `people`, each function owns its transaction, checks who acts and puts what it did on the record; what may
not be done raises a sentence and changes nothing.
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User

from .enums import WIDE_ROLES, AuditKind
from .models import RoleAssignment, today
from .oversight import audit
from .permissions import forget_roles, is_platform_admin


def _require_platform(by: User) -> None:
    if not is_platform_admin(by):
        raise PermissionDenied(_("Chỉ quản trị nền tảng giao và gỡ được vai trò toàn tỉnh."))


@transaction.atomic
def give_wide_role(person: User, role: str, *, by: User, until: date | None = None) -> RoleAssignment:
    """Give a role of the whole province from today on.

    Raises `PermissionDenied` for who is not the platform, `ValidationError` for a role that is no such role or is
    held already, for a person who is suspended and for a day that has passed.
    """
    _require_platform(by)
    if role not in WIDE_ROLES:
        raise ValidationError({"role": _("Đây không phải vai trò toàn tỉnh.")})
    if until is not None and until <= today():
        raise ValidationError({"until": _("Ngày kết thúc phải sau hôm nay.")})
    # One at a time for a person, so that two clicks do not meet at the constraint.
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise ValidationError({"person": _("Tài khoản này đang tạm dừng.")})
    held = RoleAssignment.objects.filter(person=person, unit=None, role=role)
    if held.on().exists():
        raise ValidationError({"role": _("Người này đang giữ vai trò đó.")})
    held.filter(valid_from__gt=today()).delete()
    given = RoleAssignment.objects.create(person=person, role=role, valid_from=today(), valid_to=until)
    last_day = until.isoformat() if until else ""
    audit.record(AuditKind.ROLE_GIVEN, actor=by, subject=person.username, role=str(role), until=last_day)
    return given


@transaction.atomic
def end_wide_role(given: RoleAssignment, *, by: User) -> None:
    """End a role of the whole province today. Nobody ends their own, so that the platform is never without hands."""
    _require_platform(by)
    if given.unit_id is not None:
        raise PermissionDenied(_("Đây không phải vai trò toàn tỉnh."))
    if given.person_id == by.pk:
        raise PermissionDenied(_("Bạn không tự gỡ được vai trò của mình; hãy nhờ quản trị viên khác."))
    if given.valid_to is not None and given.valid_to <= today():
        raise ValidationError({"role": _("Vai trò này đã hết từ trước.")})
    if given.valid_from >= today():
        given.delete()
    else:
        given.valid_to = today()
        given.save(update_fields=["valid_to"])
    forget_roles(given.person)
    audit.record(AuditKind.ROLE_ENDED, actor=by, subject=given.person.username, role=given.role)
