"""No admin address shows or changes anything of a neighbour for who writes; beside the publishers' walk."""

import pytest

from sites.units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_no_admin_url_shows_or_changes_anything_of_a_neighbour(walk_as, role):
    walk_as(role)
