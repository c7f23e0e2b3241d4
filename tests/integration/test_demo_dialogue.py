"""The demo's questions and reports: stories in every stage, numbers for every unit, made once."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings

from demo import preparing
from demo.dialogue import COUNTED, Talk
from demo.facts import Country
from demo.texts import content
from sites.dialogue.models import Case, Poll, PublishedCase
from sites.dialogue.services import figures, polls
from sites.units.models import today


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker) -> Iterator[Country]:
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        preparing.load_units("2025-06-30")
        preparing.provision(tiny=True)
        country = Country.read(date(2025, 6, 30))
        for _number in range(2):
            Talk(country).write()
        yield country
        transaction.set_rollback(True)


def test_every_story_of_a_unit_that_is_there_is_told_once(made_once, db):
    plans = content("dialogue.toml")["case"]
    told = Case.objects.filter(purged_at=None)
    assert told.count() == len(plans)
    assert PublishedCase.objects.filter(live=True).count() == sum("publish" in plan for plan in plans)
    assert told.filter(due_on__lt=today(), finished_on=None).count() == 0
    assert all(case.is_sample and case.due_on for case in told)


def test_every_unit_has_numbers_and_nobody_is_in_them(made_once, db):
    counted = Case.objects.exclude(purged_at=None)
    assert counted.count() == COUNTED * len(made_once.authorities)
    assert not counted.exclude(subject="", body="", name="", email="").exists()
    year = sum((numbers for _version, numbers in figures.by_unit(today().year)), figures.Numbers())
    assert year.answered > 0 and year.late > 0 and year.on_time > year.late


def test_units_of_three_tiers_ask_something_and_results_add_up(made_once, db):
    plans = content("dialogue.toml")["poll"]
    assert Poll.objects.filter(live=True).count() == len(plans) == 3
    for poll in Poll.objects.all():
        (first, *_others) = polls.results(poll)
        assert sum(number for _choice, number in first.rows) == poll.ballots.count()
