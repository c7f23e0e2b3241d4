"""A register comes from a table: mapped, checked, written once however often it comes, published by one decision."""

import unicodedata
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.media.tables import TableError
from sites.documents.enums import Handling, ImportState
from sites.documents.importing import registers, running, starting
from sites.documents.importing.starting import ImportRefused
from sites.documents.models import RegisterEntry, TableImport
from sites.units.batches import publish_batch
from sites.units.enums import Role
from sites.units.models import ImportBatch
from tests.factories.units import make_person

from .importing import REGISTER_HEAD, bring, reasons, register_row, write

pytestmark = pytest.mark.django_db
TITLE = ("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM 2025",)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk(province):
    return make_person(unit=province.department, role=Role.EDITOR)


@pytest.fixture
def comes(province, clerk):
    """Bring a table of these rows into the department's register of received documents."""
    return lambda *rows, **options: bring(
        province.department, clerk, "register", TITLE, REGISTER_HEAD, *rows, **options
    )


def test_columns_are_understood_by_their_headings_below_a_title(comes):
    made = comes(register_row(1))
    assert made.header_line == 2
    assert made.mapping == {
        "register_no": 0,
        "registered_on": 1,
        "correspondent": 2,
        "symbol": 3,
        "document_date": 4,
        "abstract": 5,
        "handling_unit": 6,
        "due_on": 7,
        "state": 8,
    }


def test_the_check_writes_nothing_and_tells_what_would_happen(comes):
    made = comes(register_row(1), register_row(2), register_row(3, on="32/03/2025"))
    assert made.state == ImportState.CHECKED
    assert (made.total, made.made, made.bad) == (3, 2, 1)
    assert not RegisterEntry.objects.exists() and not ImportBatch.objects.exists()
    assert reasons(made) == {5: "Ngày đến, ngày đi “32/03/2025” không có trong lịch; hãy ghi dạng 31/12/2025."}


def test_good_rows_become_drafts_of_one_batch_that_one_decision_publishes(comes, province):
    made = write(comes(register_row(1), register_row("2a", state="Đã xử lý"), register_row(3, **{"from": ""})))
    assert (made.state, made.made, made.bad, made.done) == (ImportState.DONE, 2, 1, 3)
    first, second = RegisterEntry.objects.order_by("register_order")
    assert (first.unit, first.direction, first.year, first.register_no) == (province.department, "received", 2025, "1")
    assert (first.registered_on, first.document_date, first.due_on) == (
        date(2025, 3, 5),
        date(2025, 3, 1),
        date(2025, 3, 20),
    )
    assert (first.state, second.state) == (Handling.WORKING, Handling.DONE)
    assert not first.live and made.batch.added == 2
    publish_batch(made.batch, make_person(unit=province.department, role=Role.PUBLISHER))
    assert RegisterEntry.objects.filter(live=True).count() == 2


def test_the_same_table_twice_changes_nothing_and_a_changed_row_is_a_draft_on_top(comes, province):
    publisher = make_person(unit=province.department, role=Role.PUBLISHER)
    publish_batch(write(comes(register_row(1), register_row(2))).batch, publisher)
    again = comes(register_row(1), register_row(2))
    assert (again.unchanged, again.made, again.changed) == (2, 0, 0)
    with pytest.raises(ImportRefused, match="Không có dòng nào"):
        starting.run(again)
    changed = write(comes(register_row(1), register_row(2, state="Đã xử lý")))
    assert (changed.unchanged, changed.changed) == (1, 1)
    entry = RegisterEntry.objects.get(register_no="2")
    assert entry.live and entry.state == Handling.WORKING and entry.has_unpublished_changes
    publish_batch(changed.batch, publisher)
    entry.refresh_from_db()
    assert entry.state == Handling.DONE
    assert RegisterEntry.objects.count() == 2


def test_a_draft_that_comes_again_is_changed_and_not_doubled(comes):
    write(comes(register_row(1)))
    made = write(comes(register_row(1, abstract="Nội dung đã sửa")))
    assert (made.made, made.changed) == (0, 1)
    assert RegisterEntry.objects.get().abstract == "Nội dung đã sửa"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"no": ""}, "thiếu Số đến, số đi"),
        ({"no": "abc"}, "không có chữ số"),
        ({"no": "1" * 21}, "dài quá 20 ký tự"),
        ({"on": ""}, "thiếu Ngày đến"),
        ({"on": "hôm qua"}, "không phải ngày"),
        ({"on": "31/02/2025"}, "không có trong lịch"),
        ({"on": "05/03/2999"}, "không phải một ngày hợp lý"),
        ({"on": "05/03/2099"}, "tương lai"),
        ({"dated": "06/03/2025"}, "sau ngày đến"),
        ({"abstract": ""}, "thiếu Trích yếu"),
        ({"abstract": "x" * 2001}, "dài quá 2000 ký tự"),
        ({"state": "Đang ngủ"}, "không có trong danh mục"),
        ({"abstract": "=1+1"}, "công thức"),
    ],
)
def test_a_bad_row_is_told_in_a_sentence(comes, changes, words):
    made = comes(register_row(5, **changes))
    assert made.bad == 1
    assert words in reasons(made)[3]


def test_days_as_people_and_excel_write_them(comes):
    written = ["5/3/2025", "05-03-2025", "5.3.25", "2025-03-05", "ngày 05 tháng 3 năm 2025", 45721, date(2025, 3, 5)]
    made = write(comes(*[register_row(number, on=day) for number, day in enumerate(written, start=1)]))
    assert made.made == len(written), reasons(made)
    assert set(RegisterEntry.objects.values_list("registered_on", flat=True)) == {date(2025, 3, 5)}


def test_a_number_that_stands_twice_in_the_table_is_told(comes):
    made = comes(register_row(1), register_row(1))
    assert reasons(made) == {4: "trùng với dòng 3."}


def test_all_or_none_refuses_everything_where_one_row_is_bad(comes):
    made = comes(register_row(1), register_row(2, on=""), keep="none")
    assert made.bad == 1
    with pytest.raises(ImportRefused, match="không nhập dòng nào"):
        starting.run(made)
    assert not RegisterEntry.objects.exists()


def test_all_or_none_takes_all_where_all_are_good_and_none_where_one_turns_bad(comes, monkeypatch):
    assert write(comes(register_row(1), register_row(2), keep="none")).made == 2
    RegisterEntry.objects.all().delete()
    made = comes(register_row(3), register_row(4), keep="none")

    def fails(entry, values, **kwargs):
        if values["register_no"] == "4":
            raise ValidationError("Số này đã có.")
        return put(entry, values, **kwargs)

    put = registers.put
    monkeypatch.setattr(registers, "put", fails)
    made = write(made)
    assert made.state == ImportState.REFUSED
    assert not RegisterEntry.objects.exists()
    assert not ImportBatch.objects.filter(pk=made.batch_id).exists()
    assert "Số này đã có." in reasons(made).values()


def test_old_fonts_and_decomposed_text_are_turned_and_remarked(comes):
    decomposed = unicodedata.normalize("NFD", "Về việc nghỉ lễ")
    made = write(comes(register_row(1, abstract=decomposed), register_row(2, abstract="VÒ viÖc phª duyÖt")))
    assert list(RegisterEntry.objects.order_by("register_order").values_list("abstract", flat=True)) == [
        "Về việc nghỉ lễ",
        "Về việc phê duyệt",
    ]
    remarks = reasons(made, "remark")
    assert "NFD" in remarks[3] and "TCVN3" in remarks[4]


def test_a_wrong_column_is_told_before_anything_is_read(comes, province, clerk):
    made = comes(register_row(1))
    TableImport.objects.filter(pk=made.pk).update(state=ImportState.MAPPING)
    made.refresh_from_db()
    with pytest.raises(ImportRefused, match="Hãy chọn cột cho: Trích yếu"):
        starting.set_columns(
            made, line=2, mapping={k: v for k, v in made.mapping.items() if k != "abstract"}, keep="good"
        )
    with pytest.raises(ImportRefused, match="nhiều mục"):
        starting.set_columns(made, line=2, mapping=made.mapping | {"symbol": 0}, keep="good")
    # A column of other things: every row says what is wrong.
    starting.set_columns(made, line=2, mapping=made.mapping | {"registered_on": 2, "correspondent": 1}, keep="good")
    made.refresh_from_db()
    assert made.bad == 1 and "không phải ngày" in reasons(made)[3]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("a.xls", b"x", "xlsx"), ("a.xlsx", b"khong phai", "Excel"), ("a.csv", b"", "rỗng")],
)
def test_what_is_no_table_is_refused_and_nothing_kept(province, clerk, name, content, words):
    with pytest.raises(TableError, match=words):
        starting.start_import(
            unit=province.department, by=clerk, kind="register", table=SimpleUploadedFile(name, content)
        )
    assert not TableImport.objects.exists()


def test_a_stopped_import_takes_its_drafts_back(comes, clerk, monkeypatch):
    made = comes(*[register_row(number) for number in range(1, 251)])
    monkeypatch.setattr(starting, "_begin", lambda table_import: None)
    starting.run(made)
    calls = []

    def dies(locked, table):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write_chunk(locked, table)

    write_chunk = running._write_chunk
    monkeypatch.setattr(running, "_write_chunk", dies)
    with pytest.raises(KeyboardInterrupt):
        running.work(made.pk)
    assert RegisterEntry.objects.count() == 100
    made.refresh_from_db()
    starting.give_up(made, clerk)
    made.refresh_from_db()
    assert made.state == ImportState.REFUSED
    assert not RegisterEntry.objects.exists()
    with pytest.raises(ImportRefused, match="đã kết thúc"):
        starting.give_up(made, clerk)


def test_an_import_of_one_unit_says_nothing_of_another(comes, province):
    write(comes(register_row(1)))
    other = make_person(unit=province.other_department, role=Role.EDITOR)
    made = bring(province.other_department, other, "register", REGISTER_HEAD, register_row(1))
    assert made.made == 1
    assert write(made).made == 1
    assert RegisterEntry.objects.filter(register_no="1").count() == 2


def test_a_table_of_a_csv_file(province, clerk):
    text = ";".join(REGISTER_HEAD) + "\n" + ";".join(map(str, register_row(7)))
    made = starting.start_import(
        unit=province.department,
        by=clerk,
        kind="register",
        table=SimpleUploadedFile("so.csv", text.encode()),
        options={"direction": "sent"},
    )
    starting.set_columns(made, line=1, mapping=made.mapping, keep="good")
    made.refresh_from_db()
    write(made)
    assert RegisterEntry.objects.get().direction == "sent"
