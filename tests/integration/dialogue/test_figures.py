"""Public figures: counted against a plain reference, moved by every answer, with nobody's words in them."""

import csv
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from freezegun import freeze_time

from sites.dialogue.enums import CaseState
from sites.dialogue.models import Case
from sites.dialogue.services import figures
from sites.documents.models import Field
from tests.factories.dialogue import kind_of, make_case

pytestmark = pytest.mark.django_db
HOST, PROVINCE = "trungmon.tuyenquang.localhost", "tuyenquang.localhost"


@pytest.fixture
def many(province):
    """Cases of two units over two years, in every state."""
    chance, made = Random(7), []
    fields, kinds = list(Field.objects.all()[:3]), [kind_of(), kind_of("phan-anh")]
    for number in range(120):
        received = date(2025, 6, 1) + timedelta(days=chance.randrange(300))
        state = chance.choice(list(CaseState))
        finished = (
            received + timedelta(days=chance.randrange(40)) if state in ("answered", "declined", "withdrawn") else None
        )
        unit = chance.choice([province.commune, province.other_commune])
        made.append(
            Case(
                code=f"26-AAAA-{number:04}",
                kind=chance.choice(kinds),
                unit=unit,
                first_unit=unit,
                field=chance.choice([None, *fields]),
                state=state,
                received_on=received,
                forward_by=received,
                due_on=received + timedelta(days=20),
                finished_on=finished,
                rating=chance.choice(["", "1", "3"]) if state == "answered" else "",
                answer_days=15,
                counted="working_days",
                warn_days=3,
                consented_at="2026-01-01T00:00:00Z",
                subject="LOI-NGUOI-GUI",
                name="TEN-NGUOI-GUI",
            )
        )
    return Case.objects.bulk_create(made)


@freeze_time("2026-05-04 09:00:00+07:00")
def test_the_numbers_are_those_of_counting_one_by_one(many, province):
    for unit in (None, province.commune):
        own = [case for case in many if unit is None or case.unit == unit]
        for year in (2025, 2026):
            months = figures.by_month(year, unit.pk if unit else None)
            for month, numbers in months:
                key = (month.year, month.month)
                received = [case for case in own if (case.received_on.year, case.received_on.month) == key]
                ended = [c for c in own if c.finished_on and (c.finished_on.year, c.finished_on.month) == key]
                solved = [case for case in ended if case.state in ("answered", "declined")]
                assert numbers.received == len(received)
                assert numbers.answered == len(solved)
                assert numbers.late == sum(case.finished_on > case.due_on for case in solved)
                assert numbers.on_time == numbers.answered - numbers.late
                assert numbers.satisfied == sum(case.rating == "3" for case in ended)
            total = sum((numbers for _month, numbers in months), figures.Numbers())
            for table in (figures.by_field, figures.by_kind):
                rows = table(year, unit.pk if unit else None)
                assert sum((numbers for _name, numbers in rows), figures.Numbers()) == total
    of_units = figures.by_unit(2025)
    assert [version.full_name for version, _numbers in of_units] == ["Xã Tân Trào", "Xã Trung Môn"]


@freeze_time("2026-05-04 09:00:00+07:00")
def test_pages_and_files_show_them_and_nothing_that_was_written(many, visit):
    province_page = visit(PROVINCE, "/hoi-dap/so-lieu/").content.decode()
    own_page = visit(HOST, "/hoi-dap/so-lieu/?nam=2025").content.decode()
    assert "Xã Tân Trào" in province_page and "Xã Tân Trào" not in own_page
    assert province_page.count("data:image/svg+xml;base64") == 2
    exported = visit(HOST, "/hoi-dap/so-lieu.csv?nam=2025")
    rows = list(csv.DictReader(StringIO(exported.content.decode("utf-8-sig"))))
    assert {row["unit"] for row in rows} == {"Xã Trung Môn"}
    own = [case for case in many if case.unit.full_name == "Xã Trung Môn"]
    assert sum(int(row["received"]) for row in rows) == sum(case.received_on.year == 2025 for case in own)
    for page in (province_page, own_page, exported.content.decode()):
        assert "NGUOI-GUI" not in page and "26-AAAA" not in page
    for wrong in ("2019", "20x6", "99999"):
        assert visit(HOST, f"/hoi-dap/so-lieu/?nam={wrong}").status_code == 404


def test_the_share_in_time_is_what_the_scorecard_gets(province):
    assert figures.on_time_share(province.commune.pk, date(2026, 1, 1), date(2026, 12, 31)) is None
    with freeze_time("2026-03-02"):
        first, second = make_case(province.commune), make_case(province.commune)
    Case.objects.filter(pk=first.pk).update(state="answered", finished_on=first.due_on)
    Case.objects.filter(pk=second.pk).update(state="answered", finished_on=second.due_on + timedelta(days=1))
    assert figures.on_time_share(province.commune.pk, date(2026, 1, 1), date(2026, 12, 31)) == 0.5
