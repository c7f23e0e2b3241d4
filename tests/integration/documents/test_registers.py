"""The registers of a unit: kept by its clerks, read by everybody once they are published."""

from datetime import date

import pytest
from django.urls import reverse

from sites.documents.enums import Direction, Handling
from sites.documents.models import OfficialDocument, RegisterEntry
from sites.documents.services import save_document
from sites.documents.services.registers import put
from sites.units.enums import Role
from tests.factories.units import make_person

pytestmark = pytest.mark.django_db
HOST, RECEIVED, SENT = "sonoivu.tuyenquang.localhost", "/so-van-ban/den/", "/so-van-ban/di/"


@pytest.fixture
def entry(province):
    """Make an entry of the department's register: `entry(5, abstract=…)`; live unless told otherwise."""

    def make(number: int, *, unit=None, live: bool = True, **changes) -> RegisterEntry:
        values = {
            "direction": Direction.RECEIVED,
            "year": 2025,
            "register_no": str(number),
            "registered_on": date(2025, 3, 5),
            "correspondent": "Sở Tài chính",
            "abstract": f"Về việc số {number}",
        } | changes
        made = put(None, values, unit=unit or province.department, by=None)
        if live:
            RegisterEntry.objects.filter(pk=made.pk).update(live=True)
        return made

    return make


def test_readers_see_published_entries_newest_first_with_their_progress(entry, visit):
    entry(9)
    entry(10, state=Handling.WORKING, due_on=date(2025, 3, 20), handling_unit="Văn phòng")
    entry(11, live=False, abstract="Chưa công khai")
    entry(12, direction=Direction.SENT, abstract="Gửi đi")
    text = visit(HOST, RECEIVED).content.decode()
    assert text.index("Về việc số 10") < text.index("Về việc số 9")
    assert "Đang xử lý" in text and "Hạn: 20/03/2025" in text and "Quá hạn" in text and "Văn phòng" in text
    assert "Chưa công khai" not in text and "Gửi đi" not in text
    assert "Gửi đi" in visit(HOST, SENT).content.decode()


def test_a_register_is_that_of_its_own_unit(entry, province, visit):
    entry(1, unit=province.other_department, abstract="Của sở khác")
    assert "Của sở khác" not in visit(HOST, RECEIVED).content.decode()
    assert "Của sở khác" in visit("sotaichinh.tuyenquang.localhost", RECEIVED).content.decode()


def test_filters_narrow_and_nonsense_is_left_out(entry, visit):
    entry(1, abstract="Về đất đai", symbol="7/UBND-NC")
    entry(2, abstract="Về giáo dục", year=2024, registered_on=date(2024, 5, 6), state=Handling.DONE)
    found = {
        "?q=dat+dai": ("Về đất đai", "Về giáo dục"),
        "?q=7/ubnd": ("Về đất đai", "Về giáo dục"),
        "?nam=2024": ("Về giáo dục", "Về đất đai"),
        "?tien-do=done": ("Về giáo dục", "Về đất đai"),
    }
    for query, (shown, hidden) in found.items():
        text = visit(HOST, RECEIVED + query).content.decode()
        assert shown in text and hidden not in text, query
    assert "Không có dòng nào khớp" in visit(HOST, RECEIVED + "?q=khong+co").content.decode()
    for query in ("?nam=abc", "?nam=1900", "?tien-do=x", "?sau=1.2", "?sau=9.9.x", "?sau=99999.1.1", "?q=%00"):
        answer = visit(HOST, RECEIVED + query)
        assert answer.status_code == 200 and "Về đất đai" in answer.content.decode(), query
    assert visit(HOST, "/so-van-ban/khac/").status_code == 404


def test_pages_follow_one_another_without_a_gap_at_the_same_cost(entry, visit, django_assert_max_num_queries):
    for number in range(1, 71):
        entry(number)
    seen, address = [], RECEIVED
    while address:
        with django_assert_max_num_queries(15):
            answer = visit(HOST, address)
        seen += [row.register_no for row, _url in answer.context["rows"]]
        address = answer.context["older_url"]
    assert seen == [str(number) for number in range(70, 0, -1)]


def test_an_entry_leads_to_the_published_document_of_its_symbol_and_day(
    entry, province, visit, django_capture_on_commit_callbacks
):
    document = OfficialDocument(
        unit=province.department, symbol="15/QĐ-SNV", abstract="Quyết định", issued_on=date(2025, 3, 1), live=True
    )
    save_document(document)
    entry(1, direction=Direction.SENT, symbol="15/QĐ-SNV", document_date=date(2025, 3, 1))
    entry(2, direction=Direction.SENT, symbol="15/QĐ-SNV", document_date=date(2024, 3, 1))
    text = visit(HOST, SENT).content.decode()
    assert text.count(reverse("documents:document", args=[document.slug])) == 1
    document.live = False
    with django_capture_on_commit_callbacks(execute=True):
        document.save()
    assert reverse("documents:document", args=[document.slug]) not in visit(HOST, SENT).content.decode()


def test_what_is_late_is_told_by_the_day_it_was_done():
    due = {"due_on": date(2025, 3, 20)}
    assert RegisterEntry(**due, state=Handling.DONE, finished_on=date(2025, 3, 21)).is_late
    assert not RegisterEntry(**due, state=Handling.DONE, finished_on=date(2025, 3, 20)).is_late
    assert not RegisterEntry(**due, state=Handling.NO_ACTION).is_late
    assert RegisterEntry(**due, state=Handling.WAITING).is_late
    assert not RegisterEntry(state=Handling.WAITING).is_late


def test_the_list_of_documents_leads_to_the_registers_once_there_is_anything_in_them(
    entry, visit, django_capture_on_commit_callbacks
):
    made = entry(1, live=False)
    assert RECEIVED not in visit(HOST, "/van-ban/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        made.get_latest_revision().publish()
    text = visit(HOST, "/van-ban/").content.decode()
    assert RECEIVED in text and SENT in text
    assert RECEIVED not in visit("sotaichinh.tuyenquang.localhost", "/van-ban/").content.decode()


# --- In the admin ------------------------------------------------------------------------------------

FORM = {
    "direction": "received",
    "register_no": "7",
    "registered_on": "2025-03-05",
    "correspondent": "Sở Tài chính",
    "symbol": "7/STC",
    "document_date": "2025-03-01",
    "abstract": "Về dự toán",
    "handling_unit": "",
    "due_on": "",
    "state": "waiting",
    "finished_on": "",
}
ADD = reverse("wagtailsnippets_documents_registerentry:add")


@pytest.fixture
def office(province, desk):
    return desk(make_person(unit=province.department, role=Role.PUBLISHER))


def test_a_clerk_keeps_an_entry_by_hand(office, province):
    assert office.get(ADD).status_code == 200
    assert office.post(ADD, FORM).status_code == 302
    kept = RegisterEntry.objects.get()
    assert (kept.unit, kept.year, kept.register_order, kept.live) == (province.department, 2025, 7, False)
    listed = office.get(
        reverse("wagtailsnippets_documents_registerentry:list") + "?direction=received"
    ).content.decode()
    assert "Về dự toán" in listed


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"registered_on": "2099-01-01"}, "registered_on", "tương lai"),
        ({"document_date": "2025-03-06"}, "document_date", "sau ngày đến"),
        ({"state": "done", "finished_on": "2025-03-04"}, "finished_on", "không thể trước"),
        ({"finished_on": "2025-03-06"}, None, "Chỉ ghi ngày xử lý xong"),
    ],
)
def test_what_contradicts_itself_is_told(office, changes, field, words):
    errors = office.post(ADD, FORM | changes).context["form"].errors
    assert words in " ".join(errors[field or "__all__"])
    assert not RegisterEntry.objects.exists()


def test_a_number_that_is_taken_is_told_at_its_field(office, entry):
    entry(7)
    errors = office.post(ADD, FORM).context["form"].errors
    assert "đã có trong sổ" in errors["register_no"][0]
    assert office.post(ADD, FORM | {"direction": "sent"}).status_code == 302


def test_an_entry_of_another_unit_is_not_there(entry, province, desk):
    made = entry(1)
    neighbour = desk(make_person(unit=province.other_department, role=Role.UNIT_ADMIN))
    assert neighbour.get(reverse("wagtailsnippets_documents_registerentry:edit", args=[made.pk])).status_code == 404
