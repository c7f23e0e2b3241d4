"""Groups follow the table of roles and hold no rights of their own."""

from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command

from sites.units.enums import Role
from sites.units.models import RoleAssignment, today
from sites.units.role_groups import stray_rights, sync_role_groups
from tests.factories.units import make_person


def roles_by_group(person):
    return set(person.groups.values_list("unit_role__unit", "unit_role__role"))


def repair(*options) -> str:
    out = StringIO()
    call_command("repair_roles", *options, stdout=out)
    return out.getvalue()


def test_giving_and_ending_a_role_changes_the_group_at_once(province):
    person = make_person(unit=province.commune, role=Role.EDITOR)
    assert roles_by_group(person) == {(province.commune.pk, Role.EDITOR)}
    role = person.roles.get()
    role.valid_to = today()
    role.save()
    assert roles_by_group(person) == set()


def test_groups_of_units_hold_nothing_but_access_to_the_admin(province):
    held = Permission.objects.filter(group__unit_role__isnull=False).values_list("codename", flat=True)
    assert set(held) == {"access_admin"}


def test_repair_finds_what_has_drifted_and_then_nothing(province):
    repair()
    person, other = make_person(unit=province.commune), make_person(unit=province.commune)
    RoleAssignment.objects.filter(person=person).update(valid_to=today())
    other.groups.clear()
    group = province.commune.role_groups.get(role=Role.EDITOR).group
    group.permissions.add(Permission.objects.get(codename="change_site"))
    with pytest.raises(SystemExit):
        repair("--check")
    assert roles_by_group(other) == set()
    assert "1 group permissions" in repair()
    assert roles_by_group(person) == set()
    assert roles_by_group(other) == {(province.commune.pk, Role.EDITOR)}
    assert not any(stray_rights().values())
    assert "Không có gì khác biệt" in repair()
    assert sync_role_groups() == []


def test_groups_that_are_nobodys_role_are_left_alone(province):
    from django.contrib.auth.models import Group

    person, club = make_person(unit=province.commune), Group.objects.create(name="Đọc giả")
    person.groups.add(club)
    repair()
    assert person.groups.filter(pk=club.pk).exists()
