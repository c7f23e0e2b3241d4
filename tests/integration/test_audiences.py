"""To whom something may be sent along the tree, and which units that are on a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import page_cache
from sites.units import audiences, hosts
from sites.units.audiences import address, audience_keys, receivers
from sites.units.enums import AudienceKind, Role
from sites.units.models import Audience, RoleAssignment, Tier
from sites.units.services import change_unit
from tests.factories.units import make_person

ALL, TIER, SUBTREE, LIST = AudienceKind.ALL, AudienceKind.TIER, AudienceKind.SUBTREE, AudienceKind.LIST


class Letter(Audience):
    """Something that is sent; without a table."""

    class Meta:
        app_label = "units"
        managed = False


def sent(by, sender, kind, **to) -> Letter:
    letter = Letter()
    address(letter, by=by, sender=sender, kind=kind, **to)
    return letter


def names(letter, day=None) -> set[str]:
    return {version.full_name for version in receivers(letter, day)}


@pytest.fixture
def board(province):
    person = make_person("ban-bien-tap")
    RoleAssignment.objects.create(person=person, role=Role.EDITORIAL_BOARD, valid_from=date(2019, 1, 1))
    return person


@pytest.fixture
def district_publisher(province):
    return make_person("huyen", unit=province.district, role=Role.PUBLISHER)


def test_a_unit_has_the_keys_of_its_tier_and_of_all_above_it(province):
    keys = audience_keys(province.commune)
    assert keys == (
        "all",
        "tier:commune",
        f"in:{province.commune.uuid}",
        f"in:{province.commune.uuid}:commune",
        f"in:{province.district.uuid}",
        f"in:{province.district.uuid}:commune",
        f"in:{province.province.uuid}",
        f"in:{province.province.uuid}:commune",
        f"unit:{province.commune.uuid}",
    )
    assert f"in:{province.district.uuid}" not in audience_keys(province.other_commune)
    assert len(max(keys, key=len)) <= Letter._meta.get_field("keys").base_field.max_length


def test_keys_follow_the_tree_of_the_day(province):
    tomorrow = timezone.localdate() + timedelta(days=1)
    change_unit(province.commune, valid_from=tomorrow, parent=province.province)
    assert f"in:{province.district.uuid}" in audience_keys(province.commune)
    assert f"in:{province.district.uuid}" not in audience_keys(province.commune, tomorrow)
    assert f"in:{province.province.uuid}:commune" in audience_keys(province.commune, tomorrow)


def test_a_closed_unit_is_addressed_by_nothing(province):
    version = province.commune.versions.get()
    version.valid_to = timezone.localdate()
    version.save()
    assert audience_keys(province.commune) == ()


def test_the_host_carries_the_keys_and_the_cache_depends_on_them(province):
    host = province.commune.site.hostname
    hosts.resolve(host)
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        request.unit_host = hosts.resolve(host)
        names = list(audiences.versions_of_audiences(request))
    assert len(queries) == 0
    assert request.unit_host.audience_keys == audience_keys(province.commune)
    assert {f"audience:{key}" for key in request.unit_host.audience_keys} < set(names)
    request.unit_host = None
    assert list(audiences.versions_of_audiences(request)) == []


def test_a_choice_of_any_size_makes_pages_stale_at_the_same_cost(
    province, django_capture_on_commit_callbacks, monkeypatch
):
    asked = []
    monkeypatch.setattr(page_cache, "expire_now", lambda names: asked.append(len(names)) or True)
    for number in (1, audiences.EXACT, audiences.EXACT + 1, 400):
        with django_capture_on_commit_callbacks(execute=True):
            audiences.expire([f"unit:{index}" for index in range(number)])
    assert asked == [1, audiences.EXACT, 1, 1]


def test_the_board_addresses_anybody(province, board):
    assert sent(board, province.province, ALL).keys == ["all"]
    assert len(names(sent(board, province.province, ALL))) == 7
    communes = sent(board, province.province, TIER, tier=Tier.objects.get(code="commune"))
    assert names(communes) == {"Xã Trung Môn", "Xã Tân Trào"}
    one = sent(board, province.province, SUBTREE, area=province.district)
    assert names(one) == {"Huyện Yên Sơn", "Xã Trung Môn"}
    chosen = sent(board, province.province, LIST, units=[province.commune, province.other_district])
    assert names(chosen) == {"Xã Trung Môn", "Huyện Sơn Dương"}
    both = sent(board, province.province, TIER, tier=Tier.objects.get(code="commune"), area=province.district)
    assert names(both) == {"Xã Trung Môn"}


def test_a_unit_s_publisher_addresses_what_is_below_it(province, district_publisher):
    own = province.district
    assert names(sent(district_publisher, own, ALL)) == {"Huyện Yên Sơn", "Xã Trung Môn"}
    assert names(sent(district_publisher, own, TIER, tier=Tier.objects.get(code="commune"))) == {"Xã Trung Môn"}
    assert names(sent(district_publisher, own, LIST, units=[province.commune])) == {"Xã Trung Môn"}
    assert names(sent(district_publisher, own, SUBTREE, area=province.commune)) == {"Xã Trung Môn"}


@pytest.mark.parametrize(
    "kind, to",
    [
        (SUBTREE, {"area": "other_district"}),
        (SUBTREE, {"area": "province"}),
        (TIER, {"area": "other_district", "tier": "commune"}),
        (LIST, {"units": ["commune", "other_commune"]}),
        (LIST, {"units": ["other_district"]}),
    ],
)
def test_nobody_addresses_sideways_or_upwards(province, district_publisher, kind, to):
    given = {name: value for name, value in to.items() if name != "tier"}
    choice = {
        name: [getattr(province, one) for one in value] if isinstance(value, list) else getattr(province, value)
        for name, value in given.items()
    }
    if "tier" in to:
        choice["tier"] = Tier.objects.get(code=to["tier"])
    with pytest.raises(ValidationError) as error:
        sent(district_publisher, province.district, kind, **choice)
    assert "trực thuộc" in str(error.value)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_who_may_not_publish_addresses_nobody(province, role):
    with pytest.raises(ValidationError) as error:
        sent(make_person(unit=province.district, role=role), province.district, ALL)
    assert "Chỉ người duyệt xuất bản" in str(error.value)


def test_a_publisher_elsewhere_addresses_nobody_here(province, district_publisher):
    with pytest.raises(ValidationError):
        sent(district_publisher, province.province, ALL)


def test_what_addresses_nobody_gets_a_sentence(province, board, district_publisher):
    for kind, field in ((TIER, "tier"), (SUBTREE, "area"), (LIST, "units")):
        with pytest.raises(ValidationError) as error:
            sent(board, province.province, kind)
        assert list(error.value.message_dict) == [field]
    with pytest.raises(ValidationError) as error:
        sent(board, province.province, TIER, tier=Tier.objects.get(code="department"), area=province.district)
    assert "Không có đơn vị nào" in str(error.value)
    many = [province.commune] * (audiences.MAX_CHOSEN + 1)
    with pytest.raises(ValidationError) as error:
        sent(board, province.province, LIST, units=many)
    assert str(audiences.MAX_CHOSEN) in str(error.value)


def test_asking_who_is_addressed_is_one_query_whatever_the_tree(province, board):
    for kind, to in ((ALL, {}), (SUBTREE, {"area": province.province}), (LIST, {"units": [province.commune]})):
        letter = sent(board, province.province, kind, **to)
        with CaptureQueriesContext(connection) as queries:
            assert names(letter)
        assert len(queries) == 1


def test_an_audience_is_told_in_words(province, board):
    communes = Tier.objects.get(code="commune")
    assert audiences.describe(sent(board, province.province, ALL)) == "Tất cả đơn vị"
    assert audiences.describe(sent(board, province.province, TIER, tier=communes)) == f"Mọi đơn vị thuộc {communes}"
    area = sent(board, province.province, SUBTREE, area=province.district)
    assert audiences.describe(area) == "Huyện Yên Sơn và các đơn vị trực thuộc"
    chosen = sent(board, province.province, LIST, units=[province.commune])
    assert audiences.describe(chosen) == "1 đơn vị được chọn"
