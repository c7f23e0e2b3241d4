"""What roles mean for signing in: who must have a second factor, and who may reset a lost one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.accounts import second_factor
from portal.accounts.models import User

from ..enums import Role
from ..models import RoleAssignment, Unit, today
from ..permissions import is_platform_admin, roles_of, user_can_administer

# Whoever can put something before the public, or people before a unit, proves more than a password.
ROLES_WITH_SECOND_FACTOR = frozenset(
    {Role.PUBLISHER, Role.UNIT_ADMIN, Role.EDITORIAL_BOARD, Role.AUDITOR, Role.PLATFORM_ADMIN}
)


@second_factor.require_second_factor_when
def publishes_or_oversees(user: User) -> bool:
    roles = roles_of(user)
    held = roles.wide.union(*roles.units.values())
    return bool(held & ROLES_WITH_SECOND_FACTOR)


def user_can_reset_second_factor(user: User, person: User) -> bool:
    """The administrator of a unit may for people who have roles in that unit alone; the platform for all.

    Nobody resets the device of a platform administrator but another platform administrator, and nobody their
    own: whoever holds only the password could otherwise do it.
    """
    if user.pk == person.pk:
        return False
    if is_platform_admin(user):
        return True
    # Roles that begin later count too: what is reset today opens those doors tomorrow.
    open_roles = RoleAssignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today()), person=person)
    units = set(open_roles.values_list("unit_id", flat=True))
    if person.is_superuser or len(units) != 1 or None in units:
        return False
    return user_can_administer(user, Unit.objects.get(pk=units.pop()))


@transaction.atomic
def reset_second_factor(person: User, *, request: HttpRequest) -> None:
    """Forget a lost device, so that the person sets up a new one at the next sign-in; audited.

    Raises `PermissionDenied` with a sentence when the person of the request may not.
    """
    if not user_can_reset_second_factor(request.user, person):
        raise PermissionDenied(_("Bạn không được đặt lại xác minh hai lớp của người này."))
    second_factor.reset(person, by=request.user, request=request)
