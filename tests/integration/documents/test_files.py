"""Files of documents: what is taken, what becomes of the text, and who may have them."""

import hashlib
import unicodedata
from datetime import date
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.media import extraction
from portal.media.extraction import Extracted, Reason, State
from sites.documents.enums import TextReason, TextState
from sites.documents.models import Attachment, DocumentFile, FileText, OfficialDocument
from sites.documents.services import save_document
from sites.documents.services.files import (
    attach,
    clean_name,
    left_waiting,
    store_file,
    store_files,
    take_text,
    text_now,
    worth_another_try,
)
from sites.documents.tasks import extract_what_was_left
from sites.units.enums import Role
from tests.factories.files import HTML, PDF, PROGRAM, compound_file
from tests.factories.texts import SAMPLES, SENTENCES, docx_file, ods_file, odt_file, pdf_file, scanned_pdf, xlsx_file
from tests.factories.units import make_person

pytestmark = pytest.mark.django_db
WORD_97 = (SAMPLES / "word97.doc").read_bytes()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def document(province):
    """A published document of a commune, without files."""
    made = OfficialDocument(
        unit=province.commune, symbol="15/2025/QĐ-UBND", abstract="Quyết định số 15", issued_on=date(2025, 3, 1)
    )
    made.live = True
    return save_document(made)


# --- Taking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Quyết định.pdf", pdf_file()),
        ("a.docx", docx_file()),
        ("a.xlsx", xlsx_file(*[(sentence,) for sentence in SENTENCES])),
        ("a.odt", odt_file()),
        ("a.ods", ods_file(*[(sentence,) for sentence in SENTENCES])),
    ],
)
def test_a_good_file_is_kept_with_its_checksum_and_its_text(province, name, content):
    stored = store_file(upload(name, content), unit=province.commune)
    stored.refresh_from_db()
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert (stored.name, stored.size) == (name, len(content))
    assert stored.file.read() == content
    assert stored.text_state == TextState.EXTRACTED
    assert all(sentence in " ".join(stored.text.split()) for sentence in SENTENCES)


def test_the_same_content_is_kept_once_in_a_unit_and_apart_in_two(province):
    content = docx_file()
    first = store_file(upload("a.docx", content), unit=province.commune)
    assert store_file(upload("b.docx", content), unit=province.commune) == first
    other = store_file(upload("a.docx", content), unit=province.other_commune)
    assert other != first and other.file.name != first.file.name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", HTML, "không phải là"),
        ("a.docx", PROGRAM, "không phải là"),
        ("a.xlsx", docx_file(), "không phải là"),
        ("a.doc", compound_file("Workbook"), "không phải là"),
        ("a.pdf", b"", "rỗng"),
        ("a.pdf", pdf_file(password="mat-khau"), "mật khẩu"),
        ("a.docx", compound_file("EncryptedPackage"), "mật khẩu"),
        ("a.pdf", PDF, "hỏng"),
        ("a.exe", PROGRAM, "Không nhận tệp .exe"),
        ("a.zip", b"PK\x05\x06" + bytes(18), "Không nhận tệp .zip"),
        ("tep", pdf_file(), "Không nhận tệp"),
    ],
)
def test_what_is_no_good_gets_a_sentence_and_is_not_kept(province, name, content, words):
    with pytest.raises(ValidationError) as refused:
        store_file(upload(name, content), unit=province.commune)
    assert words in refused.value.messages[0]
    assert not DocumentFile.objects.exists()
    assert not default_storage.exists("documents/official")


def test_a_file_over_the_limit_is_refused_before_it_is_read(province, settings):
    class Huge(SimpleUploadedFile):
        def read(self, *args):
            pytest.fail("it was read")

    huge = Huge("a.pdf", b"")
    huge.size = 2 * 1024**3
    with pytest.raises(ValidationError, match="quá lớn") as refused:
        store_file(huge, unit=province.commune)
    assert refused.value.code == "file_too_large"


def test_a_scanner_that_finds_something_keeps_the_file_out(province, settings):
    settings.VIRUS_SCANNER = "tests.integration.test_virus_scanner.finds_by_name"
    with pytest.raises(ValidationError, match="mã độc"):
        store_file(upload("a.docx", docx_file("EICAR") + b"EICAR"), unit=province.commune)
    settings.VIRUS_SCANNER = "tests.integration.test_virus_scanner.is_out_of_order"
    with pytest.raises(ValidationError, match="Chưa kiểm tra được"):
        store_file(upload("a.docx", docx_file()), unit=province.commune)


def test_of_many_files_each_has_its_own_answer(province):
    good, locked, wrong = store_files(
        [upload("a.pdf", pdf_file()), upload("b.pdf", pdf_file(password="x")), upload("c.pdf", HTML)],
        unit=province.commune,
    )
    assert good.pages == 1
    assert locked.code == "encrypted"
    assert wrong.code == "content"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (unicodedata.normalize("NFD", "Quyết định số 5.PDF"), "Quyết định số 5.pdf"),
        ("C:\\Users\\x\\a.docx", "a.docx"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ('a"<b>:c?.pdf', "abc.pdf"),
        ("..pdf", "tep.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned_and_kept_in_vietnamese(given, shown):
    assert clean_name(given) == shown


# --- Text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "found", "words"),
    [
        ("a.pdf", scanned_pdf(), Extracted(State.EMPTY, reason=Reason.NEEDS_RECOGNITION), "Tesseract"),
        ("a.doc", WORD_97, Extracted(State.NO_CONVERTER, reason=Reason.NO_WORD_READER), "antiword"),
        ("a.docx", docx_file(), Extracted(State.FAILED, reason=Reason.CRASHED), "dừng"),
        ("a.docx", docx_file(), Extracted(State.EXTRACTED, "Chữ", forms=["tcvn3"]), "TCVN3"),
    ],
)
def test_what_became_of_the_text_is_kept_and_told(province, monkeypatch, name, content, found, words):
    monkeypatch.setattr(extraction, "extract", lambda *args, **kwargs: found)
    stored = store_file(upload(name, content), unit=province.commune)
    stored.refresh_from_db()
    assert stored.text_state == found.state
    assert words in str(stored.text_note)
    assert stored.text == found.text
    assert bool(worth_another_try()) == (found.reason in ("needs_recognition", "no_word_reader"))


def test_a_file_whose_job_was_lost_is_asked_for_again_but_not_for_ever(province):
    stored = store_file(upload("a.docx", docx_file()), unit=province.commune)
    lost = DocumentFile.objects.filter(pk=stored.pk)
    lost.update(text_state=TextState.WAITING, created_at="2025-01-01T00:00:00Z", tries=1)
    FileText.objects.all().delete()
    assert extract_what_was_left.call() == 1
    stored.refresh_from_db()
    assert stored.text_state == TextState.EXTRACTED and stored.text
    lost.update(text_state=TextState.WAITING, tries=3)
    assert not left_waiting().exists()


def test_a_file_that_is_gone_from_the_store_is_named(province):
    stored = store_file(upload("a.docx", docx_file()), unit=province.commune)
    stored.file.storage.delete(stored.file.name)
    assert take_text(stored.pk).text_reason == TextReason.MISSING
    assert take_text(10**9) is None


def test_a_form_that_waits_gets_the_text_at_once_or_leaves_it_to_the_job(province):
    stored = store_file(upload("a.docx", docx_file()), unit=province.commune)
    DocumentFile.objects.update(text_state=TextState.WAITING)
    stored.refresh_from_db()
    assert text_now(stored, seconds=0) == ""
    stored.refresh_from_db()
    assert stored.text_state == TextState.WAITING
    assert SENTENCES[0] in text_now(stored)


# --- Handing out -------------------------------------------------------------------------------------


def test_a_file_of_a_published_document_is_downloaded_under_its_name_and_type(document, province, visit):
    content = pdf_file()
    attached = attach(document, store_file(upload("Quyết định số 15.pdf", content), unit=province.commune))
    answer = visit("trungmon.tuyenquang.localhost", attached.path)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(content))
    assert 'filename="quyet-dinh-so-15.pdf"' in answer["Content-Disposition"]
    assert quote("Quyết định số 15.pdf") in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    again = visit("trungmon.tuyenquang.localhost", attached.path, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304


def test_no_file_of_a_draft_and_none_on_another_units_site(document, province, visit):
    attached = attach(document, store_file(upload("a.pdf", pdf_file()), unit=province.commune))
    host = "trungmon.tuyenquang.localhost"
    assert visit("tantrao.tuyenquang.localhost", attached.path).status_code == 404
    assert visit(host, attached.path.replace(attached.sha256[:12], "0" * 12)).status_code == 404
    OfficialDocument.objects.filter(pk=document.pk).update(live=False)
    assert visit(host, attached.path).status_code == 404
    assert visit(host, f"/media/{attached.file.name}").status_code == 404


def test_a_file_is_not_public_before_the_draft_that_attaches_it_is(document, province, visit):
    stored = store_file(upload("a.pdf", pdf_file()), unit=province.commune)
    document.attachments.add(Attachment(stored=stored, title="Phụ lục"))
    revision = document.save_revision()
    path = Attachment(document=document, stored=stored).path
    assert visit("trungmon.tuyenquang.localhost", path).status_code == 404
    revision.publish()
    assert visit("trungmon.tuyenquang.localhost", path).status_code == 200
    assert [str(row) for row in document.__class__.objects.get().attachments.all()] == ["Phụ lục"]


def test_people_of_the_unit_have_its_files_and_nobody_else(document, province, desk):
    stored = store_file(upload("a.pdf", pdf_file()), unit=province.commune)
    address = reverse("documents_files:download", args=[stored.pk])
    own = desk(make_person(unit=province.commune, role=Role.CONTRIBUTOR)).get(address)
    assert own.status_code == 200 and "no-store" in own["Cache-Control"]
    neighbour = desk(make_person(unit=province.other_commune, role=Role.UNIT_ADMIN))
    assert neighbour.get(address).status_code == 404
    assert stored.name not in neighbour.get(reverse("documents_files:list")).content.decode()
    assert neighbour.post(reverse("documents_files:again", args=[stored.pk])).status_code == 404


def test_the_list_shows_what_became_of_the_text_and_an_editor_tries_again(province, desk):
    stored = store_file(upload("a.docx", docx_file()), unit=province.commune)
    DocumentFile.objects.update(text_state=TextState.NO_CONVERTER, text_reason=TextReason.NO_WORD_READER)
    contributor = desk(make_person(unit=province.commune, role=Role.CONTRIBUTOR))
    again = reverse("documents_files:again", args=[stored.pk])
    assert contributor.post(again).status_code == 403
    editor = desk(make_person(unit=province.commune, role=Role.EDITOR))
    page = editor.get(reverse("documents_files:list")).content.decode()
    assert "antiword" in page and again in page
    assert editor.post(again).status_code == 302
    stored.refresh_from_db()
    assert stored.text_state == TextState.EXTRACTED
    assert again not in editor.get(reverse("documents_files:list")).content.decode()
    assert stored.name in editor.get(reverse("documents_files:list") + "?q=a.docx").content.decode()
    assert stored.name not in editor.get(reverse("documents_files:list") + "?text_state=failed").content.decode()
