"""Who holds which role when, and which unit is worked in."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from sites.units import permissions
from sites.units.enums import UNIT_ROLES, WIDE_ROLES, Action, Role
from sites.units.models import RoleAssignment, today
from tests.factories.units import home_of, make_article, make_person

LONG_AGO = date(2019, 1, 1)


def again(user):
    """The same person as a new request sees them."""
    return get_user_model().objects.get(pk=user.pk)


def request_of(user):
    request = RequestFactory().get("/")
    request.user, request.session = again(user), SessionStore()
    return request


def give(user, role, unit=None, **days):
    return RoleAssignment.objects.create(person=user, unit=unit, role=role, **({"valid_from": LONG_AGO} | days))


def test_an_editor_edits_in_the_own_unit_and_in_no_other(province):
    editor = make_person(unit=province.commune, role=Role.EDITOR)
    assert permissions.user_can_edit(editor, province.commune)
    assert not permissions.user_can_publish(editor, province.commune)
    for unit in (province.other_commune, province.district, province.province):
        assert not permissions.user_can_view(editor, unit)


def test_a_role_counts_from_its_first_day_until_its_last(province):
    person = make_person()
    give(person, Role.EDITOR, province.commune, valid_to=today() - timedelta(days=1))
    give(person, Role.EDITOR, province.district, valid_from=today() + timedelta(days=2))
    give(person, Role.EDITOR, province.department)
    assert list(permissions.units_of(again(person))) == [province.department]


def test_a_suspended_person_holds_no_role(province):
    person = make_person(unit=province.commune)
    person.is_active = False
    person.save()
    assert not permissions.roles_of(again(person))


def test_a_superuser_counts_as_platform_administrator(province):
    person = make_person(is_superuser=True)
    assert permissions.is_platform_admin(person)
    assert permissions.user_can_administer(person, province.commune)


def test_an_auditor_sees_every_unit_and_changes_none(province):
    auditor = make_person()
    give(auditor, Role.AUDITOR)
    assert permissions.roles_of(auditor).actions_in(province.commune.pk) == {Action.VIEW}


def test_the_board_publishes_for_the_province_and_only_looks_at_the_others(province):
    member = make_person()
    give(member, Role.EDITORIAL_BOARD)
    assert permissions.user_can_publish(member, province.province)
    assert permissions.user_can_view(member, province.commune)
    assert not permissions.user_can_edit(member, province.commune)


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_a_role_in_a_unit_needs_the_unit(province, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        give(make_person(), role)


@pytest.mark.parametrize("role", WIDE_ROLES)
def test_a_role_of_the_province_takes_no_unit(province, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        give(make_person(), role, province.commune)


@pytest.mark.parametrize("wide", [True, False])
def test_the_same_role_twice_at_one_time_is_refused_with_a_sentence(province, wide):
    person = make_person()
    role, unit = (Role.AUDITOR, None) if wide else (Role.EDITOR, province.commune)
    give(person, role, unit)
    with pytest.raises(ValidationError, match="đã giữ vai trò"):
        RoleAssignment(person=person, unit=unit, role=role, valid_from=date(2024, 1, 1)).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        give(person, role, unit, valid_from=date(2024, 1, 1))


def test_the_only_unit_is_worked_in_without_choosing(province):
    request = request_of(make_person(unit=province.commune))
    assert permissions.active_unit(request) == province.commune
    assert not permissions.must_choose_unit(request)


def test_one_of_several_units_has_to_be_chosen(province):
    person = make_person(unit=province.commune)
    give(person, Role.EDITOR, province.district)
    request = request_of(person)
    assert permissions.active_unit(request) is None
    assert permissions.must_choose_unit(request)
    permissions.choose_unit(request, province.district)
    assert permissions.active_unit(request) == province.district
    assert permissions.unit_ids_for(request.user, [Action.CHANGE]) == {province.district.pk}


def test_a_unit_without_a_role_cannot_be_chosen_and_nothing_changes(province):
    request = request_of(make_person(unit=province.commune))
    with pytest.raises(PermissionDenied, match="không có vai trò"):
        permissions.choose_unit(request, province.other_commune)
    assert permissions.active_unit(request) == province.commune


def test_all_units_at_once_is_for_roles_of_the_province(province):
    editor, auditor = make_person(unit=province.commune), make_person()
    give(auditor, Role.AUDITOR)
    with pytest.raises(PermissionDenied):
        permissions.choose_unit(request_of(editor), None)
    request = request_of(auditor)
    permissions.choose_unit(request, province.commune)
    assert permissions.unit_ids_for(request.user, [Action.VIEW]) == {province.commune.pk}
    permissions.choose_unit(request, None)
    assert permissions.unit_ids_for(request.user, [Action.VIEW]) is None


def test_a_chosen_unit_is_left_when_the_role_there_ends(province):
    person = make_person(unit=province.commune)
    role = give(person, Role.EDITOR, province.district)
    request = request_of(person)
    permissions.choose_unit(request, province.district)
    role.delete()
    later = request_of(person)
    later.session = request.session
    assert permissions.active_unit(later) == province.commune


def test_owner_of_pages_files_and_sites(province):
    unit = province.commune
    article = make_article(unit, "Tin")
    for thing in (article, home_of(unit), unit.collection, unit.site, unit.settings, unit):
        assert permissions.unit_of(thing) == unit
    assert permissions.unit_of(home_of(unit).get_parent()) is None


def test_a_thing_of_which_nobody_knows_the_owner_is_refused(province):
    with pytest.raises(LookupError):
        permissions.unit_of(article_tag())


def article_tag():
    from taggit.models import Tag

    return Tag(name="x")
