"""The interface does what its OpenAPI document says, asked by a tester that reads nothing else."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from sites.procedures.cases import tokens
from sites.units.enums import Role
from tests.factories.cases import make_case_procedure
from tests.factories.units import make_person

HOST = "trungmon.tuyenquang.localhost"
DOCUMENT = "/api/cases/v1/openapi.json"

pytestmark = pytest.mark.django_db


@schemathesis.serializer("application/x-ndjson")
def lines(context: schemathesis.SerializationContext, value: object) -> bytes:
    """What the tester makes up for a body of lines."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@pytest.fixture
def one_connection():
    """A server closes its connection after each answer; here all stands in one transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def described(province, one_connection):
    make_case_procedure(province.province)
    return schemathesis.openapi.from_wsgi(DOCUMENT, get_wsgi_application(), headers={"Host": HOST})


@pytest.fixture
def secret(province) -> str:
    return tokens.make_token(province.commune, "Một cửa", make_person(unit=province.commune, role=Role.UNIT_ADMIN))[1]


# A row that is wrong is answered in the body, beside those that were taken; so not every wrong body is refused.
# The good token goes over the one that the tester made up; tokens that are none have tests of their own.
LEFT_OUT = [negative_data_rejection, ignored_auth]


def test_the_interface_is_what_its_document_says(described, secret):
    asked = 0
    for result in described.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: schemathesis.Case) -> None:
            # The tester does not unpack what a WSGI application packs.
            plain = {"Accept-Encoding": "identity"}
            response = case.call(headers={"Host": HOST, "Authorization": f"Bearer {secret}"} | plain)
            case.validate_response(response, excluded_checks=LEFT_OUT)

        ask()
        asked += 1
    assert asked == 3


def test_the_document_is_whole(described):
    raw = described.raw_schema
    assert set(raw["paths"]) == {
        "/api/cases/v1/batches",
        "/api/cases/v1/batches/{batch}",
        "/api/cases/v1/batches/{batch}/faults",
    }
    post = raw["paths"]["/api/cases/v1/batches"]["post"]
    assert set(post["requestBody"]["content"]) == {"application/json", "application/x-ndjson"}
    assert {"200", "400", "401", "403", "409", "413", "415", "422"} <= set(post["responses"])
    assert CHECKS.get_all()
