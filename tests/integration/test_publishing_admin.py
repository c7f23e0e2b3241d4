"""Where a unit sets how it publishes, and where it decides: steps, checklist, urgent path, imports, locks, versions."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, WorkflowState

from sites.pages.models import ContactPoint, StandardPage
from sites.units import checklists
from sites.units.batches import add_to_batch, open_batch
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, BatchState, UnitRoleTask
from sites.units.workflows import Step, set_steps, steps_of
from tests.factories.units import home_of, make_person


@pytest.fixture
def people(province):
    return {role: make_person(f"nguoi-{role.value}", unit=province.commune, role=role) for role in list(Role)[:4]}


@pytest.fixture
def stranger(province):
    return make_person("nguoi-xa-khac", unit=province.other_commune, role=Role.UNIT_ADMIN)


@pytest.fixture
def draft(province, people):
    section = home_of(province.commune).get_children().get(slug="thong-bao")
    page = StandardPage(
        title="Lịch tiếp dân", owner=people[Role.CONTRIBUTOR], live=False, locale=section.locale, summary="Cũ"
    )
    section.add_child(instance=page)
    page.save_revision(user=people[Role.CONTRIBUTOR])
    return page


# --- The steps -----------------------------------------------------------------------------------


def posted(*steps, name="Quy trình của xã"):
    data = {"name": name, "steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": 0}
    for number, step in enumerate(steps):
        for field, value in step.items():
            data[f"steps-{number}-{field}"] = value
    return data


def test_an_administrator_sets_as_many_steps_as_the_unit_wants(province, people, desk):
    workflow = province.commune.unit_workflow.workflow
    client, url = desk(people[Role.UNIT_ADMIN]), reverse("wagtailadmin_workflows:edit", args=[workflow.pk])
    text = client.get(url).content.decode()
    assert "Bước 2" in text
    assert str(people[Role.EDITOR]) in text
    steps = (
        {"role": "publisher", "name": "Trưởng ban", "ORDER": 4, "people": [people[Role.PUBLISHER].pk]},
        {"role": "editor", "name": "Biên tập", "ORDER": 1},
        {"role": "editor", "name": "Thư ký toà soạn", "ORDER": 2},
        {"role": "publisher", "name": "Phó trưởng ban", "ORDER": 3},
        {"role": "editor", "name": "bỏ", "ORDER": 9, "DELETE": "on"},
        {"role": "", "name": ""},
    )
    response = client.post(url, posted(*steps))
    assert response.status_code == 302, response.context["form"].errors
    assert [(step.role, step.name) for step in steps_of(workflow)] == [
        (Role.EDITOR, "Biên tập"),
        (Role.EDITOR, "Thư ký toà soạn"),
        (Role.PUBLISHER, "Phó trưởng ban"),
        (Role.PUBLISHER, "Trưởng ban"),
    ]
    assert steps_of(workflow)[3].people == (people[Role.PUBLISHER],)
    assert "Thư ký toà soạn" in client.get(reverse("wagtailadmin_workflows:index")).content.decode()
    assert "Thư ký toà soạn" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "ít nhất một bước"),
        ([{"role": "editor", "ORDER": 1}], "Bước cuối cùng"),
        ([{"role": "publisher", "ORDER": 1}, {"role": "editor", "ORDER": 2}], "Bước cuối cùng"),
    ],
)
def test_steps_that_make_no_workflow_get_a_sentence(province, people, desk, steps, sentence):
    workflow = province.commune.unit_workflow.workflow
    url = reverse("wagtailadmin_workflows:edit", args=[workflow.pk])
    assert sentence in desk(people[Role.UNIT_ADMIN]).post(url, posted(*steps)).content.decode()
    assert [step.role for step in steps_of(workflow)] == [Role.EDITOR, Role.PUBLISHER]


def test_a_step_is_limited_to_people_of_the_unit_who_may_decide_at_it(province, people, stranger, desk):
    workflow = province.commune.unit_workflow.workflow
    url = reverse("wagtailadmin_workflows:edit", args=[workflow.pk])
    client = desk(people[Role.UNIT_ADMIN])
    for person in (stranger, people[Role.CONTRIBUTOR], people[Role.EDITOR]):
        response = client.post(url, posted({"role": "publisher", "ORDER": 1, "people": [person.pk]}))
        assert response.status_code == 200, person
        assert "không giữ vai trò" in response.content.decode()
    assert steps_of(workflow)[-1].people == ()


def test_the_steps_of_one_unit_are_no_other_units(province, people, draft):
    set_steps(province.commune.unit_workflow.workflow, [Step(Role.PUBLISHER, "Duyệt", [people[Role.UNIT_ADMIN]])])
    assert [step.name for step in steps_of(province.other_commune.unit_workflow.workflow)] == ["", ""]
    other = make_person(unit=province.other_commune, role=Role.PUBLISHER)
    task = UnitRoleTask.objects.get(role=Role.PUBLISHER, number=1)
    assert task.user_may_decide_in(province.other_commune.unit_workflow.workflow, other)
    assert not task.user_may_decide_in(province.commune.unit_workflow.workflow, people[Role.PUBLISHER])
    draft.get_workflow().start(draft, people[Role.CONTRIBUTOR])
    assert not task.get_task_states_user_can_moderate(people[Role.PUBLISHER]).exists()
    assert task.get_task_states_user_can_moderate(people[Role.UNIT_ADMIN]).exists()


def test_when_those_named_have_left_all_with_the_role_decide_again(province, people, draft):
    workflow = province.commune.unit_workflow.workflow
    set_steps(workflow, [Step(Role.PUBLISHER, "Duyệt", [people[Role.UNIT_ADMIN]])])
    people[Role.UNIT_ADMIN].roles.update(valid_to=timezone.localdate())
    draft.get_workflow().start(draft, people[Role.CONTRIBUTOR])
    task = draft.current_workflow_task
    assert task.user_may_decide(draft, people[Role.PUBLISHER])
    assert task.get_task_states_user_can_moderate(people[Role.PUBLISHER]).exists()


def test_what_stands_at_a_step_that_is_taken_away_goes_on(province, people, draft):
    draft.get_workflow().start(draft, people[Role.CONTRIBUTOR])
    assert draft.current_workflow_task.role == Role.EDITOR
    set_steps(province.commune.unit_workflow.workflow, [Step(Role.PUBLISHER)])
    page = Page.objects.get(pk=draft.pk).specific
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert page.current_workflow_task.role == Role.PUBLISHER
    assert not page.live


# --- The checklist -------------------------------------------------------------------------------


def test_an_administrator_chooses_what_the_unit_asks_for(province, people, desk):
    url = reverse("units_checklist")
    for role in (Role.CONTRIBUTOR, Role.PUBLISHER):
        assert desk(people[role]).post(url, {"points": []}).status_code == 403
    client = desk(people[Role.UNIT_ADMIN])
    assert "Nguồn tin" in client.get(url).content.decode()
    assert client.post(url, {"points": ["summary", "alt_text"]}).status_code == 302
    asked = {point.code for point in checklists.points()} - checklists.switched_off(province.commune.pk)
    assert asked == {"summary", "alt_text"}
    assert checklists.switched_off(province.other_commune.pk) == set()
    assert client.post(url, {"points": ["khong-co"]}).status_code == 200


# --- The urgent path -----------------------------------------------------------------------------


def test_the_urgent_path_asks_for_a_reason_and_is_a_publishers(people, stranger, draft, desk):
    url = reverse("units_urgent:page", args=[draft.pk])
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert desk(stranger).post(url, {"reason": "Nước sông lên báo động ba"}).status_code == 404
    client = desk(people[Role.EDITOR])
    assert client.post(url, {"reason": "Nước sông lên báo động ba"}).status_code == 403
    assert url not in client.get(edit).content.decode()
    client = desk(people[Role.PUBLISHER])
    assert url in client.get(edit).content.decode()
    assert "Biên tập" in client.get(url).content.decode()
    assert "Hãy ghi rõ lý do" in client.post(url, {"reason": "gấp"}).content.decode()
    assert not Page.objects.get(pk=draft.pk).live
    assert client.post(url, {"reason": "Nước sông lên báo động ba"}).status_code == 302
    assert Page.objects.get(pk=draft.pk).live
    admin = desk(people[Role.UNIT_ADMIN])
    assert "Nước sông lên báo động ba" in admin.get(reverse("units_audit")).content.decode()
    assert "Nước sông lên báo động ba" in admin.get(reverse("wagtailadmin_home")).content.decode()
    history = admin.get(reverse("wagtailadmin_pages:history", args=[draft.pk])).content.decode()
    assert "Đăng khẩn" in history
    assert AuditEntry.objects.filter(kind=AuditKind.URGENT).count() == 1


def test_a_snippet_too_can_be_published_urgently_and_nothing_else(people, province, desk):
    contact = ContactPoint.objects.create(unit=province.commune, name="Bà Tư", live=False)
    contact.save_revision(user=people[Role.EDITOR])
    client = desk(people[Role.PUBLISHER])
    url = reverse("units_urgent:snippet", args=["pages", "contactpoint", contact.pk])
    edit = reverse(f"{ContactPoint.snippet_viewset.url_namespace}:edit", args=[contact.pk])
    assert url in client.get(edit).content.decode()
    assert client.post(url, {"reason": "Số điện thoại khẩn cấp đã đổi"}).status_code == 302
    assert ContactPoint.objects.get().live
    person = people[Role.EDITOR]
    for label, model, key in (("accounts", "user", person.pk), ("khong", "co", 1), ("pages", "contactpoint", "x")):
        address = reverse("units_urgent:snippet", args=[label, model, key])
        assert client.post(address, {"reason": "Số điện thoại khẩn cấp đã đổi"}).status_code == 404


# --- Imports -------------------------------------------------------------------------------------


@pytest.fixture
def batch(province, people):
    batch = open_batch(province.commune, people[Role.EDITOR], "contacts", "Danh bạ 2026")
    for number in range(2):
        contact = ContactPoint.objects.create(unit=province.commune, name=f"Đầu mối {number}", live=False)
        contact.save_revision()
        add_to_batch(batch, contact)
    return batch


def test_an_import_is_looked_at_and_decided_on_in_the_admin(batch, people, stranger, desk):
    names = ("batch", "publish", "discard")
    look, publish, discard = (reverse(f"units_batches:{name}", args=[batch.pk]) for name in names)
    other = desk(stranger)
    assert other.get(look).status_code == 404
    assert other.post(publish).status_code == 404
    assert "Danh bạ 2026" not in other.get(reverse("units_batches:list")).content.decode()
    editor = desk(people[Role.EDITOR])
    assert "Chỉ người duyệt xuất bản" in editor.get(look).content.decode()
    assert "Chỉ người duyệt xuất bản" in editor.post(publish, follow=True).content.decode()
    assert ContactPoint.objects.filter(live=True).count() == 0
    contributor = desk(people[Role.CONTRIBUTOR])
    assert "Chỉ người nhập" in contributor.post(discard, follow=True).content.decode()
    publisher = desk(people[Role.PUBLISHER])
    assert "Đầu mối 1" in publisher.get(look).content.decode()
    assert publisher.get(publish).status_code == 405
    assert "Đã duyệt cả đợt nhập" in publisher.post(publish, follow=True).content.decode()
    assert ContactPoint.objects.filter(live=True).count() == 2
    assert "đã được" in publisher.post(discard, follow=True).content.decode()
    batch.refresh_from_db()
    assert batch.state == BatchState.PUBLISHED
    assert "Danh bạ 2026" in publisher.get(reverse("units_batches:list")).content.decode()


# --- What Wagtail brings keeps working -----------------------------------------------------------


def test_locks_versions_comparison_and_preview_go_on_working(people, draft, desk):
    editor, publisher = desk(people[Role.EDITOR]), desk(people[Role.PUBLISHER])
    first = draft.latest_revision_id
    draft.summary = "Mới"
    second = draft.save_revision(user=people[Role.EDITOR]).pk
    url = {
        name: reverse(f"wagtailadmin_pages:{name}", args=[draft.pk])
        for name in ("edit", "lock", "unlock", "history", "view_draft")
    }
    compared = publisher.get(reverse("wagtailadmin_pages:revisions_compare", args=[draft.pk, first, second]))
    assert "Mới" in compared.content.decode()
    assert "Mới" in publisher.get(url["view_draft"]).content.decode()
    assert publisher.get(url["history"]).status_code == 200
    old = reverse("wagtailadmin_pages:revisions_revert", args=[draft.pk, first])
    assert "Cũ" in editor.get(old).content.decode()
    assert editor.post(url["lock"]).status_code == 302
    assert Page.objects.get(pk=draft.pk).locked
    draft.get_workflow().start(draft, people[Role.CONTRIBUTOR])
    text = publisher.get(url["edit"]).content.decode()
    assert str(people[Role.EDITOR]) in text
    assert 'name="action-publish"' not in text, "what somebody has locked is theirs"
    assert editor.post(url["unlock"]).status_code == 302
    assert 'name="action-publish"' in publisher.get(url["edit"]).content.decode()
    assert PageLogEntry.objects.filter(page=draft.pk, action="wagtail.lock").exists()
