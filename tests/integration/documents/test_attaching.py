"""Files are attached in the document's form: with the draft, kept through other errors, never another unit's."""

import pytest
from django.urls import reverse

from sites.documents.models import DocumentFile, OfficialDocument
from sites.documents.services.files import store_file
from sites.units.enums import Role
from tests.factories.documents import make_official
from tests.factories.files import HTML, upload
from tests.factories.texts import docx_file, pdf_file
from tests.factories.units import make_person

from .test_entry import form, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk(province, desk):
    return desk(make_person(unit=province.commune, role=Role.EDITOR))


def rows(*attached: dict, initial: int = 0) -> dict:
    """What the form sends for the attachments."""
    data: dict = {"attachments-TOTAL_FORMS": len(attached), "attachments-INITIAL_FORMS": initial}
    for number, row in enumerate(attached):
        values = {"stored": "", "title": "", "ORDER": str(number + 1), "id": ""} | row
        data |= {f"attachments-{number}-{name}": value for name, value in values.items()}
    return data


def filled(*attached: dict, initial: int = 0, **changes) -> dict:
    return form(symbol="15/2024/QĐ-UBND", issued_on="2024-03-12", **rows(*attached, initial=initial), **changes)


def test_files_come_with_the_draft_in_their_order(clerk, province, visit):
    first, second = upload("Quyết định.pdf", pdf_file()), upload("Phụ lục.docx", docx_file())
    answer = clerk.post(url("add"), filled({"upload": first}, {"upload": second, "title": "Phụ lục I"}))
    assert answer.status_code == 302, answer.context["form"].errors
    document = OfficialDocument.objects.get()
    draft = document.get_latest_revision_as_object()
    assert [str(row) for row in draft.attachments.all()] == ["Quyết định.pdf", "Phụ lục I"]
    assert DocumentFile.objects.filter(unit=province.commune).count() == 2
    text = clerk.get(url("edit", document.pk)).content.decode()
    stored = DocumentFile.objects.get(name="Quyết định.pdf")
    assert stored.sha256 in text and reverse("documents_files:download", args=[stored.pk]) in text
    path = draft.attachments.all()[0].path
    assert visit("trungmon.tuyenquang.localhost", path).status_code == 404
    document.get_latest_revision().publish()
    assert visit("trungmon.tuyenquang.localhost", path).status_code == 200


def test_a_file_outlives_an_error_elsewhere_in_the_form(clerk):
    answer = clerk.post(url("add"), filled({"upload": upload("a.pdf", pdf_file())}, gazette_date="hôm qua"))
    assert answer.status_code == 200 and not OfficialDocument.objects.exists()
    stored = DocumentFile.objects.get()
    text = answer.content.decode()
    assert f'name="attachments-0-stored" value="{stored.pk}"' in text and "a.pdf" in text
    assert clerk.post(url("add"), filled({"stored": stored.pk})).status_code == 302
    document = OfficialDocument.objects.get()
    assert document.get_latest_revision_as_object().attachments.get().stored == stored


@pytest.mark.parametrize(
    ("content", "words"), [(HTML, "không phải là"), (pdf_file(password="x"), "mật khẩu"), (b"", "rỗng")]
)
def test_a_file_that_is_no_good_is_told_at_its_row(clerk, content, words):
    answer = clerk.post(url("add"), filled({"upload": upload("a.pdf", content)}))
    errors = answer.context["form"].formsets["attachments"].errors
    assert words in errors[0]["upload"][0]
    assert not OfficialDocument.objects.exists() and not DocumentFile.objects.exists()


def test_a_row_without_a_file_asks_for_one(clerk):
    answer = clerk.post(url("add"), filled({"title": "Phụ lục"}))
    assert "Hãy chọn một tệp." in answer.context["form"].formsets["attachments"].errors[0]["upload"][0]


def test_a_file_of_another_unit_is_not_attached_and_not_told_of(clerk, province):
    foreign = store_file(upload("Của người khác.pdf", pdf_file()), unit=province.other_commune)
    answer = clerk.post(url("add"), filled({"stored": foreign.pk}))
    assert answer.status_code == 200
    assert not OfficialDocument.objects.exists()
    text = answer.content.decode()
    assert "Của người khác" not in text and foreign.sha256 not in text


def test_taking_a_file_off_and_putting_another_in_its_place(clerk, province):
    document = make_official(province.commune, "15/2024/QĐ-UBND")
    clerk.post(url("edit", document.pk), filled({"upload": upload("a.pdf", pdf_file("một"))}))
    document.refresh_from_db()
    draft = document.get_latest_revision_as_object()
    row = draft.attachments.get()
    other = upload("b.pdf", pdf_file("hai"))
    replaced = {"stored": row.stored_id, "upload": other, "id": row.pk or ""}
    clerk.post(url("edit", document.pk), filled(replaced, initial=1 if row.pk else 0))
    document.refresh_from_db()
    draft = document.get_latest_revision_as_object()
    assert [row.name for row in draft.attachments.all()] == ["b.pdf"]
    gone = {"stored": draft.attachments.get().stored_id, "DELETE": "1"}
    clerk.post(url("edit", document.pk), filled(gone))
    document.refresh_from_db()
    assert not document.get_latest_revision_as_object().attachments.exists()
    # What was there stays with the history.
    assert DocumentFile.objects.count() == 2
