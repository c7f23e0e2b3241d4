"""Cases that come as a table: checked, then taken in when a publisher agrees; what must not be known is dropped."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from freezegun import freeze_time

from portal.core.spreadsheets import Sheet, workbook
from sites.procedures.cases import importing, purging
from sites.procedures.cases.codes import stored_fact
from sites.procedures.models import Case, CaseDelivery, CaseFault, CaseToken
from sites.units.enums import Role
from tests.factories.cases import deliver, kinds, make_case_procedure, row
from tests.factories.units import make_person

pytestmark = pytest.mark.django_db
LIST = reverse("procedures_cases:list")
TOKENS = reverse("procedures_cases:tokens")
CODE, OTHER = "000.00.08.H60-260302-0001", "000.00.08.H60-260302-0002"
HEADINGS = ("STT", "Mã hồ sơ", "Họ và tên", "Mã TTHC", "Trạng thái", "Ngày tiếp nhận", "Ngày hẹn trả", "4 số cuối")
GOOD = (1, CODE, "Nguyễn Văn Ẩn", "1.001193", "Đang giải quyết", date(2026, 3, 2), "05/03/2026", 42)
BAD = (2, OTHER, "Trần Thị Ẩn", "1.001193", "Đang giải quyết", date(2026, 3, 2), "01/03/2026", "0042")


def xlsx(*rows: tuple, headings: tuple = HEADINGS) -> SimpleUploadedFile:
    return SimpleUploadedFile("ho-so.xlsx", workbook(Sheet("Hồ sơ", headings, rows)))


def written(*rows: str, name: str = "ho-so.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([",".join(HEADINGS), *rows]).encode("utf-8-sig"))


@pytest.fixture
def unit(province):
    make_case_procedure(province.province)
    return province.commune


@pytest.fixture
def office(unit, desk):
    """A client of a person of the unit, by role."""
    return lambda role=Role.PUBLISHER: desk(make_person(unit=unit, role=role))


def bring(client, table: SimpleUploadedFile) -> CaseDelivery:
    answer = client.post(LIST, {"table": table})
    assert answer.status_code == 302, answer.content.decode()
    return CaseDelivery.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def page_of(client, delivery: CaseDelivery) -> str:
    return client.get(reverse("procedures_cases:one", args=[delivery.pk])).content.decode()


def test_a_table_is_checked_shown_and_taken_in_when_a_publisher_agrees(office):
    client = office()
    delivery = bring(client, xlsx(GOOD, BAD))
    assert (delivery.state, delivery.made, delivery.bad) == ("checked", 1, 1) and not Case.objects.exists()
    page = page_of(client, delivery)
    assert "Sẽ thêm mới" in page and "Ngày hẹn trả trước ngày nhận" in page and "2 cột khác đã bị bỏ đi" in page
    client.post(reverse("procedures_cases:take", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.made, kinds(delivery)) == ("done", 1, {3: "due_before_received"})
    case = Case.objects.get()
    assert (case.code, case.due_on, bytes(case.fact)) == (CODE, date(2026, 3, 5), stored_fact(CODE, "0042"))
    # Once more changes nothing.
    client.post(reverse("procedures_cases:take", args=[delivery.pk]))
    assert Case.objects.count() == 1


def test_no_name_is_stored_anywhere_not_even_for_a_moment(office):
    delivery = bring(office(), xlsx(GOOD, BAD, (3, "Lê Thị Ẩn", "x", "x", "x", "x", "x", "0912345678")))
    with delivery.rows.open("rb") as kept:
        content = kept.read().decode()
    said = " ".join(CaseFault.objects.values_list("reason", flat=True)) + str(vars(delivery))
    for secret in ("Nguyễn", "Trần", "0912345678", '"0042"', "Ẩn"):
        assert secret not in said
    # The wrong column was taken for a code; what is no code goes no further than this file, which goes too.
    for secret in ("Nguyễn", "Trần", "0912345678", '"0042"'):
        assert secret not in content


def test_what_was_kept_of_a_file_goes_with_the_decision(office, unit, settings):
    client = office()
    for act in ("take", "drop"):
        delivery = bring(client, xlsx(GOOD))
        storage, name = delivery.rows.storage, delivery.rows.name
        assert storage.exists(name)
        client.post(reverse(f"procedures_cases:{act}", args=[delivery.pk]))
        delivery.refresh_from_db()
        assert not delivery.rows
        if act == "drop":
            assert not storage.exists(name) and delivery.state == "refused"
    left = bring(client, xlsx(GOOD))
    with freeze_time(left.created_at + timedelta(days=settings.CASE_FILE_DAYS, minutes=1)):
        purging.forget_deliveries()
    assert not CaseDelivery.objects.filter(pk=left.pk).exists() and not left.rows.storage.exists(left.rows.name)


def test_rows_set_aside_are_forgotten_after_a_while(unit, settings):
    delivery = deliver(unit, row("x"))
    with freeze_time(delivery.created_at + timedelta(days=settings.CASE_FAULT_DAYS, minutes=1)):
        purging.forget_deliveries()
    assert not delivery.faults.exists() and CaseDelivery.objects.filter(pk=delivery.pk, bad=1).exists()


def test_a_csv_is_read_as_well_with_its_titles_above(office):
    delivery = bring(office(), written(f"1,{CODE},Ẩn,1.001193,processing,02/03/2026,05/03/2026,0042"))
    assert (delivery.state, delivery.made) == ("checked", 1)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (xlsx((1, 2), headings=("STT", "Tên")), "Không tìm thấy cột"),
        (xlsx(), "không có dòng hồ sơ nào"),
        (SimpleUploadedFile("a.xlsx", b"PK nothing"), "không phải là bảng Excel"),
        (SimpleUploadedFile("a.csv", b""), "rỗng"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7"), "Chỉ nhận tệp"),
    ],
    ids=["columns", "empty", "broken", "nothing", "pdf"],
)
def test_what_is_no_table_of_cases_is_refused_with_a_sentence(office, table, sentence):
    answer = office().post(LIST, {"table": table})
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not CaseDelivery.objects.exists()


def test_a_file_of_500_megabytes_is_refused_before_it_is_read(office, monkeypatch):
    monkeypatch.setattr(SimpleUploadedFile, "size", 500 * 1024 * 1024, raising=False)
    table = written()
    table.size = 500 * 1024 * 1024
    from sites.procedures.cases.forms import BringForm

    form = BringForm({}, {"table": table})
    assert not form.is_valid() and "50" in str(form.errors["table"])


def test_only_who_publishes_takes_a_file_in(office):
    editor = office(Role.EDITOR)
    delivery = bring(editor, xlsx(GOOD))
    assert "Người duyệt xuất bản" in page_of(editor, delivery)
    answer = editor.post(reverse("procedures_cases:take", args=[delivery.pk]), follow=True)
    assert "người duyệt xuất bản của đơn vị phải đồng ý" in answer.content.decode()
    assert not Case.objects.exists()


def test_the_people_of_a_unit_see_its_own_deliveries_alone(office, province, desk):
    theirs = deliver(province.other_commune, row("x"), name="Lô của Tân Trào")
    own = bring(office(), xlsx(GOOD))
    client = office(Role.EDITOR)
    page = client.get(LIST).content.decode()
    assert own.name in page and "Lô của Tân Trào" not in page
    for name in ("one", "take", "drop", "go_on"):
        address = reverse(f"procedures_cases:{name}", args=[theirs.pk])
        assert (client.get if name == "one" else client.post)(address).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "done"


def test_an_auditor_sees_the_deliveries_of_all_and_changes_none(office, province, desk):
    own = bring(office(), xlsx(GOOD))
    deliver(province.other_commune, row("x"), name="Lô của Tân Trào")
    person = make_person()
    person.roles.create(role=Role.AUDITOR, valid_from=date(2019, 1, 1))
    client = desk(person)
    page = client.get(LIST).content.decode()
    assert own.name in page and "Lô của Tân Trào" in page and "Tải lên và kiểm tra" not in page
    assert "Để riêng" in page_of(client, own)
    assert client.post(reverse("procedures_cases:take", args=[own.pk])).status_code in (403, 404)
    assert client.get(TOKENS).status_code == 403


def test_a_token_is_shown_once_and_revoked_by_the_administrator(office, province, desk):
    client = office(Role.UNIT_ADMIN)
    page = client.post(TOKENS, {"name": "Phần mềm một cửa"}).content.decode()
    token = CaseToken.objects.get()
    secret = page.partition('readonly value="')[2].partition('"')[0]
    assert secret.startswith("lc_") and token.unit == province.commune
    assert secret not in client.get(TOKENS).content.decode()
    stranger = desk(make_person(unit=province.other_commune, role=Role.UNIT_ADMIN))
    assert "Phần mềm một cửa" not in stranger.get(TOKENS).content.decode()
    address = reverse("procedures_cases:revoke", args=[token.pk])
    assert stranger.post(address).status_code == 404
    client.post(address)
    token.refresh_from_db()
    assert token.revoked_at is not None and "Đã thu hồi" in client.get(TOKENS).content.decode()


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR, Role.PUBLISHER])
def test_tokens_are_for_the_administrator_alone(office, role):
    client = office(role)
    assert client.get(TOKENS).status_code == 403 and client.post(TOKENS, {"name": "x"}).status_code == 403
    assert not CaseToken.objects.exists()


def test_the_example_is_a_table_that_is_understood(office):
    client = office()
    content = client.get(reverse("procedures_cases:example")).content
    delivery = bring(client, SimpleUploadedFile("mau.xlsx", content))
    assert (delivery.total, delivery.made) == (2, 2) and len(delivery.columns) == len(importing.COLUMNS)


def test_a_job_that_died_is_taken_up_again(office, unit):
    delivery = bring(office(), xlsx(GOOD))
    CaseDelivery.objects.filter(pk=delivery.pk).update(state="taking")
    assert importing.go_on_with_all() == 0
    with freeze_time(delivery.created_at + importing.SILENT + timedelta(minutes=1)):
        assert importing.go_on_with_all() == 1
    delivery.refresh_from_db()
    assert delivery.state == "done" and Case.objects.count() == 1
