"""What may be put on line by whom, asked by the one function that every road asks."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, TaskState, WorkflowState

from sites.pages.models import ContactPoint, StandardPage
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, Notification, RoleAssignment
from sites.units.permissions import forget_roles
from sites.units.publishing import (
    How,
    PublishRefused,
    content_published,
    content_unpublished,
    publish,
    publish_urgently,
    unpublish,
    why_not_publish,
)
from sites.units.workflows import Step, set_steps
from tests.factories.units import home_of, make_person


@pytest.fixture
def people(province):
    return {role: make_person(f"nguoi-{role.value}", unit=province.commune, role=role) for role in list(Role)[:4]}


@pytest.fixture
def stranger(province):
    return make_person("nguoi-xa-khac", unit=province.other_commune, role=Role.UNIT_ADMIN)


def page_of(unit, writer, title="Lịch tiếp dân"):
    """A draft written by a person."""
    section = home_of(unit).get_children().get(slug="thong-bao")
    page = StandardPage(title=title, summary="Thứ ba hằng tuần.", owner=writer, live=False, locale=section.locale)
    section.add_child(instance=page)
    page.save_revision(user=writer)
    return page


def contact_of(unit, writer):
    contact = ContactPoint.objects.create(unit=unit, name="Bà Tư", live=False, owner=writer)
    contact.save_revision(user=writer)
    return contact


MAKERS = {"page": page_of, "snippet": contact_of}


@pytest.fixture(params=MAKERS)
def made_by(request, province):
    """Makes a draft page or snippet of the commune by a person: every promise holds for both."""
    return lambda writer: MAKERS[request.param](province.commune, writer)


def again(thing):
    return type(thing)._base_manager.get(pk=thing.pk)


def history(thing):
    entries = PageLogEntry if isinstance(thing, Page) else ModelLogEntry
    return list(entries.objects.for_instance(thing).values_list("action", flat=True))


def test_a_publishers_own_work_passes_all_steps_in_one_click_and_the_record_says_so(made_by, people):
    draft = made_by(people[Role.PUBLISHER])
    assert why_not_publish(people[Role.PUBLISHER], draft) is None
    publish(draft, by=people[Role.PUBLISHER])
    assert again(draft).live
    state = WorkflowState.objects.for_instance(draft).get()
    assert state.status == WorkflowState.STATUS_APPROVED
    steps = state.task_states.order_by("pk")
    assert [step.task.specific.role for step in steps] == [Role.EDITOR, Role.PUBLISHER]
    assert {step.finished_by for step in steps} == {people[Role.PUBLISHER]}
    assert "units.one_click" in history(draft)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_nobody_below_a_publisher_publishes_not_even_their_own(made_by, people, role):
    draft = made_by(people[role])
    assert "người duyệt xuất bản" in why_not_publish(people[role], draft)
    with pytest.raises(PublishRefused):
        publish(draft, by=people[role])
    with pytest.raises(PublishRefused):
        draft.get_latest_revision().publish(user=people[role], skip_permission_checks=True)
    assert not again(draft).live


def test_somebody_elses_work_is_sent_for_approval_first(made_by, people):
    draft = made_by(people[Role.CONTRIBUTOR])
    assert "gửi duyệt" in why_not_publish(people[Role.PUBLISHER], draft)
    with pytest.raises(PublishRefused):
        publish(draft, by=people[Role.PUBLISHER])
    assert not again(draft).live
    draft.get_workflow().start(draft, people[Role.CONTRIBUTOR])
    publish(again(draft), by=people[Role.PUBLISHER])
    assert again(draft).live
    assert set(TaskState.objects.values_list("status", flat=True)) == {TaskState.STATUS_APPROVED}


def test_of_what_is_on_line_only_the_changes_count(made_by, people):
    thing = made_by(people[Role.CONTRIBUTOR])
    publish(thing, by=None, how=How.SYSTEM)
    thing = again(thing)
    thing.save_revision(user=people[Role.PUBLISHER])
    assert why_not_publish(people[Role.PUBLISHER], again(thing)) is None
    thing.save_revision(user=people[Role.EDITOR])
    assert "gửi duyệt" in why_not_publish(people[Role.PUBLISHER], again(thing))


def test_what_a_program_put_on_line_without_a_version_counts_as_on_line(made_by, people):
    thing = made_by(people[Role.CONTRIBUTOR])
    past = timezone.now() + timezone.timedelta(seconds=1)
    type(thing)._base_manager.filter(pk=thing.pk).update(live=True, last_published_at=past)
    assert why_not_publish(people[Role.PUBLISHER], again(thing)) is None
    type(thing)._base_manager.filter(pk=thing.pk).update(live=False)
    assert "gửi duyệt" in why_not_publish(people[Role.PUBLISHER], again(thing))


def test_no_role_in_another_unit_counts(made_by, people, stranger):
    draft = made_by(people[Role.CONTRIBUTOR])
    draft.get_workflow().start(draft, people[Role.CONTRIBUTOR])
    assert why_not_publish(stranger, draft)
    for road in (publish, unpublish):
        with pytest.raises(PublishRefused):
            road(draft, by=stranger)
    with pytest.raises(PublishRefused):
        publish_urgently(draft, by=stranger, reason="Có bão đổ bộ đêm nay")
    assert not again(draft).live


def test_a_step_that_names_others_stops_even_a_publishers_own_work(made_by, people, province):
    second = make_person("nguoi-duyet-hai", unit=province.commune, role=Role.PUBLISHER)
    workflow = province.commune.unit_workflow.workflow
    steps = [Step(Role.EDITOR), Step(Role.EDITOR, "Thư ký toà soạn"), Step(Role.PUBLISHER, "Trưởng ban", [second])]
    set_steps(workflow, steps)
    draft = made_by(people[Role.PUBLISHER])
    assert "Trưởng ban" in why_not_publish(people[Role.PUBLISHER], draft)
    with pytest.raises(PublishRefused):
        publish(draft, by=people[Role.PUBLISHER])
    draft.get_workflow().start(draft, people[Role.PUBLISHER])
    for person in (people[Role.EDITOR], people[Role.EDITOR], second):
        draft = again(draft)
        assert not draft.live
        task = draft.current_workflow_task
        assert task.user_may_decide(draft, person)
        task.on_action(draft.current_workflow_task_state, person, "approve")
    assert again(draft).live
    assert not WorkflowState.objects.for_instance(draft).exclude(status=WorkflowState.STATUS_APPROVED).exists()


def test_what_somebody_has_locked_waits_for_them(made_by, people):
    draft = made_by(people[Role.PUBLISHER])
    if not hasattr(draft, "locked"):
        pytest.skip("this kind cannot be locked")
    type(draft)._base_manager.filter(pk=draft.pk).update(
        locked=True, locked_by=people[Role.EDITOR], locked_at=timezone.now()
    )
    assert str(people[Role.EDITOR]) in why_not_publish(people[Role.PUBLISHER], again(draft))
    assert why_not_publish(people[Role.PUBLISHER], made_by(people[Role.PUBLISHER])) is None


def test_a_unit_that_has_switched_its_workflow_off_leaves_it_to_its_publishers(made_by, people, province):
    province.commune.unit_workflow.workflow.deactivate()
    draft = made_by(people[Role.CONTRIBUTOR])
    assert why_not_publish(people[Role.EDITOR], draft)
    publish(draft, by=people[Role.PUBLISHER])
    assert again(draft).live


def test_the_urgent_road_skips_the_steps_with_a_reason_on_every_record(made_by, people, province):
    draft = made_by(people[Role.CONTRIBUTOR])
    draft.get_workflow().start(draft, people[Role.CONTRIBUTOR])
    for reason in ("", "gấp", "         gấp       "):
        with pytest.raises(ValidationError):
            publish_urgently(draft, by=people[Role.PUBLISHER], reason=reason)
    with pytest.raises(PublishRefused):
        publish_urgently(draft, by=people[Role.EDITOR], reason="Nước sông lên báo động ba")
    assert not again(draft).live
    publish_urgently(draft, by=people[Role.PUBLISHER], reason="Nước sông lên báo động ba")
    assert again(draft).live
    entry = AuditEntry.objects.get(kind=AuditKind.URGENT)
    assert (entry.unit, entry.actor) == (province.commune, people[Role.PUBLISHER])
    assert entry.detail["reason"] == "Nước sông lên báo động ba"
    assert "units.urgent" in history(draft)
    told = Notification.objects.filter(kind="urgent")
    assert [row.person for row in told] == [people[Role.UNIT_ADMIN]]
    assert "Nước sông" in told.get().text
    skipped = WorkflowState.objects.for_instance(draft).get().task_states.all()
    assert {step.status for step in skipped} == {TaskState.STATUS_SKIPPED}


def test_who_counts_hears_of_it_in_the_transaction_and_may_undo_it(made_by, people):
    heard = []

    def listen(sender, obj, by, at, how, first, **kwargs):
        heard.append((type(obj), by, how, first))

    def fail(**kwargs):
        raise RuntimeError("the month is closed")

    content_published.connect(listen)
    try:
        draft = made_by(people[Role.PUBLISHER])
        publish(draft, by=people[Role.PUBLISHER])
        publish(again(draft), by=None, how=How.SYSTEM)
        assert heard == [
            (type(draft), people[Role.PUBLISHER], How.ONE_CLICK, True),
            (type(draft), None, How.SYSTEM, False),
        ]
        other = made_by(people[Role.PUBLISHER])
        content_published.connect(fail)
        with pytest.raises(RuntimeError):
            publish(other, by=people[Role.PUBLISHER])
        assert not again(other).live
        assert not WorkflowState.objects.for_instance(other).exists()
    finally:
        content_published.disconnect(listen)
        content_published.disconnect(fail)


def test_taking_off_line_asks_too(made_by, people):
    gone = []
    thing = made_by(None)
    publish(thing, by=None)

    def listen(obj, by, **kwargs):
        gone.append((obj.pk, by))

    content_unpublished.connect(listen)
    try:
        with pytest.raises(PublishRefused):
            unpublish(thing, by=people[Role.EDITOR])
        assert again(thing).live
        unpublish(thing, by=people[Role.PUBLISHER])
    finally:
        content_unpublished.disconnect(listen)
    assert not again(thing).live
    assert gone == [(thing.pk, people[Role.PUBLISHER])]


def test_a_role_that_has_ended_publishes_nothing(made_by, people):
    publisher = people[Role.PUBLISHER]
    draft = made_by(publisher)
    RoleAssignment.objects.filter(person=publisher).update(valid_to=timezone.localdate())
    forget_roles(publisher)
    assert why_not_publish(publisher, draft)
