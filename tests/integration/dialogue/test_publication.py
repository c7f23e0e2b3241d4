"""What everybody may read of a case: another text, by the workflow, found by search, gone when it is taken off."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from sites.dialogue.enums import Happening, Publication
from sites.dialogue.models import CaseKind, PublishedCase
from sites.dialogue.services import following, links, publishing
from sites.units.enums import Role
from sites.units.models import Notification
from tests.factories.dialogue import answer_case, make_case
from tests.factories.units import make_person

from .conftest import HOST, found

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def answered(province):
    return answer_case(make_case(province.commune), "Chị Hoa gọi 0207 3822 123, mời đến xã Trung Môn.")


def publish(case, people) -> PublishedCase:
    published = publishing.propose(case, by=people(Role.EDITOR))
    published.live = True
    published.save()
    published.save_revision().publish()
    published.refresh_from_db()
    return published


def test_the_machine_proposes_the_editor_decides_and_the_original_stays_sealed(answered, people):
    looked = publishing.look(answered)
    assert "[họ tên]" in looked["question"].proposed and "[số điện thoại]" in looked["question"].proposed
    assert ("Nguyễn Thị Hoa", "họ tên") in looked["question"].pieces
    published = publishing.propose(answered, by=people(Role.EDITOR))
    for words in (published.title, published.question, published.answer):
        assert "Hoa" not in words and "0912" not in words and "3822" not in words
    assert (published.live, published.shown_name, published.unit) == (False, "", answered.unit)
    assert publishing.propose(answered, by=people(Role.EDITOR)) == published
    answered.refresh_from_db()
    assert "Nguyễn Thị Hoa" in answered.body


def test_a_published_answer_is_read_listed_found_and_names_nobody(answered, people, visit, committed):
    with committed():
        published = publish(answered, people)
    address = reverse("dialogue:published", args=[published.slug])
    for path in (address, "/hoi-dap/", "/"):
        page = text(visit(HOST, path))
        assert published.title in page, path
        assert "Nguyễn Thị Hoa" not in page and "0912" not in page
    assert published.title in text(visit("tuyenquang.localhost", "/hoi-dap/tat-ca/"))
    assert visit("tantrao.tuyenquang.localhost", address).status_code == 404
    assert published.title in found("khai sinh")
    assert published.title not in found("0912345678")
    with committed():
        published.unpublish()
    assert visit(HOST, address).status_code == 404
    assert published.title not in found("khai sinh") and published.title not in text(visit(HOST, "/hoi-dap/"))


def test_a_page_that_is_kept_is_right_again_after_a_change(answered, people, visit, committed, queries):
    with committed():
        published = publish(answered, people)
    address = reverse("dialogue:published", args=[published.slug])
    visit(HOST, address)
    with queries(0):
        assert visit(HOST, address).status_code == 200
    with committed():
        published.answer = "Câu trả lời đã đính chính."
        published.save()
    assert "đã đính chính" in text(visit(HOST, address))


def form_of(kind: CaseKind, **values: str) -> dict[str, object]:
    written = {"title": "Cấp lại giấy khai sinh", "question": "Hỏi", "answer": "Đáp", "kind": kind.pk}
    days = {"asked_on": "2026-03-02", "answered_on": "2026-03-04"}
    return written | days | {"files-TOTAL_FORMS": "0", "files-INITIAL_FORMS": "0"} | values


def test_what_was_asked_at_the_counter_is_written_by_hand_and_has_no_case(province, staff):
    add = reverse("wagtailsnippets_dialogue_publishedcase:add")
    kind = CaseKind.objects.exclude(publication=Publication.NEVER).first()
    editor = staff(Role.EDITOR)
    backwards = editor.post(add, form_of(kind, answered_on="2026-03-01"))
    assert "Ngày trả lời không thể trước ngày hỏi" in text(backwards)
    never = CaseKind.objects.filter(publication=Publication.NEVER).first()
    assert editor.post(add, form_of(never)).status_code == 200
    assert not PublishedCase.objects.exists()
    assert editor.post(add, form_of(kind)).status_code == 302
    written = PublishedCase.objects.get()
    assert (written.case, written.unit, written.live, written.slug) == (
        None,
        province.commune,
        False,
        "cap-lai-giay-khai-sinh",
    )


def test_it_goes_on_line_by_the_workflow_and_by_no_other_road(province, answered, staff):
    editor, publisher = staff(Role.EDITOR), staff(Role.PUBLISHER)
    answer = editor.post(reverse("dialogue_cases:propose", args=[answered.pk]))
    published = PublishedCase.objects.get()
    assert answer["Location"] == reverse("wagtailsnippets_dialogue_publishedcase:edit", args=[published.pk])
    assert "Tạo bản nháp công bố" not in text(editor.get(reverse("dialogue_cases:one", args=[answered.pk])))
    data = form_of(published.kind) | {"action-publish": "1"}
    # Neither by its writer, who may not, nor by a publisher past the steps that somebody else's words go through.
    for client in (editor, publisher):
        client.post(answer["Location"], data)
        published.refresh_from_db()
        assert not published.live
    own = answer_case(make_case(province.commune, subject="Việc khác"))
    address = publisher.post(reverse("dialogue_cases:propose", args=[own.pk]))["Location"]
    publisher.post(address, data)
    assert PublishedCase.objects.get(case=own).live
    foreign = staff(Role.PUBLISHER, "other_commune")
    assert foreign.get(answer["Location"]).status_code == 404
    assert foreign.post(answer["Location"], data).status_code == 404


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("hoi-dap", {"may_publish": False}, "không đồng ý công bố"),
        ("cung-cap-thong-tin", {"address": "Thôn 3"}, "không được công bố"),
    ],
)
def test_what_may_not_be_published_is_not(province, people, kind, fields, reason):
    case = answer_case(make_case(province.commune, kind, **fields))
    with pytest.raises(ValidationError, match=reason):
        publishing.propose(case, by=people(Role.EDITOR))
    open_case = make_case(province.commune)
    with pytest.raises(ValidationError, match="đã trả lời"):
        publishing.propose(open_case, by=people(Role.EDITOR))


def test_only_the_units_own_people_propose(answered, people):
    for person in (people(Role.CONTRIBUTOR), people(Role.PUBLISHER, "other_commune")):
        with pytest.raises(PermissionDenied):
            publishing.propose(answered, by=person)
    assert not PublishedCase.objects.exists()


def test_a_name_is_shown_only_where_its_bearer_wished_it(province, people):
    shown = publishing.propose(answer_case(make_case(province.commune, show_name=True)), by=people(Role.EDITOR))
    assert shown.shown_name == "Nguyễn Thị Hoa"


def test_the_asker_asks_for_removal_by_the_link_and_the_publishers_know(answered, people, citizen):
    publisher = make_person("duyet", unit=answered.unit, role=Role.PUBLISHER)
    base = f"/hoi-dap/theo-doi/{answered.code}/{links.secret_of(answered)}/"
    with pytest.raises(ValidationError, match="không được công bố"):
        following.ask_for_removal(answered)
    published = publish(answered, people)
    assert published.title in text(citizen.client.get(base)) or "Bản đã công bố" in text(citizen.client.get(base))
    for _number in range(2):
        assert citizen.send(base, to=f"{base}go-bo/").status_code == 302
    assert answered.events.filter(what=Happening.REMOVAL_ASKED).count() == 1
    assert Notification.objects.filter(kind="case_removal_asked", person=publisher).count() == 1
    answered.refresh_from_db()
    assert publishing.why_not_publish(answered) is not None


def test_lists_and_pages_cost_no_more_than_listings(province, people, visit, django_assert_max_num_queries):
    kind = CaseKind.objects.get(code="hoi-dap")
    for number in range(25):
        PublishedCase.objects.create(
            unit=province.commune if number % 2 else province.other_commune,
            kind=kind,
            title=f"Câu hỏi {number}",
            question="Hỏi",
            answer="Đáp",
            asked_on="2026-03-02",
            answered_on="2026-03-05",
        )
    for path in ("/hoi-dap/", "/hoi-dap/tat-ca/", "/hoi-dap/tat-ca/?trang=2", "/hoi-dap/so-lieu/"):
        with django_assert_max_num_queries(15):
            assert visit(HOST, path).status_code == 200, path
    with django_assert_max_num_queries(12):
        assert visit(HOST, "/hoi-dap/tra-loi/cau-hoi-1/").status_code == 200
    assert visit(HOST, "/hoi-dap/tat-ca/?trang=3").status_code == 404
