"""What the database itself refuses about units and hosts, and what it must allow."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sites.units.models import HostName, Unit, UnitVersion
from tests.factories.units import make_unit

MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)


@pytest.fixture
def unit(tiers) -> Unit:
    return make_unit("province", "tinh", "Tuyên Quang", code="08", valid_from=MAY, valid_to=JULY)


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def next_version(unit: Unit, valid_from: date, valid_to: date | None = None, **changes) -> UnitVersion:
    last = unit.versions.get()
    values = {"tier": last.tier, "unit_type": last.unit_type, "name": last.name, "code": last.code} | changes
    return UnitVersion.objects.create(unit=unit, valid_from=valid_from, valid_to=valid_to, **values)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_refused"),
    [
        (JUNE, None, True),
        (MAY, JULY, True),
        (date(2025, 4, 1), JUNE, True),
        (JULY, None, False),
        (date(2025, 4, 1), MAY, False),
    ],
)
def test_versions_of_a_unit_may_touch_and_never_overlap(unit, valid_from, valid_to, is_refused):
    assert refused(lambda: next_version(unit, valid_from, valid_to, code="")) is is_refused


@pytest.mark.parametrize(("valid_to", "is_refused"), [(JUNE, True), (MAY, True), (JULY, False), (None, False)])
def test_a_version_ends_after_it_starts(tiers, valid_to, is_refused):
    assert refused(lambda: make_unit("province", "tinh", "Hà Giang", valid_from=JUNE, valid_to=valid_to)) is is_refused


@pytest.mark.parametrize(
    ("tier", "kind", "valid_from", "is_refused"),
    [("province", "tinh", JUNE, True), ("province", "tinh", JULY, False), ("district", "huyen", JUNE, False)],
)
def test_a_code_is_one_unit_of_a_tier_at_one_time(unit, tier, kind, valid_from, is_refused):
    assert refused(lambda: make_unit(tier, kind, "Khác", code="08", valid_from=valid_from)) is is_refused


def test_units_without_a_code_do_not_clash(unit):
    assert not refused(lambda: make_unit("province", "tinh", "Một"))
    assert not refused(lambda: make_unit("province", "tinh", "Hai"))


def test_a_unit_is_not_its_own_parent(unit):
    assert refused(lambda: UnitVersion.objects.filter(unit=unit).update(parent=unit))


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_refused"),
    [(JUNE, None, True), (date(2025, 4, 1), JUNE, True), (JULY, None, False), (date(2025, 4, 1), MAY, False)],
)
def test_a_host_speaks_for_one_unit_at_one_time_and_may_pass_on(unit, valid_from, valid_to, is_refused):
    other = make_unit("province", "tinh", "Hà Giang", code="02")
    HostName.objects.create(unit=unit, host="a.localhost", valid_from=MAY, valid_to=JULY)
    make = lambda: HostName.objects.create(unit=other, host="a.localhost", valid_from=valid_from, valid_to=valid_to)  # noqa: E731
    assert refused(make) is is_refused


def test_a_unit_has_one_primary_host_and_any_number_of_others(unit):
    HostName.objects.create(unit=unit, host="a.localhost")
    assert refused(lambda: HostName.objects.create(unit=unit, host="b.localhost"))
    for host in ("c.localhost", "d.localhost"):
        assert not refused(lambda host=host: HostName.objects.create(unit=unit, host=host, role="alias"))


@pytest.mark.parametrize(("valid_to", "is_refused"), [(JUNE, True), (MAY, True), (JULY, False), (None, False)])
def test_a_host_ends_after_it_starts(unit, valid_to, is_refused):
    make = lambda: HostName.objects.create(unit=unit, host="a.localhost", valid_from=JUNE, valid_to=valid_to)  # noqa: E731
    assert refused(make) is is_refused


@pytest.mark.parametrize(
    ("host", "is_refused"),
    [
        ("A.localhost", True),
        ("á.localhost", True),
        ("-a.localhost", True),
        ("a b", True),
        ("", True),
        ("a-1.localhost", False),
    ],
)
def test_a_host_is_lower_case_ascii(unit, host, is_refused):
    assert refused(lambda: HostName.objects.create(unit=unit, host=host)) is is_refused
