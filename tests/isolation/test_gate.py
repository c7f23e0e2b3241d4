"""What the gate lets through and what it refuses, by requests as a browser sends them."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from sites.units.enums import AuditKind, Role
from sites.units.isolation import gate, gate_table
from sites.units.models import AuditEntry, RoleAssignment, today
from tests.factories.units import home_of, make_article, make_person

from .test_roles import give

SWITCH = "units_work_in"


@pytest.fixture
def both(province):
    """A person who edits in a commune and publishes in a district."""
    person = make_person(unit=province.commune)
    give(person, Role.PUBLISHER, province.district)
    return person


def menu_of(client) -> str:
    """The dashboard with its menu, which is sent as escaped JSON."""
    return client.get(reverse("wagtailadmin_home")).content.decode().encode().decode("unicode_escape")


def refusals():
    return AuditEntry.objects.filter(kind=AuditKind.REFUSED)


def test_an_editor_does_the_days_work(province, desk):
    article = make_article(province.commune, "TIN CỦA TÔI")
    client = desk(make_person(unit=province.commune))
    for name, args in (
        ("wagtailadmin_home", ()),
        ("wagtailadmin_explore", [home_of(province.commune).pk]),
        ("wagtailadmin_pages:edit", [article.pk]),
        ("wagtailadmin_pages:history", [article.pk]),
        ("wagtailadmin_pages:usage", [article.pk]),
        ("wagtailimages:index", ()),
        ("wagtaildocs_chooser:choose", ()),
        ("wagtailadmin_account", ()),
    ):
        assert client.get(reverse(name, args=args)).status_code == 200, name


def test_a_view_nobody_has_classified_is_refused_with_a_sentence_and_on_the_record(province, desk, monkeypatch):
    client = desk(make_person(unit=province.commune))
    assert client.get(reverse("wagtailimages:index")).status_code == 200
    monkeypatch.delitem(gate_table.VIEWS, "wagtailimages:index")
    answer = client.get(reverse("wagtailimages:index"))
    assert answer.status_code == 403
    assert "Vai trò của bạn không mở được trang này" in answer.content.decode()
    assert refusals().get().unit == province.commune


def test_an_address_with_a_part_nobody_has_a_guard_for_is_refused(province, desk, monkeypatch):
    address = reverse("wagtailadmin_pages:edit", args=[make_article(province.commune, "A").pk])
    client = desk(make_person(unit=province.commune))
    assert client.get(address).status_code == 200
    monkeypatch.delitem(gate_table.PARTS, "page_id")
    assert client.get(address).status_code == 403


def test_the_start_up_check_names_what_is_not_classified(monkeypatch):
    from sites.units.checks import admin_patterns, admin_views_are_classified

    assert admin_views_are_classified() == []
    assert len(admin_patterns()) > 150
    monkeypatch.delitem(gate_table.VIEWS, "wagtailimages:index")
    (warning,) = admin_views_are_classified()
    assert "wagtailimages:index" in warning.msg


def test_a_starting_server_names_what_is_not_classified(monkeypatch, caplog):
    gate.report_unclassified.__wrapped__()
    assert not caplog.records
    monkeypatch.delitem(gate_table.VIEWS, "wagtailimages:index")
    gate.report_unclassified.__wrapped__()
    assert [record.view for record in caplog.records] == ["wagtailimages:index"]


@pytest.mark.parametrize("view", ["edit", "history", "usage", "delete", "copy", "move", "view_draft", "set_privacy"])
def test_a_neighbours_page_is_not_there(province, desk, view):
    theirs = make_article(province.other_commune, "TIN HÀNG XÓM")
    answer = desk(make_person(unit=province.commune, role=Role.UNIT_ADMIN)).get(
        reverse(f"wagtailadmin_pages:{view}", args=[theirs.pk])
    )
    assert answer.status_code == 404
    assert "HÀNG XÓM" not in answer.content.decode()


@pytest.mark.parametrize("name", ["wagtailusers_users:index", "wagtailsites:index", "wagtailusers_groups:index"])
def test_what_is_the_platforms_is_closed_to_units_and_open_to_the_platform(province, desk, name):
    assert desk(make_person(unit=province.commune, role=Role.UNIT_ADMIN)).get(reverse(name)).status_code == 403
    admin = make_person()
    give(admin, Role.PLATFORM_ADMIN)
    assert desk(admin).get(reverse(name)).status_code == 200


def test_an_auditor_looks_and_sends_nothing(province, desk):
    article = make_article(province.commune, "MẬT")
    auditor = make_person()
    give(auditor, Role.AUDITOR)
    client = desk(auditor)
    for view in ("history", "usage", "view_draft"):
        assert client.get(reverse(f"wagtailadmin_pages:{view}", args=[article.pk])).status_code == 200, view
    for view in ("edit", "delete", "copy"):
        assert client.get(reverse(f"wagtailadmin_pages:{view}", args=[article.pk])).status_code == 403, view
        assert client.post(reverse(f"wagtailadmin_pages:{view}", args=[article.pk])).status_code == 403, view
    article.refresh_from_db()
    assert article.live


def test_an_ended_role_closes_the_admin_at_once(province, desk):
    person = make_person(unit=province.commune)
    client = desk(person)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    RoleAssignment.objects.filter(person=person).update(valid_to=today())
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer.status_code == 403
    assert "không giữ vai trò nào" in answer.content.decode()


def test_nobody_reaches_the_admin_without_signing_in(province):
    client = Client(headers={"host": settings.ADMIN_HOST})
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    assert client.get(reverse("wagtailadmin_login")).status_code == 200


def test_who_has_several_units_is_asked_which(province, desk, both):
    client = desk(both)
    answer = client.get(reverse("wagtailimages:index"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse(SWITCH))
    assert client.post(reverse("wagtailimages:add_multiple")).status_code == 403
    page = client.get(answer.url).content.decode()
    assert "Xã Trung Môn" in page
    assert "Huyện Yên Sơn" in page
    assert "Tân Trào" not in page


def test_the_chosen_unit_is_named_and_the_other_closed_until_switched(province, desk, both):
    mine, other = make_article(province.commune, "Ở XÃ"), make_article(province.district, "Ở HUYỆN")
    client = desk(both)
    for unit, seen, unseen in ((province.commune, mine, other), (province.district, other, mine)):
        assert client.post(reverse(SWITCH), {"unit": unit.uuid}).status_code == 302
        assert str(unit) in menu_of(client)
        assert client.get(reverse("wagtailadmin_pages:edit", args=[seen.pk])).status_code == 200
        assert client.get(reverse("wagtailadmin_pages:edit", args=[unseen.pk])).status_code == 404


@pytest.mark.parametrize("forged", ["other", "abc", "", "all", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_switch_is_refused_logged_and_changes_nothing(province, desk, both, forged):
    client = desk(both)
    client.post(reverse(SWITCH), {"unit": province.commune.uuid})
    forged = province.other_commune.uuid if forged == "other" else forged
    answer = client.post(reverse(SWITCH), {"unit": forged})
    assert answer.status_code == 403
    assert "vai trò" in answer.content.decode()
    assert refusals().count() == 1
    assert "Xã Trung Môn" in menu_of(client)
    assert "Tân Trào" not in menu_of(client)


def test_a_switch_needs_the_token_of_the_form(province, both):
    client = Client(headers={"host": settings.ADMIN_HOST}, enforce_csrf_checks=True)
    client.force_login(both, backend="portal.accounts.backends.PortalBackend")
    assert client.post(reverse(SWITCH), {"unit": province.commune.uuid}).status_code == 403


def test_arriving_from_a_units_host_chooses_it_for_who_has_a_role_there(province, desk, both):
    client = desk(both)
    home = reverse("wagtailadmin_home")
    answer = client.get(home, {"don-vi": province.district.uuid, "x": "1"})
    assert (answer.status_code, answer.url) == (302, f"{home}?x=1")
    assert "Huyện Yên Sơn" in menu_of(client)
    refused = client.get(home, {"don-vi": province.other_commune.uuid})
    assert refused.status_code == 403
    assert "Huyện Yên Sơn" in menu_of(client)


def test_filters_of_the_explorer_name_no_other_unit_and_nobody_of_one(province, desk):
    make_article(province.commune, "A", owner=make_person(unit=province.commune, full_name="NGƯỜI NHÀ"))
    make_article(province.other_commune, "B", owner=make_person(unit=province.other_commune, full_name="NGƯỜI LẠ"))
    client = desk(make_person(unit=province.commune))
    page = client.get(reverse("wagtailadmin_explore", args=[home_of(province.commune).pk])).content.decode()
    assert "NGƯỜI NHÀ" in page
    assert "NGƯỜI LẠ" not in page
    assert "Tân Trào" not in page


def test_the_privacy_form_offers_the_own_units_groups(province, desk):
    article = make_article(province.commune, "A")
    client = desk(make_person(unit=province.commune, role=Role.PUBLISHER))
    page = client.get(reverse("wagtailadmin_pages:set_privacy", args=[article.pk])).content.decode()
    own, other = province.commune.role_groups.first(), province.other_commune.role_groups.first()
    assert f'value=\\"{own.group_id}\\"' in page
    assert f'value=\\"{other.group_id}\\"' not in page
    refused = client.post(
        reverse("wagtailadmin_pages:set_privacy", args=[article.pk]),
        {"restriction_type": "groups", "groups": [other.group_id]},
    )
    assert "set_privacy_done" not in refused.content.decode()
    assert not article.view_restrictions.exists()


def test_a_page_is_not_copied_or_moved_beside_a_neighbours(province, desk):
    article = make_article(province.commune, "A")
    there = make_article(province.other_commune, "B", live=False).get_parent()
    client = desk(make_person(unit=province.commune, role=Role.UNIT_ADMIN))
    for view, form in (("copy", {"new_slug": "x", "new_title": "x"}), ("move", {})):
        form["new_parent_page"] = there.pk
        answer = client.post(reverse(f"wagtailadmin_pages:{view}", args=[article.pk]), form)
        assert answer.status_code == 404, view
    answer = client.post(reverse("wagtailadmin_pages:move_confirm", args=[article.pk, there.pk]))
    assert answer.status_code == 404
    article.refresh_from_db()
    assert article.is_descendant_of(home_of(province.commune))


@pytest.mark.parametrize("path", ["bulk/khong/co/delete/?id=1", "settings/khong/co/", "khong-co/", "test404/"])
def test_what_names_nothing_is_not_found(province, desk, path):
    answer = desk(make_person(unit=province.commune)).get(reverse("wagtailadmin_home") + path)
    assert answer.status_code in (403, 404)


def test_every_rule_says_why():
    rules = [*gate_table.VIEWS.values(), *gate_table.SNIPPET_VIEWS.values()]
    assert all(len(rule.reason) > 10 for rule in rules)
    assert gate.rule_for("wagtailadmin_home") is not None
    assert gate.rule_for("khong:co") is None
