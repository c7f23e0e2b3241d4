"""The table of roles in docs/permissions.md, tried cell by cell on real things."""

from pathlib import Path

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.permissions import policy_registry

from sites.pages.models import ContactPoint
from sites.units import permissions
from sites.units.enums import Action, Role
from sites.units.models import UnitSettings
from tests.factories.units import make_article, make_person

from .test_roles import give

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"


def rows() -> dict[str, tuple[str, frozenset[str]]]:
    """The table: role code → (whose role, the actions ticked)."""
    lines = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head = [cell.strip() for cell in lines[0].strip("|").split("|")]
    found = {}
    for line in lines[2:]:
        cells = dict(zip(head, [cell.strip() for cell in line.strip("|").split("|")], strict=True))
        ticked = frozenset(action for action in head[3:] if cells[action] == "✓")
        found[cells["code"]] = (cells["of"], ticked)
    return found


TABLE = rows()


def test_the_table_is_the_code():
    assert {role: actions for role, (_of, actions) in TABLE.items()} == permissions.ROLE_ACTIONS
    assert set(TABLE) == set(Role.values)


@pytest.mark.parametrize("role", Role.values)
def test_each_cell_holds_on_pages_images_snippets_and_settings(province, role):
    of, ticked = TABLE[role]
    here, elsewhere = province.commune, province.other_commune
    person = make_person()
    give(person, role, here if of == "unit" else None)
    for unit, expected in ((here, ticked), (elsewhere, ticked if of == "province" else frozenset())):
        assert {action for action in Action.values if permissions.user_can(person, action, unit)} == expected
        check_page(person, make_article(unit, "A"), expected)
        check_owned(person, unit, expected)


def check_page(person, page, expected):
    policy = policy_registry.get_by_type(Page)
    for action in ("view", "add", "change", "lock", "unlock", "publish", "bulk_delete"):
        allowed = policy.user_has_permission_for_instance(person, action, page)
        assert allowed == (action in expected), (action, page)
    tester = page.permissions_for_user(person)
    assert tester.can_edit() == (Action.CHANGE in expected)
    assert tester.can_publish() == (Action.PUBLISH in expected)
    assert page.get_parent().permissions_for_user(person).can_add_subpage() == (Action.ADD in expected)
    assert tester.can_delete() == ({Action.CHANGE, Action.PUBLISH} <= expected)
    Page.objects.filter(pk=page.pk).update(owner=person)
    own = Page.objects.get(pk=page.pk)
    assert own.permissions_for_user(person).can_edit() == (Action.CHANGE_OWN in expected)


def check_owned(person, unit, expected):
    image = get_image_model().objects.create(title="A", file=get_test_image_file(), collection=unit.collection)
    contact = ContactPoint.objects.create(unit=unit, name="A")
    for thing in (image, contact):
        policy = policy_registry.get(thing)
        for action in ("view", "choose", "add", "change", "delete"):
            assert policy.user_has_permission_for_instance(person, action, thing) == (action in expected), action
    for thing, field in ((image, "uploaded_by_user"), (contact, "owner")):
        setattr(thing, field, person)
        thing.save()
        policy = policy_registry.get(thing)
        assert policy.user_has_permission_for_instance(person, "change", thing) == (Action.CHANGE_OWN in expected)
        listed = policy.instances_user_has_permission_for(person, "change").filter(pk=thing.pk).exists()
        assert listed == (Action.CHANGE_OWN in expected)
    settings = UnitSettings.objects.get(unit=unit)
    may = policy_registry.get(settings).user_has_permission_for_instance(person, "change", settings)
    assert may == (Action.ADMINISTER in expected)
