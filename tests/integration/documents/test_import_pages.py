"""Bringing in a table in the admin, step by step, by who may and by nobody else."""

import pytest
from django.urls import reverse

from portal.media import tables
from sites.documents.enums import ImportState
from sites.documents.importing import forms, running, starting
from sites.documents.models import OfficialDocument, RegisterEntry, TableImport
from sites.units.enums import Role
from tests.factories.files import upload
from tests.factories.texts import pdf_file
from tests.factories.units import make_person

from .importing import DOCUMENT_HEAD, REGISTER_HEAD, archive, bring, document_row, register_row, table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clerk(province):
    return make_person(unit=province.commune, role=Role.EDITOR)


@pytest.fixture
def office(clerk, desk):
    return desk(clerk)


LIST = reverse("documents_imports:list")


def page_of(client, made: TableImport) -> str:
    return client.get(reverse("documents_imports:one", args=[made.pk])).content.decode()


def columns_of(page) -> dict:
    """The fields of the form of columns as the page fills them in."""
    return {name: field.initial for name, field in page.context["form"].fields.items() if field.initial is not None}


def test_documents_from_the_upload_to_the_batch(office, province):
    sent = {"kind": "documents", "table": table(DOCUMENT_HEAD, document_row(1, "1.pdf"), document_row(2, on=""))}
    answer = office.post(LIST, sent | {"archive": archive({"1.pdf": pdf_file()})}, follow=True)
    made = TableImport.objects.get()
    assert (made.unit, made.state) == (province.commune, ImportState.MAPPING)
    text = answer.content.decode()
    assert "Khai báo cột" in text and "A: Số, ký hiệu" in text
    answer = office.post(reverse("documents_imports:columns", args=[made.pk]), columns_of(answer), follow=True)
    text = answer.content.decode()
    assert "Đã kiểm tra, chờ nhập" in text
    assert "Dòng 3: thiếu Ngày ban hành." in text
    assert not OfficialDocument.objects.exists()
    text = office.post(reverse("documents_imports:write", args=[made.pk]), follow=True).content.decode()
    made.refresh_from_db()
    assert "Đã nhập xong" in text
    assert reverse("units_batches:batch", args=[made.batch_id]) in text
    assert OfficialDocument.objects.get().attachments.count() == 1
    assert made.name in office.get(LIST).content.decode()


def test_a_column_that_is_missing_or_used_twice_is_asked_for_in_words(office, province, clerk):
    made = starting.start_import(
        unit=province.commune, by=clerk, kind="register", table=table(REGISTER_HEAD, register_row(1))
    )
    address = reverse("documents_imports:columns", args=[made.pk])
    fields = columns_of(office.get(reverse("documents_imports:one", args=[made.pk])))
    text = office.post(address, fields | {"column-abstract": ""}).content.decode()
    assert "Hãy chọn cột." in text
    text = office.post(address, fields | {"column-abstract": fields["column-symbol"]}).content.decode()
    assert "Một cột không thể dùng cho nhiều mục" in text
    made.refresh_from_db()
    assert made.state == ImportState.MAPPING
    assert not RegisterEntry.objects.exists()


def test_another_line_of_headings_gives_other_guesses(office, province, clerk):
    made = starting.start_import(
        unit=province.commune, by=clerk, kind="register", table=table(("a", "b"), REGISTER_HEAD, register_row(1))
    )
    first = office.get(reverse("documents_imports:one", args=[made.pk]) + "?dong=1")
    assert columns_of(first)["column-abstract"] == ""
    assert columns_of(office.get(reverse("documents_imports:one", args=[made.pk])))["column-abstract"] == "5"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.7", "Chỉ nhận tệp .xlsx, .csv, .json."),
        ("a.xlsx", b"khong phai", "không phải là bảng Excel"),
        ("a.csv", b"\n\n", "Bảng rỗng"),
    ],
)
def test_what_is_no_table_is_refused_at_the_field(office, name, content, words):
    answer = office.post(LIST, {"kind": "documents", "table": upload(name, content)})
    assert words in answer.context["form"].errors["table"][0]
    assert not TableImport.objects.exists()


def test_a_table_over_the_limit_is_refused_in_words(office, monkeypatch):
    monkeypatch.setattr(forms.BringForm.base_fields["table"], "limit", 100)
    answer = office.post(LIST, {"kind": "documents", "table": table(DOCUMENT_HEAD)})
    assert "quá lớn" in answer.context["form"].errors["table"][0]
    monkeypatch.setattr(forms.BringForm.base_fields["table"], "limit", 10**9)
    monkeypatch.setattr(tables, "MAX_BYTES", 100)
    answer = office.post(LIST, {"kind": "documents", "table": table(DOCUMENT_HEAD)})
    assert "quá lớn" in answer.context["form"].errors["table"][0]


def test_nothing_of_an_import_is_another_units(office, province, desk, clerk):
    made = bring(province.commune, clerk, "register", REGISTER_HEAD, register_row(1, abstract="Bí mật của xã"))
    neighbour = desk(make_person(unit=province.other_commune, role=Role.UNIT_ADMIN))
    assert made.name not in neighbour.get(LIST).content.decode()
    for name in ("one", "progress"):
        assert neighbour.get(reverse(f"documents_imports:{name}", args=[made.pk])).status_code == 404
    for name in ("columns", "write", "again", "go_on", "stop"):
        assert neighbour.post(reverse(f"documents_imports:{name}", args=[made.pk])).status_code == 404
    made.refresh_from_db()
    assert made.state == ImportState.CHECKED


def test_a_contributor_brings_in_and_finishes_their_own_and_not_a_colleagues(province, desk, clerk):
    theirs = bring(province.commune, clerk, "register", REGISTER_HEAD, register_row(1))
    contributor = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    own = bring(province.commune, contributor, "register", REGISTER_HEAD, register_row(2))
    office = desk(contributor)
    assert office.get(reverse("documents_imports:one", args=[theirs.pk])).status_code == 200
    assert office.post(reverse("documents_imports:write", args=[theirs.pk])).status_code == 403
    assert office.post(reverse("documents_imports:write", args=[own.pk])).status_code == 302
    assert RegisterEntry.objects.get().register_no == "2"


def test_an_auditor_looks_and_brings_in_nothing(province, desk, clerk):
    made = bring(province.commune, clerk, "register", REGISTER_HEAD, register_row(1))
    person = make_person()
    person.roles.create(unit=None, role=Role.AUDITOR, valid_from="2019-01-01")
    auditor = desk(person)
    assert auditor.get(reverse("documents_imports:one", args=[made.pk])).status_code == 200
    assert auditor.post(reverse("documents_imports:write", args=[made.pk])).status_code == 403
    sent = {"kind": "documents", "table": table(DOCUMENT_HEAD)}
    assert auditor.post(LIST, sent).status_code == 403
    assert TableImport.objects.count() == 1


def test_the_page_tells_how_far_it_is_and_offers_to_go_on_when_nobody_works_on_it(office, province, clerk):
    made = bring(province.commune, clerk, "register", REGISTER_HEAD, *[register_row(n) for n in range(1, 4)])
    starting.prepare_to_write(made)
    TableImport.objects.filter(pk=made.pk).update(done=1)
    data = office.get(reverse("documents_imports:progress", args=[made.pk])).json()
    assert data["busy"] and data["total"] == 3
    text = page_of(office, made)
    assert "<progress" in text and "Làm tiếp" in text
    TableImport.objects.filter(pk=made.pk).update(done=0)
    office.post(reverse("documents_imports:go_on", args=[made.pk]))
    assert RegisterEntry.objects.count() == 3
    assert office.get(reverse("documents_imports:progress", args=[made.pk])).json()["busy"] is False
    assert (
        "không dở dang" in office.post(reverse("documents_imports:go_on", args=[made.pk]), follow=True).content.decode()
    )


def test_columns_are_chosen_anew_and_an_import_is_given_up(office, province, clerk):
    made = bring(province.commune, clerk, "register", REGISTER_HEAD, register_row(1))
    office.post(reverse("documents_imports:again", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == ImportState.MAPPING
    office.post(reverse("documents_imports:stop", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == ImportState.REFUSED
    assert "đã kết thúc" in office.post(reverse("documents_imports:stop", args=[made.pk]), follow=True).content.decode()


def test_a_table_that_is_gone_from_the_store_is_told(office, province, clerk):
    made = bring(province.commune, clerk, "register", REGISTER_HEAD, register_row(1))
    starting.prepare_to_write(made)
    made.table.storage.delete(made.table.name)
    running.work(made.pk)
    assert "Không tìm thấy tệp" in page_of(office, made)
