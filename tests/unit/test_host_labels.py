"""The rule that gives each unit of a province its host label."""

import random

import pytest

from sites.units.loading.official import LISTS
from sites.units.loading.rows import descendants, read_rows
from sites.units.naming import RESERVED_LABELS, Claim, plan_labels

RANKS = {"province": 10, "department": 20, "foreign-affairs": 25, "district": 30, "commune": 40}


def claim(number: int, tier: str, type_name: str, name: str, parent: str = "", code: str = "") -> Claim:
    return Claim(number, RANKS[tier], tier, type_name, name, parent, code)


def claims_of(list_date: str, province: str) -> list[Claim]:
    path, _start = LISTS[list_date]
    rows, bad = read_rows(path, name=path.name)
    assert not bad
    rows = descendants(rows, {("province", province)})
    names = {row.key: row.name for row in rows}
    return [
        Claim(number, row.tier.rank, row.tier.code, row.unit_type.name, row.name, names.get(row.parent, ""), row.code)
        for number, row in enumerate(rows)
        if row.tier.code != "province"
    ]


def labels_by_name(claims: list[Claim]) -> dict[str, str]:
    plan = plan_labels(claims)
    return {f"{c.type_name} {c.name}": plan.labels[c.unit_id] for c in claims}


def test_name_loses_accents_spaces_and_type_word():
    assert plan_labels([claim(1, "commune", "Xã", "Trung Môn")]).labels == {1: "trungmon"}


def test_numeric_name_always_takes_the_type_word():
    plan = plan_labels([claim(1, "commune", "Phường", "1"), claim(2, "commune", "Phường", "Minh Xuân")])
    assert plan.labels == {1: "phuong1", 2: "minhxuan"}


def test_department_keeps_its_type_word():
    assert plan_labels([claim(1, "department", "Sở", "Nội vụ")]).labels == {1: "sonoivu"}


def test_the_foreign_affairs_site_is_named_for_what_it_is_and_not_for_the_province_again():
    kind = "Trang thông tin đối ngoại"
    assert plan_labels([claim(1, "foreign-affairs", kind, "Tuyên Quang")]).labels == {1: "doingoai"}
    two = [claim(1, "foreign-affairs", kind, "Tuyên Quang"), claim(2, "foreign-affairs", kind, "Hà Giang")]
    assert plan_labels(two).labels == {1: "trangthongtindoingoaituyenquang", 2: "trangthongtindoingoaihagiang"}
    assert plan_labels([claim(1, "commune", "Xã", "Tuyên Quang")]).labels == {1: "tuyenquang"}


@pytest.mark.parametrize("label", sorted(RESERVED_LABELS))
def test_reserved_labels_are_never_given(label):
    plan = plan_labels([claim(1, "commune", "Xã", label)])
    assert plan.labels == {1: f"xa{label}"}


def test_label_in_use_is_not_given_again():
    assert plan_labels([claim(1, "commune", "Xã", "Yên Sơn")], {"yenson"}).labels == {1: "xayenson"}


def test_same_name_type_and_parent_fall_back_to_the_code():
    plan = plan_labels(
        [claim(1, "commune", "Xã", "Sơn Hà", "", "21291"), claim(2, "commune", "Xã", "Sơn Hạ", "", "21289")]
    )
    assert plan.labels == {1: "sonha-21291", 2: "sonha-21289"}


def test_claims_nothing_tells_apart_are_refused():
    twin = [claim(1, "commune", "Xã", "Sơn Hà", "", "1"), claim(2, "commune", "Xã", "Sơn Hà", "", "1")]
    with pytest.raises(ValueError, match="no host label"):
        plan_labels(twin)


def test_a_label_is_at_most_63_characters():
    long = "Nghiên cứu phát triển " * 6
    plan = plan_labels([claim(n, "commune", "Xã", long, "Tân Thành " * 5, str(n)) for n in (1, 2)])
    assert len(set(plan.labels.values())) == 2
    assert all(len(label) <= 63 for label in plan.labels.values())


EXPECTED = {
    "Huyện Yên Sơn": "yenson",
    "Thị trấn Yên Sơn": "thitranyenson",
    "Huyện Na Hang": "nahang",
    "Thị trấn Na Hang": "thitrannahang",
    "Huyện Sơn Dương": "sonduong",
    "Thị trấn Sơn Dương": "thitransonduong",
    "Xã Tân Thành": "tanthanh-hamyen",
    "Xã Tân Thanh": "tanthanh-sonduong",
    "Xã Trung Môn": "trungmon",
}


def test_the_four_collisions_of_tuyen_quang_in_any_order(tiers):
    claims = claims_of("2025-06-30", "08")
    first = plan_labels(claims)
    wanted = {c.label for c in first.collisions}
    assert wanted == {"yenson", "nahang", "sonduong", "tanthanh", "xatanthanh"}
    for seed in range(25):
        random.Random(seed).shuffle(claims)  # noqa: S311
        labels = labels_by_name(claims)
        assert {name: labels[name] for name in EXPECTED} == EXPECTED
        assert plan_labels(claims).labels == first.labels


def test_the_two_tier_tuyen_quang_has_no_collision(tiers):
    claims = claims_of("2025-07-01", "08")
    plan = plan_labels(claims)
    assert not plan.collisions
    labels = labels_by_name(claims)
    assert labels["Xã Sơn Dương"] == "sonduong"
    assert labels["Xã Nà Hang"] == "nahang"


@pytest.mark.parametrize("list_date", LISTS)
def test_every_province_of_the_country_gets_distinct_labels(tiers, list_date):
    path, _start = LISTS[list_date]
    rows, _bad = read_rows(path, name=path.name)
    for province in [row for row in rows if row.tier.code == "province"]:
        below = descendants(rows, {province.key})[1:]
        names = {row.key: row.name for row in below}
        claims = [
            Claim(n, r.tier.rank, r.tier.code, r.unit_type.name, r.name, names.get(r.parent, ""), r.code)
            for n, r in enumerate(below)
        ]
        labels = plan_labels(claims).labels
        assert len(set(labels.values())) == len(below)
        assert not set(labels.values()) & RESERVED_LABELS
