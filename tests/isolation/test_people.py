"""The people of a unit: inviting, giving and ending roles, pausing; for the own unit and for nobody else's."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from sites.units import people
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, Invitation, RoleAssignment, today
from tests.factories.units import make_person

from .conftest import refused, shown

PASSWORD = "con-trau-di-cay-ruong-sau"


def roles_in(unit, person) -> set[str]:
    return set(RoleAssignment.objects.on().filter(unit=unit, person=person).values_list("role", flat=True))


def invited(client, django_capture_on_commit_callbacks, **fields) -> str:
    """Invite through the form; returns the address in the mail."""
    data = {"full_name": "Nguyễn Thị Mới", "email": "moi@example.test", "role": Role.EDITOR, "until": ""} | fields
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("units_people:invite"), data)
    assert response.status_code == 302
    [sent] = mail.outbox[-1:]
    assert sent.to == [data["email"].lower()]
    return re.search(r"http://quantri\.localhost:\d+(/admin/loi-moi/\S+)", sent.body)[1]


def newcomer(path: str, **fields):
    data = {"full_name": "Nguyễn Thị Mới", "password": PASSWORD, "password_again": PASSWORD} | fields
    return Client(headers={"host": "quantri.localhost"}).post(path, data)


def test_the_list_shows_own_people_in_vietnamese_order_and_finds_them_without_accents(neighbours, desk):
    for name in ("Trần Văn Đức", "Lê Thị Dung", "Phạm Ánh"):
        make_person(unit=neighbours.own, full_name=name)
    client = desk(neighbours.admin)
    text = shown(client, "units_people:list")
    assert text.index("Phạm Ánh") < text.index("Lê Thị Dung") < text.index("Trần Văn Đức")
    found = shown(client, "units_people:list", query="?q=van duc")
    assert "Trần Văn Đức" in found
    assert "Lê Thị Dung" not in found


@pytest.mark.parametrize("role", ["contributor", "editor", "publisher"])
def test_who_does_not_administer_the_unit_manages_nobody(neighbours, desk, role):
    client = desk(getattr(neighbours, role))
    refused(client, "units_people:list")
    refused(client, "units_people:person", neighbours.editor.pk)
    refused(client, "units_people:invite", post={"email": "a@example.test", "full_name": "A", "role": Role.EDITOR})
    refused(client, "units_people:give", neighbours.contributor.pk, post={"role": Role.UNIT_ADMIN})
    assert not Invitation.objects.exists()
    assert roles_in(neighbours.own, neighbours.contributor) == {Role.CONTRIBUTOR}


def test_an_administrator_gives_and_ends_roles_of_the_own_unit_on_the_record(neighbours, desk):
    client = desk(neighbours.admin)
    person = neighbours.contributor
    until = today() + timedelta(days=30)
    client.post(reverse("units_people:give", args=[person.pk]), {"role": Role.EDITOR, "until": until.isoformat()})
    assert roles_in(neighbours.own, person) == {Role.CONTRIBUTOR, Role.EDITOR}
    given = RoleAssignment.objects.get(person=person, role=Role.EDITOR)
    assert given.valid_to == until
    client.post(reverse("units_people:end", args=[person.pk, given.pk]))
    assert roles_in(neighbours.own, person) == {Role.CONTRIBUTOR}
    kinds = list(AuditEntry.objects.filter(unit=neighbours.own).order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == [AuditKind.ROLE_GIVEN, AuditKind.ROLE_ENDED]


@pytest.mark.parametrize("role", [Role.PLATFORM_ADMIN, Role.AUDITOR, Role.EDITORIAL_BOARD, "superuser"])
def test_a_role_above_the_unit_is_refused_logged_and_not_given(neighbours, desk, role):
    client = desk(neighbours.admin)
    before = RoleAssignment.objects.count()
    refused(client, "units_people:give", neighbours.editor.pk, post={"role": role})
    refused(client, "units_people:invite", post={"email": "a@example.test", "full_name": "A", "role": role})
    assert RoleAssignment.objects.count() == before
    assert not Invitation.objects.exists()
    assert AuditEntry.objects.filter(kind=AuditKind.REFUSED, unit=neighbours.own).count() >= 2


def test_a_neighbours_people_do_not_exist_for_an_administrator(neighbours, desk):
    client = desk(neighbours.admin)
    theirs = RoleAssignment.objects.get(person=neighbours.other_editor)
    other = neighbours.other_editor.pk
    refused(client, "units_people:person", other)
    refused(client, "units_people:give", other, post={"role": Role.EDITOR})
    refused(client, "units_people:end", other, theirs.pk, post={})
    refused(client, "units_people:end", neighbours.editor.pk, theirs.pk, post={})
    refused(client, "units_people:suspend", other, post={})
    refused(client, "units_people:resume", other, post={})
    invitation = people.invite(
        neighbours.other, email="x@example.test", full_name="X", role=Role.EDITOR, by=neighbours.other_admin
    )
    refused(client, "units_people:withdraw", invitation.pk, post={})
    refused(client, "units_people:send_again", invitation.pk, post={})
    theirs.refresh_from_db()
    invitation.refresh_from_db()
    neighbours.other_editor.refresh_from_db()
    assert theirs.valid_to is None
    assert invitation.is_open
    assert neighbours.other_editor.is_active


def test_a_person_of_this_unit_alone_is_paused_and_comes_back(neighbours, desk):
    client = desk(neighbours.admin)
    assert client.post(reverse("units_people:suspend", args=[neighbours.editor.pk])).status_code == 302
    neighbours.editor.refresh_from_db()
    assert not neighbours.editor.is_active
    client.post(reverse("units_people:resume", args=[neighbours.editor.pk]))
    neighbours.editor.refresh_from_db()
    assert neighbours.editor.is_active


@pytest.mark.parametrize("elsewhere", ["unit", "province", "superuser", "later"])
def test_a_person_who_works_elsewhere_too_is_not_paused(neighbours, desk, elsewhere):
    person = neighbours.editor
    if elsewhere == "unit":
        RoleAssignment.objects.create(person=person, unit=neighbours.other, role=Role.EDITOR)
    elif elsewhere == "later":
        start = today() + timedelta(days=1)
        RoleAssignment.objects.create(person=person, unit=neighbours.other, role=Role.EDITOR, valid_from=start)
    elif elsewhere == "province":
        RoleAssignment.objects.create(person=person, unit=None, role=Role.AUDITOR)
    else:
        User.objects.filter(pk=person.pk).update(is_superuser=True)
    response = desk(neighbours.admin).post(reverse("units_people:suspend", args=[person.pk]))
    assert response.status_code == 403
    assert "Tân Trào" not in response.content.decode()
    person.refresh_from_db()
    assert person.is_active


def test_an_administrator_locks_nobody_out_by_leaving(neighbours, desk):
    client = desk(neighbours.admin)
    own = RoleAssignment.objects.get(person=neighbours.admin)
    assert client.post(reverse("units_people:end", args=[neighbours.admin.pk, own.pk])).status_code == 403
    assert client.post(reverse("units_people:suspend", args=[neighbours.admin.pk])).status_code == 403
    assert roles_in(neighbours.own, neighbours.admin) == {Role.UNIT_ADMIN}


def test_a_role_that_is_over_is_not_ended_again(neighbours, desk):
    person, first = neighbours.editor, today() - timedelta(days=30)
    over = RoleAssignment.objects.create(
        person=person, unit=neighbours.own, role=Role.PUBLISHER, valid_from=first, valid_to=first + timedelta(days=5)
    )
    answer = desk(neighbours.admin).post(reverse("units_people:end", args=[person.pk, over.pk]), follow=True)
    assert "đã hết từ trước" in answer.content.decode()
    over.refresh_from_db()
    assert over.valid_to == first + timedelta(days=5)


def test_a_lost_phone_is_reset_from_the_list_of_people(neighbours, desk):
    person = neighbours.editor
    desk(person)
    client = desk(neighbours.admin)
    assert reverse("units_people:person", args=[person.pk]) in shown(client, "units_people:list")
    address = reverse("units_people:reset", args=[person.pk])
    assert address in shown(client, "units_people:person", person.pk)
    assert client.post(address).status_code == 302
    assert not person.totpdevice_set.exists()
    assert AuditEntry.objects.filter(kind=AuditKind.SECOND_FACTOR_RESET, subject=person.username).exists()


@pytest.mark.parametrize("who", ["neighbour", "elsewhere", "above", "oneself"])
def test_the_phone_of_who_is_not_only_of_this_unit_is_not_reset(neighbours, desk, who):
    person = {"neighbour": neighbours.other_editor, "oneself": neighbours.admin}.get(who, neighbours.editor)
    if who == "elsewhere":
        RoleAssignment.objects.create(person=person, unit=neighbours.other, role=Role.EDITOR)
    elif who == "above":
        RoleAssignment.objects.create(person=person, unit=None, role=Role.AUDITOR)
    desk(person)
    refused(desk(neighbours.admin), "units_people:reset", person.pk, post={})
    assert person.totpdevice_set.exists()


def test_looking_as_someone_is_offered_to_the_platform_alone(neighbours, desk):
    platform = make_person("nen-tang")
    RoleAssignment.objects.create(person=platform, unit=None, role=Role.PLATFORM_ADMIN)
    address = reverse("units_view_as", args=[neighbours.editor.pk])
    assert address not in shown(desk(neighbours.admin), "units_people:person", neighbours.editor.pk)
    refused(desk(neighbours.admin), "units_view_as", neighbours.editor.pk)
    client = desk(platform)
    client.get(reverse("wagtailadmin_home"), {"don-vi": neighbours.own.uuid})
    assert address in client.get(reverse("units_people:person", args=[neighbours.editor.pk])).content.decode()
    assert client.get(address).status_code == 200


# --- Invitations ---------------------------------------------------------------------------------


def test_an_invitation_whose_role_is_over_is_not_sent_again(neighbours, desk, django_capture_on_commit_callbacks):
    client = desk(neighbours.admin)
    until = today() + timedelta(days=1)
    invited(client, django_capture_on_commit_callbacks, until=until.isoformat())
    Invitation.objects.update(role_until=today())
    sent = len(mail.outbox)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("units_people:send_again", args=[Invitation.objects.get().pk]), follow=True)
    assert "Thời hạn giữ vai trò" in answer.content.decode()
    assert len(mail.outbox) == sent
    assert Invitation.objects.count() == 1


def test_an_invited_newcomer_makes_an_account_and_takes_the_role(neighbours, desk, django_capture_on_commit_callbacks):
    path = invited(desk(neighbours.admin), django_capture_on_commit_callbacks)
    assert "Xã Trung Môn" in Client(headers={"host": "quantri.localhost"}).get(path).content.decode()
    assert newcomer(path).status_code == 302
    person = User.objects.get(email="moi@example.test")
    assert roles_in(neighbours.own, person) == {Role.EDITOR}
    assert not person.is_superuser
    assert person.check_password(PASSWORD)


def test_an_invitation_works_once(neighbours, desk, django_capture_on_commit_callbacks):
    path = invited(desk(neighbours.admin), django_capture_on_commit_callbacks)
    newcomer(path)
    again = newcomer(path, full_name="Kẻ khác")
    assert again.status_code == 403
    assert "đã được dùng" in again.content.decode()
    assert User.objects.filter(email="moi@example.test").count() == 1
    assert AuditEntry.objects.filter(kind=AuditKind.REFUSED, unit=neighbours.own).exists()


@pytest.mark.parametrize("end", ["expired", "withdrawn", "replaced", "guessed", "inviter_left"])
def test_an_invitation_that_has_ended_lets_nobody_in(neighbours, desk, django_capture_on_commit_callbacks, end):
    client = desk(neighbours.admin)
    path = invited(client, django_capture_on_commit_callbacks)
    invitation = Invitation.objects.get()
    if end == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "withdrawn":
        client.post(reverse("units_people:withdraw", args=[invitation.pk]))
    elif end == "replaced":
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("units_people:send_again", args=[invitation.pk]))
    elif end == "guessed":
        path = reverse("units_invitation", args=["doan-mo"])
    else:
        RoleAssignment.objects.filter(person=neighbours.admin).delete()
    response = newcomer(path)
    assert response.status_code == 403
    assert re.search(r"Lời mời|Liên kết mời|Người mời", response.content.decode())
    assert not User.objects.filter(email="moi@example.test").exists()


def test_who_has_an_account_takes_the_role_with_it_and_nobody_else_can(
    neighbours, desk, django_capture_on_commit_callbacks
):
    person = neighbours.other_editor
    path = invited(desk(neighbours.admin), django_capture_on_commit_callbacks, email=person.email)
    anonymous = Client(headers={"host": "quantri.localhost"}).get(path)
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/admin/login/?next=")
    assert newcomer(path).status_code == 302
    assert desk(neighbours.editor).post(path).status_code == 403
    assert roles_in(neighbours.own, neighbours.editor) == {Role.EDITOR}
    mine = desk(person)
    assert mine.get(path).status_code == 200
    assert mine.post(path).status_code == 302
    assert roles_in(neighbours.own, person) == {Role.EDITOR}
    assert roles_in(neighbours.other, person) == {Role.EDITOR}


def test_a_weak_password_makes_no_account(neighbours, desk, django_capture_on_commit_callbacks):
    path = invited(desk(neighbours.admin), django_capture_on_commit_callbacks)
    response = newcomer(path, password="12345678", password_again="12345678")
    assert response.status_code == 200
    assert not User.objects.filter(email="moi@example.test").exists()
    assert newcomer(path).status_code == 302


def test_the_secret_is_kept_nowhere_but_in_the_mail(neighbours, desk, django_capture_on_commit_callbacks):
    path = invited(desk(neighbours.admin), django_capture_on_commit_callbacks)
    secret = path.rstrip("/").rpartition("/")[2]
    assert secret not in str(Invitation.objects.values().get())
    assert not any(secret in str(entry) for entry in AuditEntry.objects.values())


def test_services_ask_for_themselves_whether_the_giver_may(neighbours):
    with pytest.raises(PermissionDenied):
        people.give_role(neighbours.editor, neighbours.own, Role.PUBLISHER, by=neighbours.publisher)
    with pytest.raises(PermissionDenied):
        people.give_role(neighbours.editor, neighbours.own, Role.PUBLISHER, by=neighbours.other_admin)


def test_accounts_and_groups_of_the_install_are_closed_to_units(neighbours, desk):
    client = desk(neighbours.admin)
    refused(client, "wagtailusers_users:index")
    refused(client, "wagtailusers_users:edit", neighbours.editor.pk)
    refused(client, "wagtailusers_groups:index")
    for action in ("assign_role", "delete", "set_active_state"):
        refused(client, "wagtail_bulk_action", "accounts", "user", action, query="?id=all")
