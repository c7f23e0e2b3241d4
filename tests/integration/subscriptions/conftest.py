"""A reader who subscribes as people do."""

import pytest

from tests.integration.dialogue.conftest import Citizen
from tests.integration.page_cache_fixtures import committed  # noqa: F401

FORM = "/nhan-tin/"
ADDRESS = "doc.gia@example.test"


class Reader(Citizen):
    """Fills in the form of a unit's site; from one network."""

    def subscribe(self, email: str = ADDRESS, *, path: str = FORM, **typed):
        """The answer to a form that asks for the news each day, where nothing else is typed."""
        values = {"topics": ["news"], "frequency": "daily", "email": email, "consent": "on"} | typed
        return self.send(path, to=path, **values)


@pytest.fixture
def reader(province):
    return Reader()
