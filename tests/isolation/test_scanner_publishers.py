"""Made-up ids, forged switches, roles that are not held and spent invitations change nothing and show nothing.

And the admin shows and changes nothing of a neighbour for who publishes; beside the walks of
`test_scanner.py`, with which this file shares the longest.
"""

import pytest

from sites.units.enums import Role

from .scanner.bad_input import bad_invitations, forged_roles, forged_switches, guessed_ids, not_refused
from .scanner.probe import undone
from .scanner.two_units import NAME, walk_as_both, work_in

pytestmark = pytest.mark.django_db


def expect_refused(scanner, trials, at_least: int) -> None:
    with undone():
        number, wrong = not_refused(scanner, trials)
    assert number >= at_least
    assert not wrong, "\n".join(wrong)


def test_a_guessed_id_is_refused_with_a_sentence_and_on_record(scanner):
    with scanner.visitors[Role.UNIT_ADMIN].seated():
        expect_refused(scanner, guessed_ids(scanner, Role.UNIT_ADMIN), 500)


def test_a_forged_switch_is_refused_in_every_address(scanner):
    expect_refused(scanner, forged_switches(scanner, scanner.visitors[Role.UNIT_ADMIN]), 100)


def test_a_role_the_giver_does_not_hold_is_given_to_nobody(scanner):
    expect_refused(scanner, forged_roles(scanner), 30)


def test_an_invitation_that_is_over_used_withdrawn_or_for_another_lets_nobody_in(scanner):
    expect_refused(scanner, bad_invitations(scanner), 30)


def test_who_works_in_one_of_two_units_sees_nothing_of_the_other(scanner, record_property):
    other = next(estate for estate in scanner.world.others if estate.key == "district")
    with undone():
        report = walk_as_both(scanner, other)
        record_property("summary", f"Leak scanner as one who {report.summary()}")
        assert not report.findings, report.details()
        assert not report.crashes, report.details()
        # The other unit opens by being chosen, and then the first is closed; a third never opens.
        work_in(scanner.visitors[NAME], other)
        expect_refused(scanner, forged_switches(scanner, scanner.visitors[NAME]), 100)
        for estate, status in ((other, 200), (scanner.world.own, 404)):
            answer = scanner.visitors[NAME].ask("GET", f"/admin/pages/{estate.pages['draft'].pk}/edit/")
            assert answer.status == status, estate.key


def test_nothing_of_a_neighbour_shows_or_changes_for_the_units_administrator(walk_as):
    walk_as(Role.UNIT_ADMIN, share=0)


@pytest.mark.parametrize("role", [Role.PUBLISHER])
def test_no_admin_url_shows_or_changes_anything_of_a_neighbour(walk_as, role):
    walk_as(role)
