"""The admin of a unit's snippets, asked about the own ones and about a neighbour's."""

import pytest
from django.urls import reverse

from sites.pages.models import ContactPoint
from sites.units.enums import Role
from tests.factories.units import make_person

from .test_roles import give


def contact_of(unit, name, **fields) -> ContactPoint:
    contact = ContactPoint(unit=unit, name=name, **fields)
    contact.save()
    contact.save_revision()
    return contact


def address(view, *args):
    return reverse(f"{ContactPoint.snippet_viewset.url_namespace}:{view}", args=args)


@pytest.fixture
def pair(province):
    mine = contact_of(province.commune, "BÀ CỦA TÔI", is_shared=False)
    theirs = contact_of(province.other_commune, "ÔNG HÀNG XÓM", is_shared=False)
    return mine, theirs


BY_ID = ("edit", "delete", "inspect", "history", "usage", "copy", "workflow_history")


def test_the_list_shows_the_own_units_and_no_other(province, desk, pair):
    page = desk(make_person(unit=province.commune)).get(address("list")).content.decode()
    assert "BÀ CỦA TÔI" in page
    assert "ÔNG HÀNG XÓM" not in page


@pytest.mark.parametrize("view", BY_ID)
def test_own_snippet_opens_and_a_neighbours_is_not_there(province, desk, pair, view):
    mine, theirs = pair
    client = desk(make_person(unit=province.commune, role=Role.PUBLISHER))
    assert client.get(address(view, mine.pk)).status_code == 200
    answer = client.get(address(view, theirs.pk))
    assert answer.status_code == 404
    assert "ÔNG HÀNG XÓM" not in answer.content.decode()


def test_a_shared_snippet_of_another_unit_cannot_be_changed(province, desk, pair):
    theirs = pair[1]
    ContactPoint.objects.filter(pk=theirs.pk).update(is_shared=True, live=True)
    client = desk(make_person(unit=province.commune, role=Role.UNIT_ADMIN))
    for view in ("edit", "delete", "unpublish"):
        assert client.post(address(view, theirs.pk), {"name": "CHIẾM"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.name == "ÔNG HÀNG XÓM"
    assert theirs.live


def test_a_new_snippet_belongs_to_the_unit_worked_in_whatever_the_form_says(province, desk):
    editor = make_person(unit=province.commune)
    answer = desk(editor).post(
        address("add"), {"name": "Văn phòng", "order": 1, "unit": province.other_commune.pk, "unit_id": 1}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    made = ContactPoint.objects.get()
    assert (made.unit, made.owner, made.live) == (province.commune, editor, False)


def test_an_editor_saves_and_only_a_publisher_publishes(province, desk, pair):
    mine = pair[0]
    ContactPoint.objects.filter(pk=mine.pk).update(live=False)
    form = {"name": "Tên mới", "order": 1, "action-publish": "1"}
    editor = make_person(unit=province.commune, role=Role.EDITOR)
    desk(editor).post(address("edit", mine.pk), form)
    mine.refresh_from_db()
    assert not mine.live
    publisher = desk(make_person(unit=province.commune, role=Role.PUBLISHER))
    # What the editor has written goes through the unit's workflow first.
    assert 'name="action-publish"' not in publisher.get(address("edit", mine.pk)).content.decode()
    mine.get_workflow().start(mine, editor)
    assert 'name="action-publish"' in publisher.get(address("edit", mine.pk)).content.decode()
    assert publisher.post(address("edit", mine.pk), form).status_code == 302
    mine.refresh_from_db()
    assert mine.live
    assert mine.name == "Tên mới"


def test_an_auditor_reads_every_snippet_and_changes_none(province, desk, pair):
    auditor = make_person()
    give(auditor, Role.AUDITOR)
    client = desk(auditor)
    assert "ÔNG HÀNG XÓM" in client.get(address("list")).content.decode()
    assert client.get(address("inspect", pair[1].pk)).status_code == 200
    assert client.get(address("history", pair[1].pk)).status_code == 200
    assert client.get(address("edit", pair[1].pk)).status_code == 403
    assert client.post(address("edit", pair[1].pk), {"name": "X", "order": 1}).status_code == 403
    assert client.post(address("delete", pair[1].pk)).status_code == 403
    assert ContactPoint.objects.filter(name="ÔNG HÀNG XÓM").exists()


@pytest.mark.parametrize("pk", ["abc", "99999999999999999999", "0", "_5F"])
def test_a_key_that_is_none_is_not_found(province, desk, pair, pk):
    client = desk(make_person(unit=province.commune))
    known = address("edit", pair[0].pk)
    assert client.get(known.replace(f"/{pair[0].pk}/", f"/{pk}/")).status_code == 404


def chooser(view, *args):
    return reverse(f"{ContactPoint.snippet_viewset.get_chooser_admin_url_namespace()}:{view}", args=args)


def test_the_chooser_offers_own_and_shared_ones_and_confirms_no_other(province, desk, pair):
    mine, theirs = pair
    shared = contact_of(province.district, "DÙNG CHUNG", is_shared=True)
    draft = contact_of(province.district, "CHƯA ĐĂNG", is_shared=True, live=False)
    client = desk(make_person(unit=province.commune))
    offered = client.get(chooser("choose_results")).content.decode()
    assert "BÀ CỦA TÔI" in offered
    assert "DÙNG CHUNG" in offered
    assert "ÔNG HÀNG XÓM" not in offered
    assert "CHƯA ĐĂNG" not in offered
    assert client.get(chooser("chosen", shared.pk)).status_code == 200
    for other in (theirs, draft):
        assert client.get(chooser("chosen", other.pk)).status_code == 404
        assert client.get(chooser("chosen_multiple"), {"id": [mine.pk, other.pk]}).status_code == 404
    assert client.get(chooser("chosen", "abc")).status_code == 404


def test_usage_tells_of_own_uses_only(province, desk, pair):
    from wagtail.models import ReferenceIndex

    from tests.factories.units import home_of

    home, other = home_of(province.commune), home_of(province.other_commune)
    for number, unit in enumerate((province.commune, province.other_commune)):
        contact_of(unit, f"DẪN TỚI {number}", page=home)
    assert ReferenceIndex.get_references_to(home).count() >= 2
    page = desk(make_person(unit=province.commune)).get(reverse("wagtailadmin_pages:usage", args=[home.pk]))
    assert "DẪN TỚI 0" in page.content.decode()
    assert "DẪN TỚI 1" not in page.content.decode()
    assert "Private" not in page.content.decode()
    assert other.pk


def test_previews_show_the_own_snippet_and_no_neighbours(province, desk, pair):
    mine, theirs = pair
    client = desk(make_person(unit=province.commune))
    form = {"name": "XEM TRƯỚC", "order": 1}
    assert client.post(address("preview_on_edit", mine.pk), form).json()["is_valid"]
    shown = client.get(address("preview_on_edit", mine.pk))
    assert shown.status_code == 200
    assert "XEM TRƯỚC" in shown.content.decode()
    assert client.post(address("preview_on_edit", theirs.pk), form).status_code == 404
    assert client.get(address("preview_on_edit", theirs.pk)).status_code == 404


def test_a_revision_of_another_snippet_is_not_shown_beside_the_own_one(province, desk, pair):
    mine, theirs = pair
    client = desk(make_person(unit=province.commune))
    assert client.get(address("revisions_view", mine.pk, mine.latest_revision_id)).status_code == 200
    assert client.get(address("revisions_view", mine.pk, theirs.latest_revision_id)).status_code == 404
    assert client.get(address("revisions_revert", mine.pk, theirs.latest_revision_id)).status_code == 404
