"""The figures are those of a full count, row by row, whatever was delivered in whatever order; pages show them."""

import csv
import json
import random
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from freezegun import freeze_time

from portal.core import page_cache
from sites.documents.models import Field
from sites.procedures.cases import delivering, figures, reading
from sites.procedures.cases.enums import OPEN_STATES, CaseState
from sites.procedures.cases.tasks import tidy_cases
from sites.procedures.models import Case, MonthFigure, OpenFigure
from tests.factories.cases import deliver, kinds, make_case_procedure, row
from tests.integration.test_query_counts import queries

pytestmark = pytest.mark.django_db
LISTING = 15
TODAY = "2026-10-20 09:00:00+07:00"


@pytest.fixture
def unit(province):
    fields = list(Field.objects.values_list("code", flat=True)[:3])
    make_case_procedure(province.province, "1.001193", fields[0])
    make_case_procedure(province.province, "1.000002", fields[1])
    make_case_procedure(province.province, "1.000003", fields[2])
    return province.commune


def finished(number: int, day: str, due: str = "2026-03-05", **values) -> dict:
    return row(f"A-260302-{number:04}", due_on=due, state="returned", finished_on=day, **values)


def numbers(unit, month: str = "2026-03-01") -> tuple:
    found = MonthFigure.objects.get(unit=unit, field=None, month=month)
    return tuple(getattr(found, name) for name in figures.NUMBERS)


def test_what_counts_as_what(unit):
    deliver(
        unit,
        finished(1, "2026-03-04"),
        finished(2, "2026-03-05"),
        finished(3, "2026-03-06"),
        finished(4, "2026-04-01"),
        row("A-260302-0005", state="withdrawn", finished_on="2026-03-03"),
        row("A-260302-0006", state="refused", finished_on="2026-03-03"),
        row("A-260302-0007"),
    )
    # Received, early (one refused with reasons), on time, late, withdrawn, open and due in the month.
    assert numbers(unit) == (7, 2, 1, 1, 1, 1)
    assert numbers(unit, "2026-04-01") == (0, 0, 0, 1, 0, 0)
    assert figures.differences() == 0


def test_a_new_day_promised_does_not_make_a_late_case_punctual(unit):
    deliver(unit, finished(1, "2026-03-09", new_due_on="2026-03-10"))
    assert numbers(unit)[1:4] == (0, 0, 1)


def test_a_change_moves_a_case_from_one_number_to_another(unit):
    deliver(unit, row("A-260302-0001"))
    assert numbers(unit) == (1, 0, 0, 0, 0, 1) and OpenFigure.objects.count() == 2
    deliver(unit, row("A-260302-0001", 2, state="returned", finished_on="2026-03-05"))
    assert numbers(unit) == (1, 0, 1, 0, 0, 0) and not OpenFigure.objects.exists()
    # Corrected by the sender: it came in another month and was about something else.
    deliver(
        unit,
        row(
            "A-260302-0001",
            3,
            state="returned",
            received_on="2026-02-27",
            finished_on="2026-03-05",
            procedure="1.000002",
        ),
    )
    assert numbers(unit) == (0, 0, 1, 0, 0, 0) and numbers(unit, "2026-02-01") == (1, 0, 0, 0, 0, 0)
    assert figures.differences() == 0


@pytest.mark.parametrize("seed", range(6))
def test_the_figures_are_those_of_a_full_count_after_anything(unit, province, seed, monkeypatch):
    chance = random.Random(seed)
    monkeypatch.setattr(delivering, "CHUNK", chance.choice([1, 3, 50]))

    def day(after: date, longest: int) -> date:
        return after + timedelta(days=chance.randrange(longest))

    def anything() -> dict:
        received = day(date(2026, 1, 1), 200)
        state = chance.choice(CaseState.values)
        due = received + timedelta(days=chance.randrange(-2, 40))
        ends = None if state in OPEN_STATES else str(day(received, 60))
        return row(
            f"A-260302-{chance.randrange(40):04}",
            chance.choice([None, *range(1, 8)]),
            procedure=chance.choice(["1.001193", "1.000002", "1.000003", "9.999999"]),
            state=state,
            received_on=str(received),
            due_on=str(due),
            finished_on=ends,
            fact=chance.choice(["0042", None]),
        )

    for _round in range(8):
        # Two units that now and then claim each other's codes.
        deliver(chance.choice([unit, province.district]), *(anything() for _number in range(chance.randrange(1, 60))))
        assert figures.differences() == 0
    assert Case.objects.count() > 20 and not MonthFigure.objects.filter(received__lt=0).exists()
    before = list(MonthFigure.objects.order_by("unit", "field", "month").values_list("unit", "field", "month", "late"))
    figures.recount()
    after = list(MonthFigure.objects.order_by("unit", "field", "month").values_list("unit", "field", "month", "late"))
    assert before == after and figures.differences() == 0


def test_the_night_finds_and_mends_what_is_wrong(unit, caplog):
    deliver(unit, row("A-260302-0001"), finished(2, "2026-03-04"))
    tidy_cases.call()
    assert not caplog.records
    MonthFigure.objects.filter(field=None).update(received=99)
    OpenFigure.objects.filter(field=None).delete()
    with pytest.raises(CommandError, match="differ"):
        call_command("recount_cases")
    tidy_cases.call()
    assert "figures of cases" in caplog.text and figures.differences() == 0
    call_command("recount_cases", mend=True)
    assert numbers(unit)[0] == 2


# --- As they are read -----------------------------------------------------------------------------


@freeze_time(TODAY)
def test_overdue_is_what_is_open_after_its_day_to_the_day(unit):
    def due(number: int, day: str) -> dict:
        return row(f"A-260302-{number:04}", received_on="2026-03-02", due_on=day)

    deliver(unit, due(1, "2026-08-31"), due(2, "2026-10-19"), due(3, "2026-10-20"), due(4, "2026-10-21"))
    assert (reading.standing(unit.pk).open, reading.standing(unit.pk).overdue) == (4, 2)
    months = {month.month: row.overdue for month, row in reading.by_month(2026, unit.pk)}
    assert (months[8], months[9], months[10]) == (1, 0, 1) and 11 not in months
    with freeze_time("2026-10-20 23:59:59+07:00"):
        assert reading.standing(None).overdue == 2
    with freeze_time("2026-10-21 00:00:00+07:00"):
        assert reading.standing(unit.pk).overdue == 3
    fields = reading.by_field(reading.Span.year(2026), unit.pk)
    assert [row.overdue for row in fields.values()] == [2]
    assert reading.by_unit(reading.Span.year(2026))[unit.pk].overdue == 2


@freeze_time(TODAY)
def test_a_unit_shows_its_own_figures_and_the_province_those_of_all(unit, province, visit):
    deliver(unit, finished(1, "2026-03-04"), finished(2, "2026-03-09"))
    deliver(province.department, finished(3, "2026-03-05"), row("A-260302-0004"))
    own = visit("trungmon.tuyenquang.localhost", "/tien-do-ho-so/").content.decode()
    everything = visit("tuyenquang.localhost", "/tien-do-ho-so/").content.decode()
    assert "50,0%" in own and "66,7%" in everything
    assert own.count('src="data:image/svg+xml') == 2 and "<script" not in own.split("<main")[1]
    compared = visit("trungmon.tuyenquang.localhost", "/tien-do-ho-so/don-vi/?thang=3&xep=qua-han").content.decode()
    assert compared.index("Xã Trung Môn") < compared.index("Sở Nội vụ")
    assert "Xã Tân Trào" not in compared


@freeze_time(TODAY)
def test_the_figures_can_be_taken_along(unit, province, visit):
    deliver(unit, finished(1, "2026-03-04"))
    deliver(province.department, finished(2, "2026-03-05", procedure="1.000002"))

    def rows(host: str, kind: str) -> list[dict]:
        answer = visit(host, f"/tien-do-ho-so/so-lieu.{kind}?nam=2026")
        text = b"".join(answer.streaming_content).decode()
        return list(csv.DictReader(StringIO(text.lstrip("\ufeff")))) if kind == "csv" else json.loads(text)["rows"]

    one, all_units = rows("trungmon.tuyenquang.localhost", "csv"), rows("tuyenquang.localhost", "json")
    assert [(row["unit"], row["month"], row["early"]) for row in one] == [("Xã Trung Môn", "2026-03", "1")]
    assert {(row["unit"], row["early"], row["on_time"]) for row in all_units} == {
        ("Xã Trung Môn", 1, 0),
        ("Sở Nội vụ", 0, 1),
    }


@freeze_time(TODAY)
@pytest.mark.parametrize("query", ["nam=abcd", "nam=1890", "nam=2026&thang=13", "nam=2026&thang=x", "nam=²⁰²⁶"])
def test_times_that_are_none_are_not_found(unit, visit, query):
    deliver(unit, row("A-260302-0001"))
    assert visit("tuyenquang.localhost", f"/tien-do-ho-so/don-vi/?{query}").status_code == 404


def test_pages_without_any_case_say_so(province, visit):
    for path in ("/tien-do-ho-so/", "/tien-do-ho-so/don-vi/"):
        assert visit("tuyenquang.localhost", path).status_code == 200


@freeze_time(TODAY)
def test_pages_of_figures_keep_within_their_queries(unit, province, visit):
    few = {}
    for owner in (unit, province.district, province.department):
        deliver(owner, finished(owner.pk, "2026-03-04"))
    for path in ("/tien-do-ho-so/", "/tien-do-ho-so/don-vi/"):
        few[path] = len(queries(visit, unit, path))
        assert few[path] <= LISTING, path
    for number, owner in enumerate([province.other_commune, province.other_district, province.province]):
        deliver(owner, *(finished(1000 + number * 100 + place, "2026-04-04") for place in range(30)))
    for path, number in few.items():
        assert len(queries(visit, unit, path)) == number, path


@freeze_time(TODAY)
def test_a_delivery_makes_pages_of_figures_stale_and_no_others(unit, province, visit, django_assert_num_queries):
    deliver(unit, finished(1, "2026-03-04"))
    for path in ("/tien-do-ho-so/", "/tin-tuc/"):
        visit("tuyenquang.localhost", path)
    with TestCase.captureOnCommitCallbacks(execute=True):
        deliver(province.department, finished(2, "2026-03-09"))
    with django_assert_num_queries(0):
        visit("tuyenquang.localhost", "/tin-tuc/")
    assert "50,0%" in visit("tuyenquang.localhost", "/tien-do-ho-so/").content.decode()
    assert page_cache.versions([delivering.FIGURES])


def test_set_aside_rows_count_nowhere(unit):
    delivery = deliver(unit, row("A-260302-0001", due_on="2020-01-01"))
    assert kinds(delivery) and not MonthFigure.objects.exists()
