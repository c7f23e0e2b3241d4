"""The demo's cases: as many as promised, shared out among those who carry out procedures, some late, all looked up."""

from datetime import date

import pytest
from django.db.models import F
from django.test import RequestFactory

from demo import cases
from demo.facts import Country
from sites.procedures.cases.looking_up import look_up
from sites.procedures.models import Case, CaseFault
from tests.factories.procedures import make_procedure

TOTAL = 400


@pytest.fixture
def country(province, monkeypatch) -> Country:
    """Nobody carries out anything in a department, whose part falls to the others."""
    monkeypatch.setattr(cases, "TOTAL", TOTAL)
    for number, tiers in enumerate([("province",), ("district",), ("commune",)], start=1):
        make_procedure(province.province, f"DEMO.HT.00{number}", tiers=tiers)
    return Country.read(date(2025, 6, 30))


def write(country: Country) -> None:
    book = cases.CaseBook(country)
    for version in country.versions:
        book.write(version)


def test_there_are_as_many_as_promised_and_none_is_refused(country, province):
    write(country)
    whose = set(Case.objects.values_list("unit_id", flat=True))
    assert whose == {
        unit.pk
        for unit in (
            province.province,
            province.district,
            province.other_district,
            province.commune,
            province.other_commune,
        )
    }
    assert abs(Case.objects.count() - TOTAL - len(cases.EXAMPLES)) <= len(whose)
    assert not CaseFault.objects.exists()
    write(country)
    assert abs(Case.objects.count() - TOTAL - len(cases.EXAMPLES)) <= len(whose)


def test_a_few_are_late_and_most_are_early(country):
    write(country)
    finished = Case.objects.filter(finished_on__isnull=False)
    late = finished.filter(finished_on__gt=F("due_on")).count() / finished.count()
    assert 0 < late < 0.2
    assert finished.filter(finished_on__lt=F("due_on")).count() / finished.count() > 0.3


def test_each_example_is_answered_and_with_another_number_nothing_is(country):
    write(country)
    request = RequestFactory().get("/")
    shown = cases.examples()
    assert len(shown) == len(cases.EXAMPLES)
    for code, fact, _words in shown:
        assert look_up(code, fact, request).code == code
        assert look_up(code, f"{int(fact) + 1:04}", request) is None
