"""Deliveries: each row is taken or set aside by itself, in the order of the sender's versions, never half a batch."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from sites.procedures.cases import delivering
from sites.procedures.cases.codes import clean_code, hash_fact, stored_fact
from sites.procedures.cases.enums import CaseState
from sites.procedures.models import Case, CaseDelivery, MonthFigure
from tests.factories.cases import deliver, kinds, make_case_procedure, row

pytestmark = pytest.mark.django_db
CODE, OTHER = "000.00.08.H60-260302-0001", "000.00.08.H60-260302-0002"


@pytest.fixture
def unit(province):
    make_case_procedure(province.province)
    return province.commune


def state_of(code: str = CODE) -> tuple[str, int]:
    return Case.objects.values_list("state", "version").get(code=code)


def test_a_case_is_made_changed_and_left_alone(unit):
    assert deliver(unit, row(CODE)).made == 1
    later = deliver(unit, row(CODE, 2, state="processing", fact=None))
    assert (later.made, later.changed, later.bad) == (0, 1, 0)
    again = deliver(unit, row(CODE, 2, state="processing", fact=None))
    assert (again.changed, again.unchanged, again.bad) == (0, 1, 0)
    assert state_of() == ("processing", 2)
    # Who delivers a change need not repeat the second fact.
    assert bytes(Case.objects.get(code=CODE).fact) == stored_fact(CODE, "0042")


def test_the_senders_version_decides_and_not_the_order_of_arrival(unit):
    deliver(unit, row(CODE, 7, state="processing"))
    late = deliver(unit, row(CODE, 3))
    assert (late.outdated, late.bad) == (1, 0)
    assert state_of() == ("processing", 7)


def test_the_same_version_with_other_content_is_set_aside(unit):
    deliver(unit, row(CODE, 3))
    refused = deliver(unit, row(CODE, 3, due_on="2026-03-09"))
    assert kinds(refused) == {1: "same_version"}
    assert Case.objects.get().due_on == date(2026, 3, 5)


def test_without_a_version_what_comes_later_is_newer(unit):
    deliver(unit, row(CODE, None), row(CODE, None, state="processing"))
    assert state_of() == ("processing", 1)
    assert deliver(unit, row(CODE, None, state="processing")).unchanged == 1


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("received", "processing", True),
        ("processing", "waiting", True),
        ("waiting", "processing", True),
        ("processing", "returned", True),
        ("solved", "returned", True),
        ("processing", "received", False),
        ("waiting", "received", False),
        ("solved", "processing", False),
        ("returned", "solved", False),
        ("refused", "processing", False),
        ("withdrawn", "received", False),
        ("refused", "returned", False),
    ],
)
def test_a_state_never_goes_backwards(unit, before, after, allowed):
    def finished(state: str) -> str | None:
        return None if state in ("received", "processing", "waiting") else "2026-03-04"

    deliver(unit, row(CODE, 1, state=before, finished_on=finished(before)))
    second = deliver(unit, row(CODE, 2, state=after, finished_on=finished(after)))
    assert kinds(second) == ({} if allowed else {1: "backwards"})
    assert state_of()[0] == (after if allowed else before)


BAD_ROWS = {
    "missing": row(""),
    "code": row("Nguyễn Văn A"),
    "unknown_key": row(CODE, ho_ten="Nguyễn Văn A"),
    "version": row(CODE, -1),
    "unknown_procedure": row(CODE, procedure="9.999999"),
    "unknown_unit": row(CODE, unit="99999"),
    "other_unit": row(CODE, unit="02536"),
    "state": row(CODE, state="đang chờ sếp"),
    "date": row(CODE, received_on="31/02/2026"),
    "fact": row(CODE, fact="0912345678"),
    "due_before_received": row(CODE, due_on="2026-03-01"),
    "finished_before_received": row(CODE, state="returned", finished_on="2026-03-01"),
    "in_the_future": row(CODE, received_on="2099-01-01", due_on="2099-01-02"),
    "new_due": row(CODE, new_due_on="2026-03-05"),
    "finished_state": row(CODE, finished_on="2026-03-04"),
}


@pytest.mark.parametrize(("kind", "bad"), BAD_ROWS.items(), ids=BAD_ROWS)
def test_a_bad_row_is_named_and_its_neighbours_are_taken(unit, kind, bad):
    delivery = deliver(unit, row("A.1-260302-0001"), bad, row("A.1-260302-0002"))
    assert kinds(delivery) == {2: kind}
    assert (delivery.total, delivery.made, delivery.bad) == (3, 2, 1)
    reason = delivery.faults.get().reason
    assert reason.endswith(".") and len(reason) > 12
    # A name in the wrong column is repeated nowhere.
    assert "Nguyễn" not in reason and "0912345678" not in reason
    assert not Case.objects.filter(code=CODE).exists()


def test_a_case_of_another_unit_is_not_touched(unit, province):
    deliver(province.other_commune, row(CODE))
    delivery = deliver(unit, row(CODE, 9, state="processing"), row(OTHER))
    assert kinds(delivery) == {1: "other_unit"} and delivery.made == 1
    assert state_of() == ("received", 1)


def test_the_own_code_of_the_unit_is_taken(unit):
    assert deliver(unit, row(CODE, unit="02449")).made == 1


def test_rows_of_one_case_build_on_each_other_wherever_they_stand(unit, monkeypatch):
    monkeypatch.setattr(delivering, "CHUNK", 2)
    delivery = deliver(
        unit,
        row(CODE, 1),
        row(CODE, 2, state="processing"),
        row(OTHER, 1),
        row(CODE, 3, state="received"),
        row(CODE, 3, state="returned", finished_on="2026-03-05"),
    )
    assert (delivery.made, delivery.changed, kinds(delivery)) == (2, 2, {4: "backwards"})
    assert state_of() == ("returned", 3)


def test_a_delivery_that_fails_leaves_nothing(unit):
    def rows():
        yield 1, row(CODE)
        raise OSError("the disk is gone")

    with pytest.raises(OSError):
        delivering.take(CaseDelivery(unit=unit), rows())
    assert not Case.objects.exists() and not CaseDelivery.objects.exists() and not MonthFigure.objects.exists()


def test_more_rows_than_are_taken_at_once_are_refused_whole(unit, monkeypatch):
    monkeypatch.setattr(delivering, "MOST_ROWS", 2)
    with pytest.raises(delivering.DeliveryRefused, match="2"):
        deliver(unit, *(row(f"A-260302-000{number}") for number in range(3)))
    assert not Case.objects.exists()


def test_a_dry_run_says_the_same_and_keeps_nothing(unit):
    rows = [row(CODE), row(CODE, 2, state="processing"), row(OTHER, due_on="2020-01-01")]
    delivery = CaseDelivery.objects.create(unit=unit)
    counts = delivering.check(delivery, enumerate(rows, start=1))
    assert (counts.total, counts.made, counts.changed, counts.bad) == (3, 1, 1, 1)
    assert [fault.kind for fault in counts.faults] == ["due_before_received"]
    assert not Case.objects.exists() and not MonthFigure.objects.exists() and not delivery.faults.exists()


def test_a_day_is_that_of_the_clock_in_vietnam(unit):
    # 17:30 in the universal time is half an hour past midnight here.
    deliver(unit, row(CODE, received_on="2026-03-01T17:30:00Z"), row(OTHER, received_on="2026-03-02T23:59:59+07:00"))
    assert set(Case.objects.values_list("received_on", flat=True)) == {date(2026, 3, 2)}


def test_the_day_promised_follows_from_the_time_limit_and_the_calendar(unit, province):
    make_case_procedure(province.province, "1.000002", time_value=10, time_unit="day")
    make_case_procedure(province.province, "1.000003", time_value=8, time_unit="hour")
    delivery = deliver(
        unit,
        # Received on the Friday before Tết: three working days later is the Wednesday after it.
        row(CODE, received_on="2026-02-13", due_on=None),
        row(OTHER, received_on="2026-02-10", due_on=None, procedure="1.000002"),
        row("A-260302-0003", due_on=None, procedure="1.000003"),
    )
    assert Case.objects.get(code=CODE).due_on == date(2026, 2, 25)
    assert Case.objects.get(code=OTHER).due_on == date(2026, 2, 23)
    assert kinds(delivery) == {3: "missing"}


def test_a_new_time_limit_does_not_move_a_day_already_promised(unit):
    deliver(unit, row(CODE, due_on=None))
    Case.objects.get().procedure.__class__.objects.update(time_value=30)
    assert deliver(unit, row(CODE, due_on=None)).unchanged == 1
    deliver(unit, row(CODE, 2, due_on=None, state="processing"))
    assert Case.objects.get().due_on == date(2026, 3, 5)


def test_no_fact_is_stored_that_can_be_read(unit):
    deliver(unit, row(CODE), row(OTHER, fact=None, fact_sha256=hash_fact(OTHER, "0042")))
    one, other = (bytes(case.fact) for case in Case.objects.order_by("code"))
    assert one != other and one == stored_fact(CODE, "0042") and other == stored_fact(OTHER, "0042")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM procedures_case AS c")
        written = "\n".join(text for (text,) in cursor.fetchall())
    assert "0042" not in written


def test_both_forms_of_the_fact_at_once_are_refused(unit):
    assert kinds(deliver(unit, row(CODE, fact_sha256=hash_fact(CODE, "0042")))) == {1: "fact"}


def test_the_fact_of_a_case_long_finished_is_not_stored(unit, settings):
    old = {"state": "returned", "received_on": "2025-01-06", "due_on": "2025-01-09", "finished_on": "2025-01-08"}
    deliver(unit, row(CODE, **old))
    assert Case.objects.get().fact is None
    settings.CASE_FACT_DAYS = (timezone.localdate() - date(2025, 1, 8)).days
    deliver(unit, row(OTHER, **old))
    assert Case.objects.get(code=OTHER).fact is not None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" 000.00.08.h60-260302-0001 ", CODE),
        ("000.00.08.H60 – 260302 – 0001", CODE),
        ("H60.08/2026/12345", "H60.08/2026/12345"),
        ("Nguyễn Văn A", ""),
        ("ABCDEF", ""),
        ("1" * 41, ""),
        (None, ""),
        ("'; DROP TABLE--1234", ""),
    ],
)
def test_what_is_a_code(typed, code):
    assert clean_code(typed) == code


def test_the_database_itself_refuses_nonsense(unit):
    deliver(unit, row(CODE))
    for nonsense in (
        {"due_on": date(2026, 3, 1)},
        {"finished_on": date(2026, 3, 3)},
        {"state": CaseState.RETURNED},
        {"new_due_on": date(2026, 3, 4)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.update(**nonsense)
