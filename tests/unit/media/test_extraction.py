"""The text of real files of every kind, and the answer for those that have none."""

import shutil
import zipfile
from pathlib import Path

import pytest

from portal.media import extraction
from portal.media.extraction import Extracted, Reason, State, recognition
from portal.media.extraction.readers import READERS, decode, read
from portal.media.extraction.result import finish
from tests.factories.files import compound_file
from tests.factories.texts import (
    SAMPLES,
    SENTENCES,
    docx_file,
    ods_file,
    odt_file,
    pdf_file,
    scanned_pdf,
    xls_file,
    xlsx_file,
)

# The sentences of the factories, as Word 97 and Excel 97 keep them.
WORD_97, EXCEL_97 = SAMPLES / "word97.doc", SAMPLES / "excel97.xls"
HAS_ANTIWORD, HAS_OFFICE = bool(shutil.which("antiword")), bool(shutil.which("soffice"))
TCVN3, VNI = "QuyÕt ®Þnh vÒ viÖc phª duyÖt", "Quyeát ñònh veà vieäc pheâ duyeät"
UNICODE = "Quyết định về việc phê duyệt"


@pytest.fixture
def taken(tmp_path):
    """Take the text out of content under a kind, in the process of the test."""

    def take(extension: str, content: bytes) -> Extracted:
        path = tmp_path / f"tep.{extension}"
        path.write_bytes(content)
        return read(path, extension)

    return take


@pytest.fixture
def no_programs(monkeypatch, tmp_path):
    """A machine without converters and without Tesseract."""
    monkeypatch.setenv("PATH", str(tmp_path))
    recognition.is_available.cache_clear()
    yield
    recognition.is_available.cache_clear()


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("pdf", pdf_file()),
        ("docx", docx_file()),
        ("xlsx", xlsx_file(("STT", "Nội dung"), (1, SENTENCES[0]), (2, SENTENCES[1]))),
        ("odt", odt_file()),
        ("ods", ods_file(("1", SENTENCES[0]), ("2", SENTENCES[1]))),
        ("txt", "\n".join(SENTENCES).encode("utf-16")),
        ("csv", f"1,{SENTENCES[0]}\n2,{SENTENCES[1]}".encode()),
    ],
)
def test_text_of_every_kind_comes_out_whole_and_composed(taken, extension, content):
    result = taken(extension, content)
    assert result.state is State.EXTRACTED, result
    assert all(sentence in " ".join(result.text.split()) for sentence in SENTENCES)
    assert result.reason is Reason.NONE


def test_pages_of_a_pdf_are_counted(taken):
    result = taken("pdf", pdf_file(pages=3))
    assert result.pages == 3
    for number, page in enumerate(result.text.split("\f"), 1):
        assert f"Trang {number}" in page


def test_a_page_without_text_is_a_page_all_the_same():
    texts = ["", "Trang hai", "  ", "Trang bốn", ""]
    pages = finish("\n\f".join(texts)).text.split("\f")
    assert [page.strip() for page in pages] == ["", "Trang hai", "", "Trang bốn", ""]


def test_tables_and_merged_cells_of_word_are_read_once(taken):
    result = taken("docx", docx_file("Đầu", table=(("STT", "Tên"), ("1", "Xã Trung Môn"))))
    assert result.text.split("\n") == ["Đầu", "STT", "Tên", "1", "Xã Trung Môn"]


@pytest.mark.parametrize(("font", "old"), [(".VnTime", TCVN3), ("VNI-Times", VNI)])
def test_runs_of_old_fonts_in_word_become_unicode_beside_others(taken, font, old):
    result = taken("docx", docx_file("Số: 15/QĐ-UBND", old, fonts={old: font}))
    assert result.text == f"Số: 15/QĐ-UBND\n{UNICODE}"
    assert result.forms == [{".VnTime": "tcvn3", "VNI-Times": "vni"}[font]]


@pytest.mark.parametrize(("old", "form"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_old_text_without_a_font_is_recognised(taken, old, form):
    for extension, content in (("txt", old.encode("latin-1")), ("xls", xls_file((old.encode("latin-1"),)))):
        result = taken(extension, content)
        assert UNICODE in result.text, extension
        assert result.forms == [form]


def test_decomposed_and_windows_1258_text_is_composed(taken):
    import unicodedata

    decomposed = unicodedata.normalize("NFD", SENTENCES[0])
    assert taken("docx", docx_file(decomposed)).text == SENTENCES[0]
    assert decode("Quy\u00ea\u0301t đi\u0323nh".encode("cp1258")) == "Quyết định"


def test_a_locked_file_says_so(taken):
    assert taken("pdf", pdf_file(password="mat-khau")).reason is Reason.ENCRYPTED
    assert taken("docx", _with_locked_member(docx_file())).reason is Reason.ENCRYPTED


def _with_locked_member(content: bytes) -> bytes:
    # Bit 0 of the flags of the first member, in its own header and in the directory.
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


@pytest.mark.parametrize("extension", sorted(set(READERS) - {"txt", "csv", "doc"}))
def test_a_broken_file_fails_with_a_reason_and_no_traceback(taken, extension):
    for content in (b"", b"%PDF-1.7\nnothing", b"PK\x03\x04" + bytes(200), compound_file("Workbook")):
        result = taken(extension, content)
        assert result.state is State.FAILED
        assert result.reason is Reason.BROKEN


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(taken, tmp_path):
    bomb = tmp_path / "bom.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _block in range(310):
            member.write(bytes(1024 * 1024))
    assert bomb.stat().st_size < 1024 * 1024
    assert taken("docx", bomb.read_bytes()).reason is Reason.TOO_LARGE


def test_a_scan_waits_for_recognition_where_there_is_none(taken, no_programs):
    result = taken("pdf", scanned_pdf())
    assert (result.state, result.reason) == (State.EMPTY, Reason.NEEDS_RECOGNITION)


@pytest.mark.skipif(not recognition.is_available(), reason="Tesseract with Vietnamese is not installed")
def test_a_scan_is_recognised_in_vietnamese(taken):
    result = taken("pdf", scanned_pdf())
    assert result.state is State.EXTRACTED
    assert result.recognised == 1
    # Recognition may take one letter for another; it may not lose a line or the accents.
    wanted, found = " ".join(SENTENCES).split(), set(result.text.split())
    assert sum(word in found for word in wanted) >= 0.9 * len(wanted)


def test_an_old_word_file_without_a_converter_says_so(taken, no_programs):
    result = taken("doc", compound_file("WordDocument"))
    assert (result.state, result.reason) == (State.NO_CONVERTER, Reason.NO_WORD_READER)


@pytest.mark.skipif(not HAS_ANTIWORD, reason="antiword is not installed")
def test_an_old_word_file_is_read_where_antiword_is_installed(taken):
    result = taken("doc", WORD_97.read_bytes())
    assert result.text.split("\n") == SENTENCES


@pytest.mark.skipif(not HAS_OFFICE, reason="LibreOffice is not installed")
def test_an_old_word_file_is_read_by_libreoffice_where_there_is_no_antiword(taken, monkeypatch):
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "antiword" else which(name))
    result = taken("doc", WORD_97.read_bytes())
    assert result.text.split("\n") == SENTENCES


@pytest.mark.skipif(not HAS_ANTIWORD, reason="antiword is not installed")
def test_a_broken_old_word_file_is_named(taken):
    assert taken("doc", compound_file("WordDocument")).reason is Reason.BROKEN


def test_an_old_workbook_is_read(taken):
    result = taken("xls", EXCEL_97.read_bytes())
    assert result.state is State.EXTRACTED
    assert all(sentence in result.text for sentence in SENTENCES)


# --- The process of its own ------------------------------------------------------------------------


@pytest.fixture
def stored(tmp_path):
    def store(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return store


def test_the_process_answers_what_the_readers_say(stored):
    result = extraction.extract(stored("a.docx", docx_file()), "docx")
    assert result.state is State.EXTRACTED
    assert result.text == "\n".join(SENTENCES)


def test_a_process_that_takes_too_long_is_stopped(stored):
    result = extraction.extract(stored("a.pdf", pdf_file(pages=5)), "pdf", seconds=0)
    assert (result.state, result.reason) == (State.FAILED, Reason.TOO_SLOW)


def test_a_missing_file_is_named(tmp_path):
    assert extraction.extract(tmp_path / "nowhere.pdf", "pdf").reason is Reason.MISSING


def test_many_pdfs_are_probed_at_once_each_with_its_own_answer(stored):
    paths = [
        stored("a.pdf", pdf_file(pages=2)),
        stored("b.pdf", pdf_file(password="x")),
        stored("c.pdf", b"%PDF-1.7\nbroken"),
    ]
    good, locked, broken = extraction.probe(paths)
    assert good.pages == 2 and good.state is State.WAITING
    assert locked.reason is Reason.ENCRYPTED
    assert broken.reason is Reason.BROKEN
    assert extraction.probe([]) == []
