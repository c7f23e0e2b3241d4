"""A citizen who fills in forms as a person does, and a desk of a unit."""

import re
import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.core import senders
from search.engines import search
from search.query import Request, parse
from sites.units.enums import WIDE_ROLES, Role
from sites.units.models import RoleAssignment
from tests.factories.units import make_person
from tests.integration.page_cache_fixtures import committed, queries  # noqa: F401

HOST = "trungmon.tuyenquang.localhost"


def found(words: str) -> list[str]:
    """The titles that readers' search gives."""
    wanted = Request(
        terms=parse(words), scope="all", unit_id=None, filters={}, sort="relevance", page=1, now=timezone.now()
    )
    return [hit.title for hit in search(wanted).hits]


class Citizen:
    """Opens a form, takes the time that a person takes, and sends it; from one network."""

    def __init__(self, host: str = HOST, address: str = "203.0.113.7") -> None:
        self.client = Client(headers={"host": host}, enforce_csrf_checks=True, REMOTE_ADDR=address)

    def open(self, path: str) -> dict[str, str]:
        """What a form carries by itself."""
        text = self.client.get(path).content.decode()
        names = ("csrfmiddlewaretoken", "stamp")
        return {name: found[1] for name in names if (found := re.search(rf'name="{name}" value="([^"]+)"', text))}

    def send(self, path: str = "/hoi-dap/gui/hoi-dap/", *, to: str = "", hurried: bool = False, **typed: Any):
        carried = self.open(path)
        values = {"subject": "Hỏi lịch tiếp dân", "body": "Xin hỏi lịch tiếp công dân.", "consent": "on"}
        data = {**carried, **(values if not to else {}), **typed}
        if hurried:
            return self.client.post(to or path, data)
        now = time.time()
        with pytest.MonkeyPatch.context() as clock:
            # As if it had been opened earlier.
            clock.setattr("django.core.signing.time.time", lambda: now + senders.FEWEST_SECONDS + 1)
            return self.client.post(to or path, data)


@pytest.fixture
def citizen(province):
    return Citizen()


@pytest.fixture
def staff(province, desk):
    """A signed-in client: `staff(Role.EDITOR)`, of the commune where no other unit is named."""

    def of(role: str, name: str = "commune"):
        if role in WIDE_ROLES:
            person = make_person()
            RoleAssignment.objects.create(person=person, unit=None, role=role)
            return desk(person)
        return desk(make_person(unit=getattr(province, name), role=role))

    return of


@pytest.fixture
def people(province):
    """A person with a role: `people(Role.EDITOR, "department")`."""

    def of(role: str = Role.PUBLISHER, name: str = "commune"):
        return make_person(unit=getattr(province, name), role=role)

    return of
