"""Roles of the whole province: given and ended by the platform, seen by auditors, closed to units."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, RoleAssignment, today
from sites.units.wide_roles import give_wide_role
from tests.factories.units import make_person

from .conftest import refused

LIST = "units_wide_people:list"
END = "units_wide_people:end"


def wide(person) -> set[str]:
    return set(RoleAssignment.objects.on().filter(person=person, unit=None).values_list("role", flat=True))


@pytest.fixture
def platform(db):
    person = make_person("nen-tang")
    RoleAssignment.objects.create(person=person, unit=None, role=Role.PLATFORM_ADMIN)
    return person


@pytest.mark.parametrize("role", [Role.EDITORIAL_BOARD, Role.AUDITOR, Role.PLATFORM_ADMIN])
def test_the_platform_gives_and_ends_a_role_on_the_record(platform, desk, role):
    person, client = make_person("duoc-giao"), desk(platform)
    until = today() + timedelta(days=90)
    data = {"email": person.email.upper(), "role": role, "until": until.isoformat()}
    assert client.post(reverse(LIST), data).status_code == 302
    given = RoleAssignment.objects.get(person=person)
    assert (given.role, given.unit, given.valid_to) == (role, None, until)
    assert str(person) in client.get(reverse(LIST)).content.decode()
    assert client.post(reverse(END, args=[given.pk])).status_code == 302
    assert wide(person) == set()
    kinds = AuditEntry.objects.filter(subject=person.username).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [AuditKind.ROLE_GIVEN, AuditKind.ROLE_ENDED]


def test_nobody_else_gives_or_ends_one(neighbours, platform, desk):
    auditor, board = make_person("kiem-toan"), make_person("bien-tap")
    RoleAssignment.objects.create(person=auditor, unit=None, role=Role.AUDITOR)
    RoleAssignment.objects.create(person=board, unit=None, role=Role.EDITORIAL_BOARD)
    held = RoleAssignment.objects.get(person=platform)
    data = {"email": neighbours.editor.email, "role": Role.PLATFORM_ADMIN}
    for person in (neighbours.admin, neighbours.editor, auditor, board):
        client = desk(person)
        refused(client, LIST, post=data)
        refused(client, END, held.pk, post={})
        assert (client.get(reverse(LIST)).status_code == 200) is (person == auditor)
    assert wide(neighbours.editor) == set()
    assert wide(platform) == {Role.PLATFORM_ADMIN}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "khong-co@example.test"}, "Không có tài khoản nào"),
        ({"role": Role.UNIT_ADMIN}, "unit_admin"),
        ({"until": "2020-01-01"}, "phải sau hôm nay"),
        ({"role": Role.AUDITOR}, "đang giữ vai trò đó"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_given(platform, desk, wrong, sentence):
    person = make_person("nguoi")
    give_wide_role(person, Role.AUDITOR, by=platform)
    data = {"email": person.email, "role": Role.EDITORIAL_BOARD, "until": ""} | wrong
    answer = desk(platform).post(reverse(LIST), data)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert wide(person) == {Role.AUDITOR}


def test_the_platform_does_not_leave_itself_without_hands(platform, desk):
    refused(desk(platform), END, RoleAssignment.objects.get(person=platform).pk, post={})
    assert wide(platform) == {Role.PLATFORM_ADMIN}


def test_a_role_of_a_unit_is_not_ended_here(neighbours, platform, desk):
    refused(desk(platform), END, RoleAssignment.objects.get(person=neighbours.editor).pk, post={})
    assert neighbours.editor.roles.on().exists()
