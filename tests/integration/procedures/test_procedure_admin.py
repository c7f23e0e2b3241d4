"""The admin of procedures: who defines them, what a form refuses, what a unit sees beside its own words."""

import pytest
from django.urls import reverse

from sites.procedures.models import LocalFacts, Procedure
from sites.units.enums import Role
from tests.factories.procedures import make_facts, make_procedure
from tests.factories.units import make_person


@pytest.fixture
def birth(province):
    return make_procedure(province.province)


def editor(unit, role=Role.EDITOR):
    return make_person(unit=unit, role=role)


def url(name, model="procedure", *args):
    return reverse(f"wagtailsnippets_procedures_{model}:{name}", args=args)


def facts_data(**values):
    empty = dict.fromkeys(("place", "address", "hours", "contact", "person", "phone", "email", "fee", "note"), "")
    return empty | {"procedure": "", "offered": "inherited"} | values


def test_a_province_defines_and_a_commune_only_uses(birth, province, desk):
    assert desk(editor(province.province)).get(url("edit", "procedure", birth.pk)).status_code == 200
    client = desk(editor(province.commune))
    assert client.get(url("edit", "procedure", birth.pk)).status_code == 404
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert url("list", "localfacts") in home and f'"{url("list")}"' not in home


def test_a_commune_that_sends_a_procedure_all_the_same_is_told_why_not(province, desk):
    client = desk(editor(province.commune))
    data = {"code": "X.1", "name": "Thủ tục lạ"}
    data |= {f"{name}-count": 0 for name in ("steps", "ways", "dossiers", "fees")}
    data |= {f"{name}-{part}_FORMS": 0 for name in ("attachments", "levels", "bases") for part in ("TOTAL", "INITIAL")}
    answer = client.post(url("add"), data)
    assert "Thủ tục do tỉnh và các sở công bố" in answer.content.decode()
    assert not Procedure.objects.exists()


def test_the_form_shows_what_is_inherited_and_from_whom(birth, province, desk):
    make_facts(province.province, hours="7:30–17:00")
    page = desk(editor(province.commune)).get(url("add", "localfacts")).content.decode()
    assert "Để trống thì theo Tỉnh Tuyên Quang: 7:30–17:00" in page
    own = make_facts(province.commune, birth, hours="8:00–12:00")
    page = desk(editor(province.commune)).get(url("edit", "localfacts", own.pk)).content.decode()
    assert "Thay cho của Tỉnh Tuyên Quang: 7:30–17:00" in page


def test_a_unit_says_what_is_different_once_and_cannot_touch_a_neighbours_words(birth, province, desk):
    client = desk(editor(province.commune))
    empty = client.post(url("add", "localfacts"), facts_data(procedure=birth.pk))
    assert "ít nhất một thông tin" in empty.content.decode()
    client.post(url("add", "localfacts"), facts_data(procedure=birth.pk, hours="8:00"))
    facts = LocalFacts.objects.get()
    assert facts.unit == province.commune and facts.procedure == birth and not facts.live
    again = client.post(url("add", "localfacts"), facts_data(procedure=birth.pk, hours="9:00"))
    assert "đã có thông tin cho thủ tục này" in again.content.decode()
    other = desk(editor(province.other_commune))
    assert other.get(url("edit", "localfacts", facts.pk)).status_code == 404
    assert other.post(url("edit", "localfacts", facts.pk), facts_data(hours="0:00")).status_code == 404


def test_the_chooser_offers_published_procedures_of_the_province_and_no_drafts(birth, province, desk):
    draft = make_procedure(province.province, "DEMO.HT.002", "Thủ tục nháp", live=False)
    client = desk(editor(province.commune))
    page = client.get(reverse("wagtailsnippetchoosers_procedures_procedure:choose")).json()["html"]
    assert birth.name in page and draft.name not in page


def test_the_platform_keeps_the_lists_and_units_do_not(province, desk):
    client = desk(editor(province.province, Role.UNIT_ADMIN))
    for name in ("procedures_events", "procedures_groups", "procedures_agencies", "procedures_levels"):
        assert client.get(reverse(f"{name}:index")).status_code == 403
