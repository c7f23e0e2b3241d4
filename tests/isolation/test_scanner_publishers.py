"""No admin address shows or changes anything of a neighbour for who publishes; beside the writers' walk.

Each of the two takes half of the longest walk, that of the unit's administrator.
"""

import pytest

from sites.units.enums import Role

pytestmark = pytest.mark.django_db


def test_nothing_of_a_neighbour_shows_or_changes_for_the_units_administrator(walk_as):
    walk_as(Role.UNIT_ADMIN, share=0)


@pytest.mark.parametrize("role", [Role.PUBLISHER])
def test_no_admin_url_shows_or_changes_anything_of_a_neighbour(walk_as, role):
    walk_as(role)
