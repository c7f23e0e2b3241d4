"""What the permission policies answer: about the own unit, a neighbour, and the unit worked in."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from sites.units.enums import Role
from sites.units.models import RoleAssignment
from tests.factories.units import home_of, make_article, make_person

from .test_roles import LONG_AGO, again, give

PAGE_ACTIONS = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}


def image_of(unit, title, person=None):
    return get_image_model().objects.create(
        title=title, file=get_test_image_file(), collection=unit.collection, uploaded_by_user=person
    )


@pytest.fixture
def pages():
    return policy_registry.get_by_type(Page)


def test_an_editor_explores_the_own_pages_and_no_other(province, pages):
    mine, theirs = make_article(province.commune, "Của tôi"), make_article(province.other_commune, "Của họ")
    found = set(pages.explorable_instances(make_person(unit=province.commune)).values_list("pk", flat=True))
    assert mine.pk in found
    assert theirs.pk not in found
    assert home_of(province.other_commune).pk not in found
    assert home_of(province.district).pk not in found


def test_the_explorer_of_one_language_starts_at_the_home_page(province, pages):
    editor = make_person(unit=province.other_commune)
    assert pages.explorable_root_instance(editor).pk == home_of(province.other_commune).pk


def test_the_explorer_of_two_languages_shows_the_folders_that_lead_to_them_only(province, pages):
    editor = make_person(unit=province.commune)
    found = pages.explorable_instances(editor)
    folders = set(found.filter(depth=2).values_list("pk", flat=True))
    assert folders == {home_of(province.commune, language).get_parent().pk for language in ("vi", "en")}
    assert set(found.filter(depth=3)) == {home_of(province.commune, lang).page_ptr for lang in ("vi", "en")}


@pytest.mark.parametrize(
    ("role", "edits", "publishes"),
    [
        (Role.CONTRIBUTOR, False, False),
        (Role.EDITOR, True, False),
        (Role.PUBLISHER, True, True),
        (Role.UNIT_ADMIN, True, True),
    ],
)
def test_what_each_role_may_do_with_a_page(province, role, edits, publishes):
    person = make_person(unit=province.commune, role=role)
    mine, theirs = make_article(province.commune, "A"), make_article(province.other_commune, "B")
    tester = mine.permissions_for_user(person)
    assert (tester.can_edit(), tester.can_publish()) == (edits, publishes)
    assert mine.get_parent().permissions_for_user(person).can_add_subpage()
    other = theirs.permissions_for_user(person)
    assert not other.permissions
    assert not (other.can_edit() or other.can_publish() or other.can_delete())
    assert not theirs.get_parent().permissions_for_user(person).can_add_subpage()


def test_a_contributor_changes_only_own_pages(province):
    person = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    own, other = make_article(province.commune, "A", owner=person), make_article(province.commune, "B")
    assert own.permissions_for_user(person).can_edit()
    assert not other.permissions_for_user(person).can_edit()


def test_a_page_cannot_be_moved_or_copied_to_a_neighbour(province):
    person = make_person(unit=province.commune, role=Role.UNIT_ADMIN)
    article = make_article(province.commune, "A")
    there = make_article(province.other_commune, "B").get_parent().specific
    here = article.get_parent().specific
    assert article.permissions_for_user(person).can_copy_to(here)
    assert not article.permissions_for_user(person).can_copy_to(there)
    assert not article.permissions_for_user(person).can_move_to(there)


def test_while_one_of_several_units_is_worked_in_the_other_is_closed(province, pages):
    person = make_person(unit=province.commune)
    give(person, Role.PUBLISHER, province.district)
    mine, other = make_article(province.commune, "A"), make_article(province.district, "B")
    person = again(person)
    assert other.permissions_for_user(person).can_publish()
    working = again(person)
    working._working_unit_id = province.commune.pk
    assert mine.permissions_for_user(working).can_edit()
    assert not other.permissions_for_user(working).can_edit()
    assert not pages.explorable_instances(working).filter(pk=other.pk).exists()


def test_an_auditor_sees_all_pages_and_changes_none(province, pages):
    auditor = make_person()
    give(auditor, Role.AUDITOR)
    article = make_article(province.commune, "A")
    assert pages.explorable_instances(auditor).filter(pk=article.pk).exists()
    assert not pages.user_has_any_permission_for_instance(auditor, PAGE_ACTIONS, article)
    assert not pages.instances_user_has_any_permission_for(auditor, PAGE_ACTIONS).exists()


def test_a_platform_administrator_reaches_every_page(province, pages):
    admin = make_person()
    give(admin, Role.PLATFORM_ADMIN)
    article = make_article(province.commune, "A")
    assert article.permissions_for_user(admin).can_publish()


def test_an_ended_role_opens_nothing_whatever_the_groups_say(province, pages):
    person = make_person(unit=province.commune)
    person.groups.set([entry.group for entry in province.commune.role_groups.all()])
    RoleAssignment.objects.filter(person=person).update(valid_to=LONG_AGO.replace(year=2020))
    person = again(person)
    article = make_article(province.commune, "A")
    assert not article.permissions_for_user(person).can_edit()
    assert not pages.explorable_instances(person).exists()


def test_images_and_documents_follow_the_collection(province):
    editor = make_person(unit=province.commune)
    mine, theirs = image_of(province.commune, "A"), image_of(province.other_commune, "B")
    policy = policy_registry.get_by_type(get_image_model())
    assert policy.user_has_permission_for_instance(editor, "change", mine)
    assert not policy.user_has_any_permission_for_instance(editor, {"change", "choose", "view", "delete"}, theirs)
    assert list(policy.instances_user_has_any_permission_for(editor, {"change", "choose"})) == [mine]
    assert list(policy.collections_user_has_permission_for(editor, "add")) == [province.commune.collection]
    documents = policy_registry.get_by_type(get_document_model())
    assert list(documents.collections_user_has_permission_for(editor, "add")) == [province.commune.collection]


def test_a_contributor_changes_only_own_images(province):
    person = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    own, other = image_of(province.commune, "A", person), image_of(province.commune, "B")
    policy = policy_registry.get_by_type(get_image_model())
    assert policy.user_has_permission_for_instance(person, "change", own)
    assert not policy.user_has_permission_for_instance(person, "change", other)
    assert list(policy.instances_user_has_any_permission_for(person, {"change"})) == [own]


def test_a_unit_arranges_its_collections_but_not_its_own_top_one(province):
    editor = make_person(unit=province.commune)
    top = province.commune.collection
    below = top.add_child(name="Lễ hội")
    policy = policy_registry.get_by_type(Collection)
    assert policy.user_has_permission_for_instance(editor, "change", below)
    assert not policy.user_has_permission_for_instance(editor, "change", top)
    assert not policy.user_has_permission_for_instance(editor, "delete", top)
    assert list(policy.instances_user_has_any_permission_for(editor, {"delete"})) == [below]
    assert not policy.user_has_any_permission_for_instance(editor, {"view"}, province.other_commune.collection)


def test_settings_of_a_unit_are_its_administrators(province):
    policy = policy_registry.get_by_type(type(province.commune.settings))
    settings, other = province.commune.settings, province.other_commune.settings
    assert policy.user_has_permission_for_instance(
        make_person(unit=province.commune, role=Role.UNIT_ADMIN), "change", settings
    )
    editor = make_person(unit=province.commune, role=Role.PUBLISHER)
    assert not policy.user_has_permission_for_instance(editor, "change", settings)
    assert not policy.user_has_any_permission_for_instance(editor, {"view", "change"}, other)


def test_only_people_with_a_role_today_enter_the_admin(province):
    assert make_person(unit=province.commune).has_perm("wagtailadmin.access_admin")
    assert not make_person().has_perm("wagtailadmin.access_admin")


def test_no_role_of_a_unit_carries_a_model_permission(province):
    for role in (Role.CONTRIBUTOR, Role.EDITOR, Role.PUBLISHER, Role.UNIT_ADMIN):
        person = make_person(unit=province.commune, role=role)
        assert person.get_all_permissions() <= {"wagtailadmin.access_admin"}
        assert not person.has_perm("accounts.view_user")
        assert not person.has_perm("wagtailcore.change_site")


def test_people_to_write_to_hold_a_role_there_today(province):
    here = make_person(unit=province.commune, role=Role.PUBLISHER)
    make_person(unit=province.other_commune, role=Role.PUBLISHER)
    article = make_article(province.commune, "A")
    policy = policy_registry.get_by_type(Page)
    assert list(policy.users_with_permission_for_instance("publish", article)) == [here]
    assert get_user_model().objects.count() == 2
