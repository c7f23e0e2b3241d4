"""Procedures come from tables and JSON: checked, told field by field, kept as drafts, once however often they come."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from portal.media.tables import TableError
from sites.documents.enums import ImportState
from sites.documents.importing import running, starting
from sites.documents.models import TableImport
from sites.procedures.importing.rows import ProcedureRows
from sites.procedures.models import Procedure
from sites.units.batches import publish_batch
from sites.units.enums import Role
from tests.factories.procedures import make_procedure
from tests.factories.units import make_person
from tests.integration.documents.importing import bring, reasons, write

pytestmark = pytest.mark.django_db
HEAD = (
    *("Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Cấp thực hiện", "Cơ quan giải quyết", "Đối tượng thực hiện"),
    *("Trình tự thực hiện", "Thành phần hồ sơ", "Thời hạn giải quyết", "Phí, lệ phí", "Kết quả", "Mức", "Lý do"),
)


def row(code="DEMO.TT.001", **changes) -> tuple:
    values = {
        "code": code,
        "name": f"Thủ tục {code}",
        "field": "Tư pháp, hộ tịch",
        "tiers": "Cấp xã; Cấp tỉnh",
        "agency": "Sở Tư pháp",
        "applicants": "Cá nhân",
        "steps": "Nộp hồ sơ | Tại nơi tiếp nhận | trong ngày\nNhận kết quả",
        "dossiers": "Tờ khai | 1\n# Trường hợp uỷ quyền\nGiấy uỷ quyền | 1 | 1 | có chứng thực",
        "time": "5 ngày làm việc",
        "fees": "Lệ phí | 8.000",
        "result": "Giấy chứng nhận",
        "level": "Một phần",
        "reason": "Phải ký trực tiếp",
    } | changes
    return tuple(values.values())


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk(province):
    return make_person(unit=province.province, role=Role.EDITOR)


@pytest.fixture
def comes(province, clerk):
    return lambda *rows, **options: bring(province.province, clerk, "procedures", HEAD, *rows, **options)


def test_the_check_tells_what_would_happen_and_writes_nothing(comes):
    made = comes(row(), row("DEMO.TT.002"))
    assert (made.state, made.made, made.bad) == (ImportState.CHECKED, 2, 0)
    assert not Procedure.objects.exists()


def test_rows_become_drafts_of_one_batch_that_a_publisher_decides_about(comes, province):
    made = write(comes(row(), row("DEMO.TT.002")))
    procedure = Procedure.objects.get(code="DEMO.TT.001")
    assert not procedure.live and made.batch.items.count() == 2
    draft = procedure.get_latest_revision_as_object()
    assert [step.value["title"] for step in draft.steps] == ["Nộp hồ sơ", "Nhận kết quả"]
    assert [dossier.value["case"] for dossier in draft.dossiers] == ["", "Trường hợp uỷ quyền"]
    assert draft.dossiers[1].value["papers"][0]["copies"] == 1
    assert (draft.time_value, draft.time_unit, draft.fees[0].value["amount"]) == (5, "working_day", 8000)
    assert {tier.code for tier in draft.tiers.all()} == {"commune", "province"}
    assert draft.levels.get().reason == "Phải ký trực tiếp"
    publish_batch(made.batch, make_person(unit=province.province, role=Role.PUBLISHER))
    procedure.refresh_from_db()
    assert procedure.live and procedure.versions.get().content["time_value"] == 5


def test_differences_are_shown_field_by_field_and_a_repetition_changes_nothing(comes):
    write(comes(row()))
    again = comes(row())
    assert (again.unchanged, again.changed, reasons(again, "remark")) == (1, 0, {})
    changed = comes(row(time="3 ngày làm việc", fees="Lệ phí | 10000"))
    assert changed.changed == 1
    said = [fault.reason for fault in changed.faults.filter(kind="remark")]
    assert any("Thời hạn giải quyết: 5 ngày làm việc → 3 ngày làm việc" in line for line in said)
    assert any("Phí, lệ phí: Lệ phí: 8.000 đồng → Lệ phí: 10.000 đồng" in line for line in said)
    assert len(said) == 2


def test_columns_that_a_table_lacks_leave_what_is_there(comes, province, clerk):
    write(comes(row()))
    made = bring(province.province, clerk, "procedures", HEAD[:2], ("DEMO.TT.001", "Tên mới"))
    write(made)
    draft = Procedure.objects.get().get_latest_revision_as_object()
    assert draft.name == "Tên mới" and draft.time_value == 5 and len(draft.steps) == 2


def test_a_published_procedure_gets_a_draft_and_readers_still_see_what_was(comes, province):
    there = make_procedure(province.province, "DEMO.TT.001", "Tên đang công bố")
    write(comes(row(name="Tên mới")))
    there.refresh_from_db()
    assert there.live and there.name == "Tên đang công bố" and there.has_unpublished_changes
    assert there.get_latest_revision_as_object().name == "Tên mới"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "thiếu Tên thủ tục"),
        ({"field": "Lĩnh vực lạ"}, "không có trong danh mục"),
        ({"agency": ""}, "thủ tục mới thiếu: Cơ quan giải quyết"),
        ({"time": "khi nào xong"}, "không đọc được"),
        ({"fees": "Lệ phí | nhiều"}, "không phải là số"),
        ({"reason": ""}, "phải có lý do"),
        ({"steps": "| không tên"}, "không có tên"),
    ],
)
def test_each_bad_row_is_named_with_its_reason_and_the_good_ones_go_in(comes, changes, reason):
    made = write(comes(row("DEMO.TT.009", **changes), row("DEMO.TT.002")))
    said = " ".join(fault.reason for fault in made.faults.all())
    assert reason in said
    assert list(Procedure.objects.values_list("code", flat=True)) == ["DEMO.TT.002"]


def test_a_code_twice_in_a_table_and_one_of_another_unit_are_refused(comes, province):
    make_procedure(province.department, "DEMO.SNV.001")
    made = write(comes(row(), row(), row("DEMO.SNV.001")))
    said = " ".join(fault.reason for fault in made.faults.all())
    assert "trùng với dòng" in said and "của đơn vị khác" in said
    assert Procedure.objects.get(code="DEMO.SNV.001").name == "Đăng ký khai sinh"
    assert Procedure.objects.filter(unit=province.province).count() == 1


def test_a_commune_brings_in_no_procedures(province):
    person = make_person(unit=province.commune, role=Role.EDITOR)
    with pytest.raises(TableError, match="Thủ tục do tỉnh"):
        bring(province.commune, person, "procedures", HEAD, row())
    assert not TableImport.objects.exists()


def test_a_killed_import_goes_on_and_neither_loses_nor_repeats_a_row(comes, monkeypatch):
    monkeypatch.setattr(ProcedureRows, "chunk", 2)
    made = comes(*(row(f"DEMO.TT.{number:03}") for number in range(5)))
    calls = []
    whole = ProcedureRows.write

    def dies(self, rows):
        calls.append(len(rows))
        if len(calls) == 2:
            raise SystemExit
        return whole(self, rows)

    monkeypatch.setattr(ProcedureRows, "write", dies)
    starting.prepare_to_write(made)
    with pytest.raises(SystemExit):
        running.work(made.pk)
    made.refresh_from_db()
    assert (made.done, made.state, Procedure.objects.count()) == (2, ImportState.RUNNING, 2)
    running.work(made.pk)
    made.refresh_from_db()
    assert (made.done, made.made, made.state) == (5, 5, ImportState.DONE)
    assert Procedure.objects.count() == 5


# --- JSON and the catalogue ------------------------------------------------------------------------

ENTRY = {
    "code": "DEMO.QG.001",
    "name": "Thủ tục từ danh mục",
    "field": "tu-phap-ho-tich",
    "tiers": ["commune"],
    "agency": "ubnd-cap-xa",
    "applicants": "Cá nhân",
    "result": "Văn bản trả lời",
    "steps": [{"title": "Nộp", "text": "Dòng một\nDòng hai"}],
    "dossiers": [{"case": "", "papers": [{"name": "Đơn", "originals": 1}]}],
    "time": "Ngay trong ngày",
}


class CatalogueDouble:
    """Stands in for a national catalogue."""

    rows: list = [ENTRY]

    def procedures(self):
        return iter(self.rows)


def test_json_says_the_same_with_lists(province, clerk):
    file = SimpleUploadedFile("thu-tuc.json", json.dumps([ENTRY], ensure_ascii=False).encode())
    made = starting.start_import(unit=province.province, by=clerk, kind="procedures", table=file)
    starting.set_columns(made, line=made.header_line, mapping=made.mapping, keep="good")
    made.refresh_from_db()
    write(made)
    draft = Procedure.objects.get().get_latest_revision_as_object()
    assert draft.steps[0].value["text"] == "Dòng một\nDòng hai" and draft.time_value == 0
    assert draft.dossiers[0].value["papers"][0]["name"] == "Đơn"


@pytest.mark.parametrize("content", [b"{", b"{}", b"[]", b'"x"'])
def test_json_that_is_no_list_gets_a_sentence(province, clerk, content):
    file = SimpleUploadedFile("thu-tuc.json", content)
    with pytest.raises(TableError, match="JSON"):
        starting.start_import(unit=province.province, by=clerk, kind="procedures", table=file)


def test_a_catalogue_is_asked_only_when_one_is_named(province, settings, capsys):
    host = "tuyenquang.localhost"
    assert settings.NATIONAL_CATALOGUE == ""
    with pytest.raises(CommandError, match="Chưa khai báo"):
        call_command("import_catalogue", host)
    settings.NATIONAL_CATALOGUE = f"{__name__}.CatalogueDouble"
    call_command("import_catalogue", host)
    assert "1 dòng: 1 mới" in capsys.readouterr().out
    assert not Procedure.objects.exists()
    call_command("import_table", "--resume", str(TableImport.objects.get().pk))
    assert Procedure.objects.get().code == "DEMO.QG.001"


def test_a_catalogue_that_is_not_there_or_empty_keeps_nothing(province, settings, monkeypatch):
    settings.NATIONAL_CATALOGUE = "khong.co.lop"
    with pytest.raises(CommandError, match="Không tìm thấy bộ đọc"):
        call_command("import_catalogue", "tuyenquang.localhost")
    settings.NATIONAL_CATALOGUE = f"{__name__}.CatalogueDouble"
    monkeypatch.setattr(CatalogueDouble, "rows", [])
    with pytest.raises(CommandError, match="không có thủ tục nào"):
        call_command("import_catalogue", "tuyenquang.localhost")
    assert not TableImport.objects.exists()
