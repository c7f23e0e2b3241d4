"""What units add to a procedure: inherited from above, item by item, at once, at a cost that does not grow."""

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from sites.procedures.enums import Offered
from sites.procedures.models import LocalFacts
from sites.procedures.services import resolve
from tests.factories.procedures import make_facts, make_procedure
from tests.factories.units import make_site, make_unit

HOST, OTHER = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost"


@pytest.fixture
def birth(province):
    return make_procedure(province.province)


def values_in(unit, procedure):
    return {name: fact.value for name, fact in resolve(unit, procedure.pk).values.items()}


def test_what_a_province_says_holds_in_every_unit_and_changes_there_at_once(birth, province, visit):
    facts = make_facts(province.province, hours="7:30–17:00", place="Trung tâm Phục vụ hành chính công")
    for host in (HOST, OTHER):
        assert "7:30–17:00" in visit(host, f"/thu-tuc/{birth.slug}/").content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        facts.hours = "7:00–16:30"
        facts.save()
    for host in (HOST, OTHER):
        page = visit(host, f"/thu-tuc/{birth.slug}/").content.decode()
        assert "7:00–16:30" in page and "7:30–17:00" not in page
    assert LocalFacts.objects.count() == 1


def test_a_unit_takes_over_item_by_item_and_no_neighbour_sees_it(birth, province):
    make_facts(province.province, hours="7:30–17:00", note="Mang theo căn cước.")
    make_facts(province.commune, place="Nhà văn hoá xã Trung Môn", phone="0207 000 001")
    mine, others = values_in(province.commune, birth), values_in(province.other_commune, birth)
    assert mine == {
        "hours": "7:30–17:00",
        "note": "Mang theo căn cước.",
        "place": "Nhà văn hoá xã Trung Môn",
        "phone": "0207 000 001",
    }
    assert others == {"hours": "7:30–17:00", "note": "Mang theo căn cước."}


def test_what_is_said_of_one_procedure_comes_before_what_is_said_of_all_within_a_unit(birth, province):
    other = make_procedure(province.province, "DEMO.HT.002", "Đăng ký khai tử")
    make_facts(province.commune, person="Bà Chung", hours="Sáng thứ Hai")
    make_facts(province.commune, birth, person="Ông Riêng")
    assert values_in(province.commune, birth) == {"person": "Ông Riêng", "hours": "Sáng thứ Hai"}
    assert values_in(province.commune, other) == {"person": "Bà Chung", "hours": "Sáng thứ Hai"}


def test_the_nearer_unit_wins_over_the_more_special_word_of_a_farther_one(birth, province):
    make_facts(province.province, birth, fee="8.000 đồng", note="Của tỉnh")
    make_facts(province.district, note="Của huyện")
    assert values_in(province.commune, birth) == {"fee": "8.000 đồng", "note": "Của huyện"}


def test_a_commune_with_its_own_desk_is_not_given_the_telephone_of_the_province(birth, province):
    make_facts(
        province.province, place="Trung tâm tỉnh", address="Số 1", phone="0207 111", person="Ông Tỉnh", hours="7:30"
    )
    make_facts(province.commune, place="Trung tâm xã")
    assert values_in(province.commune, birth) == {"place": "Trung tâm xã", "hours": "7:30"}
    assert values_in(province.other_commune, birth)["phone"] == "0207 111"


def test_a_unit_that_does_not_take_a_procedure_says_so_and_can_be_overruled_below(birth, province, visit):
    make_facts(province.district, birth, offered=Offered.NO, note="Nộp tại xã bên.")
    page = visit(HOST, f"/thu-tuc/{birth.slug}/").content.decode()
    assert "không tiếp nhận thủ tục này" in page and "Nộp tại xã bên." in page
    assert birth.name not in visit(HOST, "/thu-tuc/?cap=commune").content.decode()
    assert birth.name in visit(OTHER, "/thu-tuc/?cap=commune").content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        make_facts(province.commune, birth, offered=Offered.YES)
    assert "không tiếp nhận" not in visit(HOST, f"/thu-tuc/{birth.slug}/").content.decode()
    assert birth.name in visit(HOST, "/thu-tuc/?cap=commune").content.decode()


def test_drafts_of_facts_are_seen_by_nobody(birth, province):
    make_facts(province.commune, hours="Nháp", live=False)
    assert values_in(province.commune, birth) == {}


def test_a_unit_says_one_thing_of_a_procedure_and_one_of_all(birth, province):
    for procedure in (birth, None):
        make_facts(province.commune, procedure, hours="7:30")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_facts(province.commune, procedure, hours="8:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_facts(province.other_commune, None, offered=Offered.NO)


def test_two_queries_whatever_the_number_of_units(birth, province, django_assert_num_queries):
    for number in range(12):
        unit = make_site(
            make_unit("commune", "xa", f"Xã {number}", parent=province.district), f"x{number}.tuyenquang.localhost"
        )
        make_facts(unit, hours=f"{number}:00")
        make_facts(unit, birth, place=f"Nơi {number}")
    with django_assert_num_queries(2):
        resolve(province.commune, birth.pk)
