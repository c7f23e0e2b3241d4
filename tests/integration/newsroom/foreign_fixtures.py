"""What the tests of taking and adapting news share: the foreign-affairs site and its people."""

import pytest

from sites.units.enums import Role
from sites.units.models import Tier, Unit
from sites.units.services import create_unit
from tests.factories.units import make_article, make_person


@pytest.fixture
def foreign(province) -> Unit:
    tier = Tier.objects.get(code="foreign-affairs")
    names = {"name": "Tuyên Quang", "name_en": "Tuyen Quang"}
    return create_unit(tier=tier, unit_type=tier.types.get(), parent=province.province, **names)


@pytest.fixture
def publisher(foreign):
    return make_person(unit=foreign, role=Role.PUBLISHER)


@pytest.fixture
def translator(foreign):
    return make_person(unit=foreign, role=Role.EDITOR)


@pytest.fixture
def article(province):
    """An article of the province that is on line."""
    page = make_article(province.province, "Lễ hội Thành Tuyên", summary="Đèn lồng khắp phố.")
    page.save_revision().publish()
    page.refresh_from_db()
    return page
