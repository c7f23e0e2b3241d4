"""Every unit approves its own things, by its own people, in a workflow of its own."""

from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, Workflow, WorkflowState

from sites.pages.models import ContactPoint
from sites.units.enums import Role
from sites.units.models import RoleAssignment, UnitRoleTask
from sites.units.services import provision_unit
from tests.factories.units import make_article, make_person

from .conftest import refused, shown, submitted


def decide(client, page, action="approve"):
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})


def test_an_article_goes_past_an_editor_and_a_publisher_of_the_unit(neighbours, desk):
    state = submitted(neighbours.own, "Xin duyệt", neighbours.contributor)
    page = state.content_object
    assert "Xin duyệt" in shown(desk(neighbours.editor), "wagtailadmin_home")
    assert decide(desk(neighbours.editor), page).status_code == 200
    page = Page.objects.get(pk=page.pk).specific
    assert page.current_workflow_task.role == Role.PUBLISHER
    assert not page.live
    assert decide(desk(neighbours.editor), page).status_code in (403, 404, 302)
    assert decide(desk(neighbours.publisher), page).status_code == 200
    assert Page.objects.get(pk=page.pk).live


def test_nobody_of_another_unit_decides_or_hears_of_it(neighbours, desk):
    mail.outbox.clear()
    state = submitted(neighbours.own, "Xin duyệt", neighbours.contributor)
    to = {address for message in mail.outbox for address in message.to}
    assert to == {neighbours.editor.email, neighbours.publisher.email, neighbours.admin.email}
    for stranger in (neighbours.other_editor, neighbours.other_admin):
        text = desk(stranger).get(reverse("wagtailadmin_home")).content.decode()
        assert "Xin duyệt" not in text
        assert decide(desk(stranger), state.content_object).status_code in (403, 404)
        assert not TaskState.objects.reviewable_by(stranger).filter(workflow_state=state).exists()
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS


def test_who_has_left_the_unit_hears_no_more_of_what_they_sent(neighbours):
    state = submitted(neighbours.own, "Xin duyệt", neighbours.contributor)
    RoleAssignment.objects.filter(person=neighbours.contributor).delete()
    mail.outbox.clear()
    state.current_task_state.reject(user=neighbours.editor)
    assert not [message for message in mail.outbox if neighbours.contributor.email in message.to]


def test_the_dashboard_shows_nothing_of_a_unit_that_one_has_left(neighbours, desk):
    moved = make_person("chuyen-cong-tac", unit=neighbours.own, role=Role.EDITOR)
    state = submitted(neighbours.other, "BIMAT bài cũ của tôi", moved)
    page = state.content_object.specific
    page.save_revision(user=moved, log_action=True)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=moved, owner=moved, locked_at=timezone.now())
    shown(desk(moved), "wagtailadmin_home")


def test_provisioning_makes_one_workflow_and_running_it_again_none(neighbours):
    own = neighbours.own
    workflow = own.unit_workflow.workflow
    assert [task.specific.role for task in workflow.tasks] == [Role.EDITOR, Role.PUBLISHER]
    for home in Page.objects.filter(unit_home__unit=own):
        assert home.workflowpage.workflow == workflow
    before = Workflow.objects.count(), UnitRoleTask.objects.count()
    assert provision_unit(own, host="trungmon.tuyenquang.localhost", languages=("vi", "en")).changes == []
    assert (Workflow.objects.count(), UnitRoleTask.objects.count()) == before
    assert before[1] == 2


def test_everybody_sees_how_the_own_unit_approves_and_no_other(neighbours, desk):
    client = desk(neighbours.contributor)
    text = shown(client, "wagtailadmin_workflows:index")
    assert "Xã Trung Môn" in text
    assert "Tân Trào" not in text
    assert "Tân Trào" not in shown(client, "wagtailadmin_workflows:task_index")
    make_article(neighbours.own, "Có áp dụng")
    usage = shown(client, "wagtailadmin_workflows:usage", neighbours.own.unit_workflow.workflow_id)
    assert "Có áp dụng" in usage
    refused(client, "wagtailadmin_workflows:usage", neighbours.theirs["workflow"].pk)


def test_an_administrator_changes_the_own_workflow_alone(neighbours, desk):
    client, mine, theirs = desk(neighbours.admin), neighbours.own.unit_workflow.workflow, neighbours.theirs["workflow"]
    steps = {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0, "steps-0-role": "publisher", "steps-0-ORDER": 1}
    client.post(reverse("wagtailadmin_workflows:edit", args=[mine.pk]), {"name": "Duyệt gọn", **steps})
    mine.refresh_from_db()
    assert mine.name == "Duyệt gọn"
    assert [task.specific.role for task in mine.tasks] == [Role.PUBLISHER]
    for name in ("edit", "disable", "enable"):
        refused(client, f"wagtailadmin_workflows:{name}", theirs.pk, post={"name": "x"})
        refused(desk(neighbours.editor), f"wagtailadmin_workflows:{name}", mine.pk, post={"name": "x"})
    theirs.refresh_from_db()
    assert theirs.active
    assert "Tân Trào" in theirs.name


def test_an_administrator_switches_the_own_workflow_off_and_on(neighbours, desk):
    client, mine = desk(neighbours.admin), neighbours.own.unit_workflow.workflow
    running = neighbours.theirs["state"]
    client.post(reverse("wagtailadmin_workflows:disable", args=[mine.pk]))
    mine.refresh_from_db()
    assert not mine.active
    running.refresh_from_db()
    assert running.status == WorkflowState.STATUS_IN_PROGRESS
    client.post(reverse("wagtailadmin_workflows:enable", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.active
    assert make_article(neighbours.own, "Lại duyệt", live=False).get_workflow() == mine


def test_steps_are_the_platforms(neighbours, desk):
    client = desk(neighbours.admin)
    task = UnitRoleTask.objects.first()
    for name in ("edit_task", "disable_task", "enable_task", "task_chosen"):
        refused(client, f"wagtailadmin_workflows:{name}", task.pk, post={"name": "x"})
    for name in ("add", "select_task_type", "task_chooser", "task_chooser_results", "task_chooser_create"):
        refused(client, f"wagtailadmin_workflows:{name}")
    refused(client, "wagtailadmin_workflows:remove", make_article(neighbours.other, "x").pk, post={})
    task.refresh_from_db()
    assert task.active


# --- Snippets ------------------------------------------------------------------------------------


def contact_in_review(unit, by) -> ContactPoint:
    contact = ContactPoint.objects.create(unit=unit, owner=by, name="Bà Tư, văn thư", live=False)
    contact.save_revision(user=by)
    contact.get_workflow().start(contact, by)
    return contact


def test_a_contact_point_goes_past_the_people_of_its_unit(neighbours, desk):
    mail.outbox.clear()
    contact = contact_in_review(neighbours.own, neighbours.contributor)
    assert contact.get_workflow() == neighbours.own.unit_workflow.workflow
    to = {address for message in mail.outbox for address in message.to}
    assert to == {neighbours.editor.email, neighbours.publisher.email, neighbours.admin.email}
    name = f"{ContactPoint.snippet_viewset.url_namespace}:workflow_action"
    for person, role in ((neighbours.editor, Role.EDITOR), (neighbours.publisher, Role.PUBLISHER)):
        contact = ContactPoint.objects.get(pk=contact.pk)
        assert contact.current_workflow_task.role == role
        state = contact.current_workflow_task_state
        address = reverse(name, args=[contact.pk, "approve", state.pk])
        for stranger in (neighbours.other_editor, neighbours.other_admin):
            assert desk(stranger).post(address, {"comment": ""}).status_code == 404
            assert "Bà Tư" not in desk(stranger).get(reverse("wagtailadmin_home")).content.decode()
        assert "Bà Tư" in desk(person).get(reverse("wagtailadmin_home")).content.decode()
        assert desk(person).post(address, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"}).json()
    contact.refresh_from_db()
    assert contact.live
    assert not {neighbours.other_editor.email, neighbours.other_admin.email} & {
        address for message in mail.outbox for address in message.to
    }


def test_a_neighbours_step_does_not_approve_ones_own_contact_point(neighbours, desk):
    own = contact_in_review(neighbours.own, neighbours.contributor)
    theirs = contact_in_review(neighbours.other, neighbours.other_editor)
    name = f"{ContactPoint.snippet_viewset.url_namespace}:workflow_action"
    refused(desk(neighbours.publisher), name, own.pk, "approve", theirs.current_workflow_task_state.pk, post={})
    refused(desk(neighbours.publisher), name, theirs.pk, "approve", theirs.current_workflow_task_state.pk, post={})
    assert theirs.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
