import pytest
from django.urls import reverse
from sites.units.enums import Role
from tests.factories.dialogue import make_case
from tests.integration.dialogue.conftest import *

pytestmark = pytest.mark.django_db
import re


def test_x(province, staff):
    case = make_case(province.commune)
    for r in (Role.CONTRIBUTOR, Role.AUDITOR, Role.EDITORIAL_BOARD):
        a = staff(r).get(reverse("dialogue_cases:one", args=[case.pk]))
        print(r, a.status_code, re.sub(r"<[^>]+>|\s+", " ", a.content.decode())[-600:] if a.status_code != 200 else "")
    assert 0
