"""Lists of units become units and versions: the good ones whole, the bad ones with line and reason."""

import unicodedata
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sites.units.loading import BadRows, load_file
from sites.units.loading.official import load_official
from sites.units.models import HostName, Unit, UnitEvent, UnitVersion
from sites.units.naming import plan_hosts
from tests.factories.lists import GOOD, HEADER, csv_file

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def load(*rows, header: str = HEADER, **options):
    return load_file(csv_file(*rows, header=header), name="list.csv", list_date=date(2025, 1, 1), **options)


def version(code: str, day: date, tier: str = "commune") -> UnitVersion:
    return UnitVersion.objects.on(day).get(tier__code=tier, code=code)


def state() -> tuple:
    """Everything that loading may write, for comparing two moments."""
    return (
        sorted(UnitVersion.objects.values_list("pk", "unit_id", "valid_from", "valid_to", "parent_id", "full_name")),
        sorted(UnitEvent.objects.values_list("pk", "kind", "source")),
        sorted(HostName.objects.values_list("pk", "host", "valid_to")),
        Unit.objects.count(),
    )


# --- Files of one's own ---------------------------------------------------------------------------


def test_good_list_is_loaded_with_parents_names_and_sort_keys(tiers):
    report = load(*GOOD)
    assert (report.units, report.versions, report.skipped) == (4, 4, [])
    commune = version("02449", date(2025, 1, 1))
    assert commune.full_name == "Xã Trung Môn"
    assert commune.folded == "xa trung mon"
    assert commune.name_key
    assert str(commune.parent) == "Huyện Yên Sơn"
    assert commune.source == "list.csv:4"


def test_rows_may_stand_in_any_order(tiers):
    assert load(*reversed(GOOD)).units == 4


def test_loading_twice_changes_nothing(tiers):
    load(*GOOD)
    before = state()
    report = load(*GOOD)
    assert report.changed == 0
    assert report.unchanged == 4
    assert state() == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("02451,commune,Xã,Lang Quán,999", "không có đơn vị cấp trên mang mã 999."),
        ("02451,commune,Xã,Lang Quán,", "thiếu mã đơn vị cấp trên."),
        ("02449,commune,Xã,Lang Quán,075", "mã 02449 lặp lại ở cùng cấp (đã có ở dòng 4)."),
        ("02451,commune,Xã,Lang Quán,02449", "không thể là cấp trên của cấp “Cấp xã”."),
        ("02451,village,Thôn,Lang Quán,075", "không có cấp “village”"),
        ("02451,commune,Huyện,Lang Quán,075", "loại “Huyện” không thuộc cấp “Cấp xã”."),
        ("02451,commune,Xã,,075", "thiếu tên."),
        (",commune,Xã,Lang Quán,075", "thiếu mã."),
        ("02451,commune,Xã,Lang Quán", "có 4 ô, phải có 5."),
        ("02451,commune,Xã,Lang Quán,075,x", "có 6 ô, phải có 5."),
        ("02451,commune,Xã,Lang Quán,075".encode()[:-9] + b"\xe1\xbb,075", "không phải văn bản UTF-8."),
        (unicodedata.normalize("NFD", "02451,commune,Xã,Lang Quán,075"), "NFD"),
        ("02451,commune,Xã," + "a" * 151 + ",075", "dài quá 150"),
        ("02451,commune,Xã,Lang\x00Quán,075", "NUL"),
    ],
)
def test_bad_row_is_named_and_nothing_of_the_file_is_kept(tiers, row, reason):
    with pytest.raises(BadRows) as refused:
        load(*GOOD, row)
    assert [bad.line for bad in refused.value.rows] == [6]
    assert reason in str(refused.value)
    assert not Unit.objects.exists()


def test_skip_bad_keeps_the_good_rows_and_lists_the_others(tiers):
    report = load(*GOOD, "1,commune,Xã,Sai,999", "02451,commune,Xã,Lang Quán,075", skip_bad=True)
    assert report.units == 5
    assert [bad.line for bad in report.skipped] == [6]
    assert version("02451", date(2025, 1, 1)).full_name == "Xã Lang Quán"


def test_rows_below_a_bad_row_are_bad_too(tiers):
    rows = ["08,province,Tỉnh,Tuyên Quang,", "075,district,Sai,Yên Sơn,08", "02449,commune,Xã,Trung Môn,075"]
    report = load(*rows, skip_bad=True)
    assert [bad.line for bad in report.skipped] == [3, 4]
    assert report.units == 1


def test_missing_column_is_named_and_cannot_be_skipped(tiers):
    with pytest.raises(BadRows, match="thiếu cột: name, parent_code"):
        load("08,province,Tỉnh", header="code,tier,type", skip_bad=True)


@pytest.mark.parametrize("content", [b"", b"\n", "\ufeff".encode()])
def test_empty_file_is_refused(tiers, content):
    with pytest.raises(BadRows):
        load_file(content, name="list.csv", list_date=date(2025, 1, 1))


def test_byte_order_mark_and_windows_lines_are_read(tiers):
    content = b"\xef\xbb\xbf" + csv_file(*GOOD).replace(b"\n", b"\r\n")
    assert load_file(content, name="list.csv", list_date=date(2025, 1, 1)).units == 4


def test_code_of_another_unit_is_refused_with_its_name(tiers):
    load(*GOOD)
    with pytest.raises(BadRows, match="đã thuộc Xã Trung Môn"):
        load(*GOOD[:2], "02449,commune,Xã,Minh Xuân,075")


# --- The official lists ---------------------------------------------------------------------------


def test_three_tier_list_alone_is_in_force_today(tiers):
    load_official("2025-06-30", province="08")
    assert UnitVersion.objects.on().count() == 145
    commune = version("02449", date.today())
    assert commune.tier.code == "commune"
    assert commune.point_is_approximate
    assert commune.latitude


def test_two_tier_list_alone_has_its_own_points(tiers):
    load_official("2025-07-01", province="08")
    counts = {tier: UnitVersion.objects.on().filter(tier__code=tier).count() for tier in ("province", "commune")}
    assert counts == {"province": 1, "commune": 124}
    assert not UnitVersion.objects.filter(tier__code="commune", point_is_approximate=True).exists()
    assert UnitVersion.objects.get(tier__code="province").point_is_approximate


def test_both_lists_close_the_old_units_and_open_the_new(tiers):
    report = load_official("both", province="08")
    assert (report.units, report.closed, report.events) == (461, 350, 127)
    on = {day: UnitVersion.objects.on(day).count() for day in (BEFORE, AFTER)}
    assert on == {BEFORE: 350, AFTER: 125}
    assert not UnitVersion.objects.on(AFTER).filter(tier__code="district").exists()


def test_both_lists_can_follow_the_old_one_and_twice_changes_nothing(tiers):
    load_official("2025-06-30", province="08")
    unit = version("02203", BEFORE).unit_id
    load_official("both", province="08")
    before = state()
    assert version("02203", BEFORE).unit_id == unit
    assert load_official("both", province="08").changed == 0
    assert load_official("2025-06-30", province="08").changed == 0
    assert state() == before


def test_new_list_alone_over_the_old_one_is_refused(tiers):
    load_official("2025-06-30", province="08")
    before = state()
    with pytest.raises(BadRows, match="đã thuộc"):
        load_official("2025-07-01", province="08")
    assert state() == before


def test_a_code_that_lives_on_is_another_unit(tiers):
    load_official("both", province="08")
    assert version("02215", BEFORE).full_name == "Phường Ỷ La"
    assert version("02215", AFTER).full_name == "Phường Minh Xuân"
    assert version("02215", BEFORE).unit_id != version("02215", AFTER).unit_id
    # The old one of that name had another code and went into the new one.
    old = version("02203", BEFORE)
    assert old.full_name == "Phường Minh Xuân"
    assert old.unit.edges_out.get(is_default=True).new_unit_id == version("02215", AFTER).unit_id


def test_the_province_goes_on_and_absorbs_the_other(tiers):
    load_official("both", province="08")
    tuyen_quang, ha_giang = version("08", BEFORE, "province"), version("02", BEFORE, "province")
    assert version("08", AFTER, "province").unit_id == tuyen_quang.unit_id
    assert ha_giang.unit.version_on(AFTER) is None
    merge = ha_giang.unit.edges_out.get().event
    assert merge.kind == "merge"
    assert merge.legal_basis == "Nghị quyết 202/2025/QH15 ngày 12/06/2025"


def test_an_untouched_commune_goes_on_below_the_province(tiers):
    load_official("both", province="08")
    before, after = version("02425", BEFORE), version("02425", AFTER)
    assert before.unit_id == after.unit_id
    assert before.parent.version_on(BEFORE).tier.code == "district"
    assert after.parent.version_on(AFTER).tier.code == "province"
    assert after.unit.edges_in.get().event.kind == "reparent"


def test_a_split_commune_has_one_default_successor(tiers):
    load_official("both", province="08")
    split = UnitVersion.objects.on(BEFORE).get(name="Kim Phú", tier__code="commune").unit
    assert set(split.edges_out.values_list("share", flat=True)) == {"part"}
    assert split.edges_out.filter(is_default=True).count() == 1
    assert split.edges_out.count() > 1


def test_province_whose_code_alone_lives_on_is_a_new_unit(tiers):
    load_official("both", province="15")
    assert version("15", BEFORE, "province").name == "Yên Bái"
    assert version("15", AFTER, "province").name == "Lào Cai"
    units = {version("10", BEFORE, "province").unit_id, version("15", BEFORE, "province").unit_id}
    assert version("15", AFTER, "province").unit_id not in units


def test_hosts_end_with_their_units_and_pass_to_the_next(tiers):
    load_official("2025-06-30", province="08")
    for unit_id, host in plan_hosts(version("08", BEFORE, "province"), BEFORE).hosts.items():
        HostName.objects.create(unit_id=unit_id, host=host)
    load_official("both", province="08")
    district = UnitVersion.objects.on(BEFORE).get(name="Sơn Dương", tier__code="district")
    assert HostName.objects.get(unit=district.unit_id).valid_to == AFTER
    plan = plan_hosts(version("08", AFTER, "province"), AFTER)
    commune = UnitVersion.objects.on(AFTER).get(name="Sơn Dương", tier__code="commune")
    assert plan.hosts[commune.unit_id] == "sonduong.tuyenquang.localhost"
    HostName.objects.create(unit_id=commune.unit_id, host=plan.hosts[commune.unit_id], valid_from=AFTER)
    owners = HostName.objects.filter(host="sonduong.tuyenquang.localhost")
    assert [owners.on(day).get().unit_id for day in (BEFORE, AFTER)] == [district.unit_id, commune.unit_id]
    # What goes on keeps its host without a break.
    kept = version("02425", AFTER).unit
    assert kept.hosts.get().valid_to is None


def test_hosts_do_not_depend_on_the_order_of_provisioning(tiers):
    load_official("2025-06-30", province="08")
    province = version("08", BEFORE, "province")
    plan = plan_hosts(province, BEFORE).hosts
    first = UnitVersion.objects.get(name="Tân Thành", tier__code="commune")
    HostName.objects.create(unit_id=first.unit_id, host=plan[first.unit_id])
    assert plan_hosts(province, BEFORE).hosts == plan


def test_national_unit_stands_above_all_provinces(tiers):
    call_command("load_units", "--province", "08", stdout=StringIO())
    call_command("load_units", "--province", "08", "--national", stdout=StringIO())
    assert str(version("08", BEFORE, "province").parent) == "Việt Nam"
    out = StringIO()
    call_command("load_units", "--province", "08", "--national", stdout=out)
    assert "Không có gì thay đổi" in out.getvalue()
    assert Unit.objects.filter(versions__tier__code="national").count() == 1


def test_command_names_bad_rows_and_an_unknown_province(tiers, tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes(csv_file(*GOOD, "1,commune,Xã,Sai,999"))
    with pytest.raises(CommandError, match="Dòng 6: không có đơn vị cấp trên mang mã 999"):
        call_command("load_units", "--file", str(path))
    with pytest.raises(CommandError, match="mang mã 77777"):
        call_command("load_units", "--province", "77777")
    with pytest.raises(CommandError):
        call_command("load_units", "--file", str(tmp_path / "nowhere.csv"))
    assert not Unit.objects.exists()
    err = StringIO()
    call_command("load_units", "--file", str(path), "--skip-bad", stdout=StringIO(), stderr=err)
    assert "Dòng 6" in err.getvalue()
    assert Unit.objects.count() == 4
