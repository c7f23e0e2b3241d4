"""Thousands of documents with their files come from a table: checked first, kept as drafts of one batch, once."""

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from portal.media.tables import TableError
from sites.documents.enums import ImportState
from sites.documents.importing import starting
from sites.documents.models import DocumentFile, OfficialDocument, TableImport
from sites.units.batches import publish_batch
from sites.units.enums import Role
from sites.units.models import ImportBatch
from tests.factories.files import HTML, zip_of
from tests.factories.texts import docx_file, pdf_file, xlsx_file
from tests.factories.units import make_person

from .importing import DOCUMENT_HEAD, bring, document_row, reasons, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def clerk(province):
    return make_person(unit=province.commune, role=Role.EDITOR)


@pytest.fixture
def comes(province, clerk):
    """Bring a table of these rows, with files, into the commune."""
    return lambda *rows, **more: bring(province.commune, clerk, "documents", DOCUMENT_HEAD, *rows, **more)


def test_rows_become_drafts_with_their_files_and_one_decision_publishes_them(comes, province):
    files = {"2025/QĐ 1.pdf": pdf_file("Quyết định số 1"), "2025/phụ lục.docx": docx_file("Phụ lục của số 1")}
    made = write(comes(document_row(1, "QĐ 1.pdf; phụ lục.docx"), document_row(2), files=files))
    assert (made.state, made.made, made.bad) == (ImportState.DONE, 2, 0), reasons(made)
    first, second = OfficialDocument.objects.order_by("number")
    assert (first.symbol, first.number, first.year, first.type.name) == ("1/QĐ-UBND", 1, 2025, "Quyết định")
    assert first.issuer_id and first.unit == province.commune and not first.live
    assert [row.name for row in first.attachments.all()] == ["QĐ 1.pdf", "phụ lục.docx"]
    assert "Phụ lục của số 1" in first.attachments.last().text
    assert not second.attachments.exists()
    assert made.batch.added == 2
    publish_batch(made.batch, make_person(unit=province.commune, role=Role.PUBLISHER))
    published = OfficialDocument.objects.filter(live=True)
    assert published.count() == 2
    assert published.get(number=1).attachments.count() == 2


def test_the_check_names_every_bad_row_and_keeps_nothing(comes):
    files = {"tot.pdf": pdf_file(), "a/trung.pdf": pdf_file("a"), "b/trung.pdf": pdf_file("b"), "x.exe": b"MZ"}
    made = comes(
        document_row(1, "tot.pdf"),
        document_row(2, "khong-co.pdf"),
        document_row(3, "trung.pdf"),
        document_row(4, "x.exe"),
        document_row(5, abstract=""),
        document_row(6, on=""),
        document_row(7, type="Bài thơ"),
        document_row(1),
        document_row(9, "b/trung.pdf"),
        files=files,
    )
    told = reasons(made)
    assert (made.made, made.bad) == (2, 7), told
    assert "không có tệp “khong-co.pdf”" in told[3]
    assert "2 tệp cùng tên" in told[4]
    assert "không nhận tệp “x.exe”" in told[5]
    assert "thiếu Trích yếu" in told[6]
    assert "thiếu Ngày ban hành" in told[7]
    assert "“Bài thơ” không có trong danh mục" in told[8]
    assert "trùng với dòng 2" in told[9]
    assert not OfficialDocument.objects.exists() and not DocumentFile.objects.exists()


def test_a_file_that_is_not_what_it_says_keeps_its_row_out_and_the_others_in(comes):
    files = {"gia.pdf": HTML, "khoa.pdf": pdf_file(password="x"), "tot.pdf": pdf_file()}
    made = write(
        comes(document_row(1, "gia.pdf"), document_row(2, "khoa.pdf"), document_row(3, "tot.pdf"), files=files)
    )
    told = reasons(made)
    assert (made.made, made.bad) == (1, 2)
    assert "“gia.pdf”" in told[2] and "không phải là" in told[2]
    assert "“khoa.pdf”" in told[3] and "mật khẩu" in told[3]
    assert OfficialDocument.objects.get().number == 3


def test_all_or_none_leaves_neither_documents_nor_a_batch(comes):
    made = write(comes(document_row(1), document_row(2, "gia.pdf"), files={"gia.pdf": HTML}, keep="none"))
    assert made.state == ImportState.REFUSED
    assert not OfficialDocument.objects.exists() and not ImportBatch.objects.exists()
    assert "“gia.pdf”" in reasons(made)[3]


def test_the_same_table_twice_makes_no_document_twice(comes):
    write(comes(document_row(1), document_row(2)))
    again = comes(document_row(1), document_row(2), document_row(3))
    assert (again.unchanged, again.made) == (2, 1)
    assert write(again).made == 1
    assert OfficialDocument.objects.count() == 3
    assert "không nhập lại" in reasons(again, "remark")[2]


def test_what_cannot_be_read_of_a_symbol_or_an_issuer_is_kept_and_remarked(comes):
    made = write(comes(document_row(1, symbol="Không số", issuer="Ban Liên lạc đồng hương")))
    document = OfficialDocument.objects.get()
    assert (document.symbol, document.symbol_parsed) == ("Không số", False)
    assert (document.issuer, document.issuer_name) == (None, "Ban Liên lạc đồng hương")
    remarks = " ".join(fault.reason for fault in made.faults.filter(kind="remark"))
    assert "không đọc được số, ký hiệu" in remarks and "chưa có trong danh mục" in remarks


def test_effect_before_issue_is_told(province, clerk):
    head = ("Số, ký hiệu", "Ngày ban hành", "Trích yếu", "Ngày có hiệu lực")
    row = ("1/QĐ-UBND", "05/03/2025", "Về việc", "01/03/2025")
    made = bring(province.commune, clerk, "documents", head, row)
    assert "Ngày có hiệu lực không được trước ngày ban hành." in reasons(made)[2]


NAME = "Quyết định số 1.pdf"


def _without_flag() -> bytes:
    """What old tools write: the bytes of UTF-8 without the flag that says so."""
    placeholder = "x" * len(NAME.encode())
    return zip_of({placeholder: pdf_file()}).replace(placeholder.encode(), NAME.encode())


@pytest.mark.parametrize(
    "content", [zip_of({unicodedata.normalize("NFD", NAME): pdf_file()}), _without_flag()], ids=["NFD", "no flag"]
)
def test_names_meet_however_a_system_has_stored_them(province, clerk, content):
    made = starting.start_import(
        unit=province.commune,
        by=clerk,
        kind="documents",
        table=SimpleUploadedFile("a.xlsx", xlsx_file(DOCUMENT_HEAD, document_row(1, NAME))),
        archive=SimpleUploadedFile("a.zip", content),
    )
    starting.set_columns(made, line=1, mapping=made.mapping, keep="good")
    assert write(made).made == 1
    assert [row.name for row in OfficialDocument.objects.get().attachments.all()] == [NAME]


@pytest.mark.parametrize(("content", "words"), [(b"khong phai", "ZIP"), (b"PK\x03\x04" + bytes(30), "ZIP")])
def test_an_archive_that_is_none_is_refused_and_nothing_kept(province, clerk, content, words):
    with pytest.raises(TableError, match=words):
        starting.start_import(
            unit=province.commune,
            by=clerk,
            kind="documents",
            table=SimpleUploadedFile("a.xlsx", xlsx_file(DOCUMENT_HEAD)),
            archive=SimpleUploadedFile("a.zip", content),
        )
    assert not TableImport.objects.exists()


def test_an_archive_with_a_password_is_named(province, clerk):
    locked = bytearray(zip_of({"a.pdf": pdf_file()}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(TableError, match="mật khẩu"):
        starting.start_import(
            unit=province.commune,
            by=clerk,
            kind="documents",
            table=SimpleUploadedFile("a.xlsx", xlsx_file(DOCUMENT_HEAD)),
            archive=SimpleUploadedFile("a.zip", bytes(locked)),
        )


# --- The command line --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A folder with a table of documents and their files."""
    (tmp_path / "tep").mkdir()
    (tmp_path / "tep" / "1.pdf").write_bytes(pdf_file("Một"))
    rows = [DOCUMENT_HEAD, document_row(1, "1.pdf"), document_row(2), document_row(3, on="")]
    (tmp_path / "bang.xlsx").write_bytes(xlsx_file(*rows))
    return tmp_path


def test_the_command_brings_in_a_folder_and_publishes_as_who_may(province, folder, capsys):
    publisher = make_person("duyet", unit=province.commune, role=Role.PUBLISHER)
    args = ("import_table", "trungmon.tuyenquang.localhost", str(folder / "bang.xlsx"))
    options = {"files": folder / "tep", "by": publisher.email}
    call_command(*args, **options, check=True)
    assert not OfficialDocument.objects.exists()
    call_command(*args, **options, publish=True)
    output = capsys.readouterr()
    assert "3 dòng: 2 mới, 0 sửa, 0 đã có, 1 lỗi." in output.out
    assert "Dòng 4: thiếu Ngày ban hành." in output.err
    assert OfficialDocument.objects.filter(live=True).count() == 2
    assert OfficialDocument.objects.get(number=1).attachments.count() == 1


def test_the_command_refuses_in_sentences(province, folder):
    writer = make_person("viet", unit=province.commune, role=Role.EDITOR)
    args = ("import_table", "trungmon.tuyenquang.localhost", str(folder / "bang.xlsx"))
    with pytest.raises(CommandError, match="Không có đơn vị"):
        call_command("import_table", "nobody.localhost", str(folder / "bang.xlsx"))
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command(*args, by="nobody@example.vn")
    with pytest.raises(CommandError, match="không nhập dòng nào khi có lỗi"):
        call_command(*args, all_or_none=True, files=folder / "tep")
    with pytest.raises(CommandError, match="Không có lần nhập"):
        call_command("import_table", resume=10**6)
    with pytest.raises(CommandError, match="duyệt"):
        call_command(*args, files=folder / "tep", by=writer.email, publish=True)
    assert not OfficialDocument.objects.filter(live=True).exists()


def test_a_person_of_another_unit_brings_in_nothing(province, folder):
    stranger = make_person("la", unit=province.other_commune, role=Role.UNIT_ADMIN)
    with pytest.raises(CommandError, match="không cho phép"):
        call_command("import_table", "trungmon.tuyenquang.localhost", str(folder / "bang.xlsx"), by=stranger.email)
    assert not OfficialDocument.objects.exists()
