"""Wagtail groups, derived from roles.

Nothing reads a right from them but pages that are open to some roles of a unit only; they exist for that, and
hold no permission except to enter the admin. `repair_roles` runs daily, since a role begins and ends by its date.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from portal.accounts.models import User

from .enums import UNIT_ROLES
from .models import RoleAssignment, RoleGroup, Unit


@transaction.atomic
def make_role_groups(unit: Unit) -> int:
    """The group of each role of the unit, made where it is missing; returns how many were made."""
    missing = [role for role in UNIT_ROLES if role not in set(unit.role_groups.values_list("role", flat=True))]
    if not missing:
        return 0
    access = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    groups = Group.objects.bulk_create(Group(name=f"{unit.uuid}:{role}") for role in missing)
    RoleGroup.objects.bulk_create(
        RoleGroup(unit=unit, role=role, group=group) for role, group in zip(missing, groups, strict=True)
    )
    Group.permissions.through.objects.bulk_create(
        Group.permissions.through(group=group, permission=access) for group in groups
    )
    return len(missing)


@transaction.atomic
def sync_role_groups(people: Iterable[int] | None = None, *, unit: Unit | None = None) -> list[str]:
    """Put people into the groups of the roles they hold today, and out of the others.

    For the people of these ids, for everyone with a role or a group of `unit`, or for everyone. Returns a line for each
    difference it removed; run twice, the second list is empty.
    """
    roles, memberships = RoleAssignment.objects.on().filter(unit__isnull=False), User.groups.through.objects
    roles = roles.filter(person__is_active=True)
    members = memberships.filter(group__unit_role__isnull=False)
    if people is not None:
        ids = list(people)
        roles, members = roles.filter(person__in=ids), members.filter(user__in=ids)
    if unit is not None:
        roles, members = roles.filter(unit=unit), members.filter(group__unit_role__unit=unit)
    group_of = {
        (group.unit_id, group.role): group.group_id for group in RoleGroup.objects.filter(unit__in=roles.values("unit"))
    }
    # A unit that has no site yet has no groups; its people get into them when it is provisioned.
    wanted = {
        (person, group_of[held, role])
        for person, held, role in roles.values_list("person_id", "unit_id", "role")
        if (held, role) in group_of
    }
    present = set(members.values_list("user_id", "group_id"))
    for person, group in present - wanted:
        memberships.filter(user=person, group=group).delete()
    memberships.bulk_create(User.groups.through(user_id=person, group_id=group) for person, group in wanted - present)
    names = dict(Group.objects.filter(pk__in={group for _p, group in wanted ^ present}).values_list("pk", "name"))
    return [
        *(f"{person} → {names[group]}" for person, group in sorted(wanted - present)),
        *(f"{person} ✗ {names[group]}" for person, group in sorted(present - wanted)),
    ]


def stray_rights() -> dict[str, int]:
    """How many rights stand in groups or at people where none may: each would open every unit, or nothing."""
    return {
        "group permissions": Group.permissions.through.objects.exclude(permission__codename="access_admin").count(),
        "user permissions": User.user_permissions.through.objects.count(),
        "page permissions": GroupPagePermission.objects.count(),
        "collection permissions": GroupCollectionPermission.objects.count(),
        "site permissions": GroupSitePermission.objects.count(),
    }


@transaction.atomic
def remove_stray_rights() -> dict[str, int]:
    """Take away what `stray_rights` counts; returns those counts."""
    found = stray_rights()
    Group.permissions.through.objects.exclude(permission__codename="access_admin").delete()
    for rights in (
        User.user_permissions.through,
        GroupPagePermission,
        GroupCollectionPermission,
        GroupSitePermission,
    ):
        rights.objects.all().delete()
    return found
