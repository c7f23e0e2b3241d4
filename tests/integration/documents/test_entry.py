"""A document is entered from its symbol or from its file, with a script or without; bad input gets a sentence."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sites.documents.enums import Effect, RelationKind
from sites.documents.models import DocumentFile, DocumentType, IssuingBody, OfficialDocument
from sites.documents.services import relate
from sites.documents.services.issuers import bodies_of
from sites.units.enums import Role
from tests.factories.documents import make_official
from tests.factories.texts import docx_file
from tests.factories.units import make_person
from tests.unit.documents.test_reading import DECISION

pytestmark = pytest.mark.django_db
INLINES = ("attachments", "texts", "relations", "comments")


def url(name: str, *args: object) -> str:
    return reverse(f"wagtailsnippets_documents_officialdocument:{name}", args=args)


def form(**values: object) -> dict[str, object]:
    """What the form sends: the values, and inline forms without rows unless `values` brings some."""
    data: dict[str, object] = {"abstract": "Ban hành quy chế", "body-count": 0, "urgency": "normal"}
    for name in INLINES:
        data |= {f"{name}-{key}_FORMS": 0 for key in ("TOTAL", "INITIAL")}
        data |= {f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
    return data | values


def relation(**values: object) -> dict[str, object]:
    row = {"kind": "replaces", "target": "", "target_symbol": "", "from_date": "", "to_date": "", "provisions": ""}
    return {"relations-TOTAL_FORMS": 1} | {f"relations-0-{name}": value for name, value in (row | values).items()}


@pytest.fixture
def clerk(province, desk):
    return desk(make_person(unit=province.commune, role=Role.EDITOR))


def errors(answer) -> str:
    assert answer.status_code == 200, "the form is shown again"
    page = answer.context["form"]
    rows = [error for formset in page.formsets.values() for row in formset.errors for error in row.values()]
    return str(page.errors.as_text()) + str(rows)


def test_a_symbol_and_an_abstract_are_enough(province, clerk):
    answer = clerk.post(url("add"), form(symbol="15/2024/QĐ-UBND", issued_on="2024-03-12"))
    assert answer.status_code == 302, errors(answer)
    made = OfficialDocument.objects.get()
    assert (made.unit, made.live, made.symbol_parsed) == (province.commune, False, True)
    assert (made.number, made.year, made.type.code) == (15, 2024, "quyet-dinh-ubnd")
    assert made.issuer_name == "Ủy ban nhân dân xã Trung Môn"
    assert (made.title, made.slug, made.tier.code) == ("Ban hành quy chế", "15-2024-qd-ubnd", "commune")


@pytest.mark.parametrize(("whose", "taken"), [("commune", True), ("district", True), ("other_commune", False)])
def test_nobody_publishes_in_the_name_of_a_body_that_was_not_offered(province, clerk, whose, taken):
    body = bodies_of(getattr(province, whose))[0]
    sent = form(symbol="15/2024/QĐ-UBND", issued_on="2024-03-12", issuer=body.pk)
    answer = clerk.post(url("add"), sent)
    assert OfficialDocument.objects.filter(issuer=body).exists() is taken
    if not taken:
        assert "Hãy chọn một cơ quan trong danh sách." in errors(answer)


def test_a_form_without_its_text_is_refused_and_loses_nothing(province, clerk):
    sent = form(symbol="15/2024/QĐ-UBND", issued_on="2024-03-12")
    del sent["body-count"]
    assert clerk.post(url("add"), sent).status_code == 400
    assert not OfficialDocument.objects.exists()


def test_the_issuer_is_the_body_as_it_was_then(province, clerk):
    version = province.commune.versions.get()
    version.valid_to = date(2025, 7, 1)
    version.save()
    phuong = version.tier.types.get(code="phuong")
    province.commune.versions.create(
        tier=version.tier, unit_type=phuong, name="Trung Môn", parent=version.parent, valid_from=date(2025, 7, 1)
    )
    for symbol, day, name in [
        ("1/QĐ-UBND", "2024-01-05", "Ủy ban nhân dân xã Trung Môn"),
        ("1/QĐ-UBND", "2026-01-05", "Ủy ban nhân dân phường Trung Môn"),
        ("2/NQ-HĐND", "2026-01-05", "Hội đồng nhân dân phường Trung Môn"),
    ]:
        clerk.post(url("add"), form(symbol=symbol, issued_on=day))
        assert OfficialDocument.objects.latest("pk").issuer_name == name
    old = IssuingBody.objects.get(name="Ủy ban nhân dân xã Trung Môn")
    assert old.successor.name == "Ủy ban nhân dân phường Trung Môn"
    assert old.valid_to == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("symbol", "issuer"),
    [
        ("43/2011/NĐ-CP", "Chính phủ"),
        ("12/SNV-CCHC", "Sở Nội vụ"),
        ("22/2023/TT-BTTTT", "Bộ Thông tin và Truyền thông"),
        ("148/2025/QH15", "Quốc hội"),
    ],
)
def test_central_bodies_and_departments_are_found(clerk, symbol, issuer):
    clerk.post(url("add"), form(symbol=symbol, issued_on="2024-01-05"))
    assert OfficialDocument.objects.get().issuer_name == issuer


def test_a_ministry_that_has_ended_no_longer_issues(clerk):
    clerk.post(url("add"), form(symbol="22/2026/TT-BTTTT", issued_on="2026-01-05"))
    assert OfficialDocument.objects.get().issuer is None


def test_a_symbol_that_cannot_be_read_is_kept_and_flagged(clerk):
    answer = clerk.post(url("add"), form(symbol="số không rõ", issued_on="2024-01-05"))
    assert answer.status_code == 302
    made = OfficialDocument.objects.get()
    assert (made.symbol, made.symbol_parsed, made.number) == ("số không rõ", False, None)
    flagged = clerk.get(url("list"), {"symbol_parsed": "false"})
    assert "số không rõ" in flagged.content.decode()


def test_a_duplicate_is_named_and_can_be_overruled(province, clerk):
    make_official(province.commune)
    sent = form(symbol="15/2024/QĐ-UBND", issued_on="2024-05-01")
    assert "Đã có văn bản" in errors(clerk.post(url("add"), sent))
    assert OfficialDocument.objects.count() == 1
    assert clerk.post(url("add"), sent | {"accept_duplicate": "on"}).status_code == 302
    assert sorted(OfficialDocument.objects.values_list("slug", flat=True)) == ["15-2024-qd-ubnd", "15-2024-qd-ubnd-2"]


@pytest.mark.parametrize(("symbol", "day"), [("15/2025/QĐ-UBND", "2025-01-05"), ("15/2024/NQ-HĐND", "2024-03-12")])
def test_another_year_or_issuer_is_no_duplicate(province, clerk, symbol, day):
    make_official(province.commune)
    make_official(province.other_commune, symbol)
    assert clerk.post(url("add"), form(symbol=symbol, issued_on=day)).status_code == 302


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"effective_on": "2024-03-11"}, "Ngày có hiệu lực không được trước ngày ban hành (12/03/2024)."),
        ({"expires_on": "2024-03-12"}, "Ngày hết hiệu lực phải sau ngày có hiệu lực."),
        ({"issued_on": ""}, "Hãy ghi ngày ban hành."),
        ({"issued_on": "hôm qua"}, "issued_on"),
    ],
)
def test_days_that_cannot_be_get_a_sentence(clerk, values, sentence):
    answer = clerk.post(url("add"), form(symbol="15/QĐ-UBND", issued_on="2024-03-12") | values)
    assert sentence in errors(answer)
    assert not OfficialDocument.objects.exists()


def test_relations_are_checked_in_the_form(province, clerk):
    old, new = make_official(province.commune, "1/QĐ-UBND"), make_official(province.commune, "2/QĐ-UBND")
    relate(new, RelationKind.REPLACES, old)
    sent = form(symbol=old.symbol, issued_on="2024-03-12", issuer=old.issuer_id)
    itself = clerk.post(url("edit", old.pk), sent | relation(target=old.pk))
    assert "chính nó" in errors(itself)
    circle = clerk.post(url("edit", old.pk), sent | relation(target=new.pk))
    assert "2/QĐ-UBND → 1/QĐ-UBND" in errors(circle)
    nothing = clerk.post(url("edit", old.pk), sent | relation())
    assert "Hãy chọn văn bản hoặc ghi số" in errors(nothing)
    cites = clerk.post(url("edit", old.pk), sent | relation(kind="cites", target=new.pk))
    assert cites.status_code == 302


def test_a_file_fills_what_was_left_empty_and_is_attached(province, clerk):
    upload = SimpleUploadedFile("quyet-dinh.txt", DECISION.encode(), "text/plain")
    refused = clerk.post(url("add"), form(abstract="", source_file=upload))
    assert "Không nhận tệp .txt" in errors(refused)
    upload = SimpleUploadedFile("quyet-dinh.docx", docx_file(*DECISION.splitlines()))
    answer = clerk.post(url("add"), form(abstract="Trích yếu của tôi", source_file=upload))
    assert answer.status_code == 302, errors(answer)
    made = OfficialDocument.objects.get()
    assert (made.symbol, made.issued_on, made.effective_on) == ("15/2024/QĐ-UBND", date(2024, 3, 12), date(2024, 4, 1))
    assert (made.signer, made.abstract) == ("Nguyễn Văn Mẫu", "Trích yếu của tôi")
    assert made.issuer_name == "Ủy ban nhân dân tỉnh Tuyên Quang"
    assert [row.stored.name for row in made.attachments.all()] == ["quyet-dinh.docx"]


def test_the_form_brings_its_script_and_its_style(clerk):
    page = clerk.get(url("add")).text
    assert "documents/entry" in page
    assert "documents/admin" in page


def test_the_script_is_told_what_a_symbol_says_and_which_documents_bear_it(province, clerk):
    known = make_official(province.commune)
    told = clerk.get(reverse("documents_read_symbol"), {"symbol": "15/2024/qd-ubnd"}).json()
    assert told["values"]["type"] == DocumentType.objects.get(code="quyet-dinh-ubnd").pk
    assert (told["values"]["number"], told["values"]["year"]) == (15, 2024)
    assert told["values"]["issuer"] == known.issuer_id
    assert [row["url"] for row in told["duplicates"]] == [url("edit", known.pk)]
    again = clerk.get(reverse("documents_read_symbol"), {"symbol": "15/2024/QĐ-UBND", "document": known.pk}).json()
    assert again["duplicates"] == []


@pytest.mark.parametrize("symbol", ["", "\u202e///", "9" * 200, "15/QĐ-UBND" * 20])
def test_the_script_may_ask_about_anything(clerk, symbol):
    asked = {"symbol": symbol, "issued_on": "31/31", "issuer": "9" * 40, "document": "x"}
    assert clerk.get(reverse("documents_read_symbol"), asked).status_code == 200


def test_a_file_sent_by_the_script_is_kept_for_the_unit_alone(province, clerk, desk):
    upload = SimpleUploadedFile("quyet-dinh.docx", docx_file(*DECISION.splitlines()))
    told = clerk.post(reverse("documents_read_file"), {"file": upload}).json()
    assert told["values"]["symbol"] == "15/2024/QĐ-UBND"
    assert ["replaces", "07/2015/QĐ-UBND"] in told["relations"]
    stored = DocumentFile.objects.get(pk=told["stored"])
    assert stored.unit == province.commune
    # Another unit cannot attach it by its key.
    neighbour = desk(make_person(unit=province.other_commune, role=Role.EDITOR))
    sent = form(symbol="15/2024/QĐ-UBND", issued_on="2024-03-12", source_stored=stored.pk)
    assert neighbour.post(url("add"), sent).status_code == 302
    assert not OfficialDocument.objects.get().attachments.exists()
    assert clerk.post(url("add"), sent).status_code == 302
    assert OfficialDocument.objects.get(unit=province.commune).attachments.get().stored == stored


def test_a_file_that_is_not_what_it_says_gets_a_sentence(clerk):
    upload = SimpleUploadedFile("quyet-dinh.pdf", b"GIF89a not a pdf")
    told = clerk.post(reverse("documents_read_file"), {"file": upload})
    assert told.status_code == 400
    assert "tệp PDF" in told.json()["error"]


def test_a_published_document_says_what_the_law_asks_for_first(province, clerk, desk):
    publisher = desk(make_person(unit=province.commune, role=Role.PUBLISHER))
    answer = publisher.post(url("add"), form(symbol="", issued_on="2024-03-12") | {"action-publish": "1"}, follow=True)
    assert not OfficialDocument.objects.filter(live=True).exists()
    page = answer.content.decode()
    assert "Hãy chọn loại văn bản." in page
    assert "Hãy đính kèm tệp của văn bản hoặc nhập toàn văn." in page


def test_an_edit_keeps_address_and_effect_and_follows_the_symbol(province, clerk):
    made = make_official(province.commune, live=False)
    sent = form(symbol="16/2024/QĐ-UBND", issued_on="2024-03-12", issuer=made.issuer_id, type=made.type_id)
    assert clerk.post(url("edit", made.pk), sent).status_code == 302
    made.refresh_from_db()
    assert made.latest_revision.as_object().number == 16
    made.latest_revision.publish()
    made.refresh_from_db()
    assert (made.slug, made.number, made.effect) == ("16-2024-qd-ubnd", 16, Effect.IN_FORCE)
    made.symbol = "17/2024/QĐ-UBND"
    made.save_revision().publish()
    made.refresh_from_db()
    assert (made.slug, made.number) == ("16-2024-qd-ubnd", 17), "readers have the address"


def test_the_list_of_a_long_register_costs_at_most_25_queries_whatever_is_filtered(
    province, clerk, desk, django_assert_max_num_queries
):
    for number in range(35):
        make_official(province.commune, f"{number + 1}/QĐ-UBND", year=2026)
    publisher = desk(make_person(unit=province.commune, role=Role.PUBLISHER))
    for person in (clerk, publisher):
        person.get(url("list"))
        for asked in ("", "?p=2", "?effect=in_force&live=true", "?year=2026&ordering=-symbol_key", "?q=QĐ-UBND"):
            with django_assert_max_num_queries(25):
                answer = person.get(url("list") + asked)
            assert answer.status_code == 200, asked
            assert "/QĐ-UBND" in answer.text, asked
