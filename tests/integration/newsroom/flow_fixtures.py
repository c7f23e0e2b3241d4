"""What the tests of the flow share: people who send and decide, and a push."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sites.newsroom.services.flow_down import send_down
from sites.units.enums import AudienceKind, Role
from sites.units.models import RoleAssignment
from tests.factories.units import make_person


def make_board_member():
    person = make_person()
    RoleAssignment.objects.create(person=person, role=Role.EDITORIAL_BOARD, valid_from=date(2019, 1, 1))
    return person


@pytest.fixture
def board(province):
    return make_board_member()


@pytest.fixture
def publisher_of(province):
    """A publisher of a unit: `publisher_of(province.commune)`."""
    return lambda unit: make_person(unit=unit, role=Role.PUBLISHER)


@pytest.fixture
def send(board):
    """Send a page from now for a day, to all unless said otherwise; by the board unless said otherwise."""
    return sending_by(board)


def sending_by(board):
    """What the fixture `send` hands out, for what is built once for several tests."""

    def sending(page, audience=AudienceKind.ALL, *, by=None, days=1, **how):
        now = timezone.now()
        times = {"starts_at": now, "ends_at": now + timedelta(days=days)} | {
            name: how.pop(name) for name in ("starts_at", "ends_at") if name in how
        }
        return send_down(page, by=by or board, audience=audience, **times, **how)

    return sending
