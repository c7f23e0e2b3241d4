"""Programs of units deliver over the network: by token, to their own host, batch by batch, each row answered."""

import json
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sites.procedures.cases import api as interface
from sites.procedures.cases import batches, delivering, tokens
from sites.procedures.models import Case, CaseDelivery, CaseToken, MonthFigure
from sites.units.enums import Role
from tests.factories.cases import make_case_procedure, row
from tests.factories.units import make_person

HOST = "trungmon.tuyenquang.localhost"
PATH = "/api/cases/v1/batches"
LINES, ARRAY = "application/x-ndjson", "application/json"
CODE = "000.00.08.H60-260302-0001"


def secret_of(unit) -> str:
    return tokens.make_token(unit, "Một cửa", make_person(unit=unit, role=Role.UNIT_ADMIN))[1]


@pytest.fixture
def secret(province) -> str:
    make_case_procedure(province.province)
    return secret_of(province.commune)


def send(secret: str, *rows, host: str = HOST, kind: str = ARRAY, raw: bytes | None = None, **headers):
    lines = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows)
    body = raw if raw is not None else lines.encode() if kind == LINES else json.dumps(rows).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client = Client(headers={"host": host, "authorization": f"Bearer {secret}", **named})
    return client.post(PATH, body, content_type=kind)


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [LINES, ARRAY])
def test_a_batch_is_taken_and_each_bad_row_is_answered_with_its_reason(secret, province, kind):
    answer = send(secret, row(CODE), row("A-260302-0002", state="?"), row(CODE, 2, state="processing"), kind=kind)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["total"], said["made"], said["changed"], said["bad"]) == (3, 1, 1, 1)
    (fault,) = said["faults"]
    assert (fault["line"], fault["code"], fault["kind"]) == (2, "A-260302-0002", "state") and fault["reason"]
    assert said["more_faults"] == "" and "no-store" in answer["Cache-Control"]
    case = Case.objects.get()
    assert (case.unit, case.state, case.version) == (province.commune, "processing", 2)


def test_lines_that_are_no_objects_are_set_aside_by_themselves(secret):
    rows = [json.dumps(row(CODE)), "{", "[1]", '"x"', "", "[" * 5000, '{"a": "' + "x" * 20_000 + '"}', "\\xff", "null"]
    answer = send(secret, *rows, kind=LINES).json()
    assert (answer["total"], answer["made"], answer["bad"]) == (8, 1, 7)
    assert [fault["line"] for fault in answer["faults"]] == [2, 3, 4, 6, 7, 8, 9]
    assert {fault["kind"] for fault in answer["faults"]} == {"form"}


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (ARRAY, b"{", 400),
        (ARRAY, b"{}", 400),
        (ARRAY, b"[" * 100_000, 400),
        (ARRAY, b"\xff\xfe", 400),
        (ARRAY, json.dumps([{}] * 1001).encode(), 413),
        (ARRAY, b" " * (1024 * 1024 + 1), 413),
        ("text/csv", b"a,b", 415),
        (LINES, b"\n", 200),
        (ARRAY, b"[]", 200),
    ],
)
def test_what_is_no_batch_is_refused_with_a_sentence(secret, kind, body, status):
    answer = send(secret, kind=kind, raw=body)
    assert answer.status_code == status
    assert status == 200 or answer.json()["detail"].endswith(".")
    assert not Case.objects.exists()


def test_a_file_of_500_megabytes_is_answered_before_anything_of_it_is_stored(secret, monkeypatch):
    thrown = []
    monkeypatch.setattr(batches, "throw_away", lambda request, length: thrown.append(length))
    client = Client(headers={"host": HOST, "authorization": f"Bearer {secret}"})
    answer = client.generic("POST", PATH, b"{}", content_type=LINES, CONTENT_LENGTH=str(500 * 1024 * 1024))
    assert answer.status_code == 413 and "64" in answer.json()["detail"]
    assert thrown == [500 * 1024 * 1024] and not CaseDelivery.objects.exists()


def test_more_than_a_hundred_thousand_rows_are_refused_whole(secret, monkeypatch):
    monkeypatch.setattr(delivering, "MOST_ROWS", 2)
    answer = send(secret, row(CODE), row("A-260302-0002"), row("A-260302-0003"), kind=LINES)
    assert answer.status_code == 413 and not Case.objects.exists() and not CaseDelivery.objects.exists()


# --- Replays -------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{"Idempotency_Key": "lo-17"}, {}])
def test_a_batch_that_comes_again_is_answered_the_same_and_changes_nothing(secret, headers):
    rows = [row(CODE), row(CODE, 2, state="processing"), row("x")]
    first = send(secret, *rows, kind=LINES, **headers)
    send(secret, row(CODE, 3, state="waiting"))
    again = send(secret, *rows, kind=LINES, **headers)
    assert again.content == first.content and again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Case.objects.get().version == 3 and CaseDelivery.objects.count() == 2


def test_another_batch_under_a_name_already_used_is_refused(secret):
    send(secret, row(CODE), Idempotency_Key="lo-17")
    answer = send(secret, row(CODE, 2, state="processing"), Idempotency_Key="lo-17")
    assert answer.status_code == 409 and Case.objects.get().version == 1


def test_two_units_may_use_the_same_names(secret, province):
    send(secret, row(CODE), Idempotency_Key="1")
    other = send(
        secret_of(province.department), row("B-260302-0001"), Idempotency_Key="1", host="sonoivu.tuyenquang.localhost"
    )
    assert other.json()["made"] == 1


def test_a_name_that_is_none_is_refused(secret):
    assert send(secret, row(CODE), Idempotency_Key="có dấu").status_code == 422
    assert send(secret, row(CODE), Idempotency_Key="x" * 65).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_sent_twice_at_once_is_taken_once(secret):
    answers: list = []

    def post() -> None:
        try:
            answers.append(send(secret, *(row(f"A-260302-{number:04}") for number in range(50))).content)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4 and len(set(answers)) == 1
    assert Case.objects.count() == 50 and CaseDelivery.objects.count() == 1
    assert MonthFigure.objects.get(field=None).received == 50


# --- Tokens --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["", "lc_nothing", "Bearer", "lc_" + "x" * 5000])
def test_without_a_token_in_force_nothing_is_taken(secret, shown):
    answer = send(shown, row(CODE))
    assert answer.status_code == 401 and answer.json()["detail"] and answer["WWW-Authenticate"] == "Bearer"
    assert not Case.objects.exists()


def test_a_revoked_token_is_refused_from_that_moment(secret, province):
    assert send(secret, row(CODE)).status_code == 200
    admin = make_person(unit=province.commune, role=Role.UNIT_ADMIN)
    tokens.revoke_token(CaseToken.objects.get(), admin)
    assert send(secret, row(CODE, 2, state="processing")).status_code == 401
    assert Case.objects.get().version == 1


def test_a_token_of_another_unit_is_refused_on_this_host(secret, province):
    other = secret_of(province.other_commune)
    assert send(other, row(CODE)).status_code == 403
    assert send(other, row(CODE), host="tuyenquang.localhost").status_code == 403
    assert send(other, row(CODE), host="tantrao.tuyenquang.localhost").status_code == 200


def test_only_the_hash_of_a_token_is_kept(secret):
    token = CaseToken.objects.get()
    stored = " ".join(str(value) for value in vars(token).values())
    assert secret not in stored and secret.startswith(token.hint) and len(secret) > 40


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR, Role.PUBLISHER])
def test_only_the_administrator_of_the_unit_makes_and_revokes_tokens(secret, province, role):
    token = CaseToken.objects.get()
    for person in (
        make_person(unit=province.commune, role=role),
        make_person(unit=province.district, role="unit_admin"),
    ):
        with pytest.raises(PermissionDenied):
            tokens.make_token(province.commune, "x", person)
        with pytest.raises(PermissionDenied):
            tokens.revoke_token(token, person)
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_unit_has_so_many_tokens_at_most(secret, province, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_TOKENS", 1)
    with pytest.raises(ValidationError):
        secret_of(province.commune)


# --- Asking later --------------------------------------------------------------------------------


def test_a_batch_can_be_asked_for_by_its_own_unit_alone(secret, province, monkeypatch):
    monkeypatch.setattr(interface, "FAULTS_AT_ONCE", 2)
    said = send(secret, *[row("x")] * 5).json()
    assert len(said["faults"]) == 2 and said["more_faults"]
    client = Client(headers={"host": HOST, "authorization": f"Bearer {secret}"})
    assert client.get(f"{PATH}/{said['id']}").json() == said
    lines, address = [fault["line"] for fault in said["faults"]], said["more_faults"]
    while address:
        page = client.get(address).json()
        lines += [fault["line"] for fault in page["faults"]]
        address = page["more_faults"]
    assert lines == [1, 2, 3, 4, 5]
    other = Client(
        headers={
            "host": "tantrao.tuyenquang.localhost",
            "authorization": f"Bearer {secret_of(province.other_commune)}",
        }
    )
    for path in (f"{PATH}/{said['id']}", f"{PATH}/{said['id']}/faults"):
        assert other.get(path).status_code == 404 and Client(headers={"host": HOST}).get(path).status_code == 401


def test_the_queries_of_a_batch_depend_on_its_chunks_and_not_on_its_rows(secret):
    def cost(start: int, number: int) -> int:
        rows = [row(f"A-260302-{start + place:05}") for place in range(number)]
        with CaptureQueriesContext(connection) as captured:
            assert send(secret, *rows).json()["made"] == number
        return len(captured)

    cost(9000, 1)
    assert cost(0, 5) == cost(100, 500)


def test_memory_is_that_of_a_chunk(secret, monkeypatch):
    """What is held at a time are the rows of one chunk, however many come."""
    monkeypatch.setattr(delivering, "CHUNK", 50)
    held = []
    write = delivering._write

    def watched(chunk, *args):
        held.append(len(chunk))
        return write(chunk, *args)

    monkeypatch.setattr(delivering, "_write", watched)
    send(secret, *(row(f"A-260302-{number:05}") for number in range(500)), kind=LINES)
    assert max(held) == 50 and sum(held) == 500
    assert batches.BLOCK < 1024 * 1024
