"""The workflow that every unit starts with, its steps, and the news of it for those whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from .enums import Role
from .models import Unit, UnitRoleTask, UnitStep, UnitWorkflow
from .notifications import notify, people_with_roles
from .steps import Provisioning, register_step

TASK_NAMES = {Role.EDITOR: "Biên tập", Role.PUBLISHER: "Duyệt xuất bản"}
MOST_STEPS = 9


@dataclass(frozen=True)
class Step:
    """One step as a unit sets it: the role that decides, the unit's own name for it, the people it is limited to."""

    role: Role
    name: str = ""
    people: Sequence[Any] = field(default_factory=tuple)


USUAL_STEPS = (Step(Role.EDITOR), Step(Role.PUBLISHER))


def step_task(role: Role, number: int = 1) -> UnitRoleTask:
    """The n-th step of a role, shared by all units; made when it is first needed."""
    name = TASK_NAMES[role] if number == 1 else f"{TASK_NAMES[role]} ({number})"
    task, _created = UnitRoleTask.objects.get_or_create(role=role, number=number, defaults={"name": name})
    return task


@transaction.atomic
def set_steps(workflow: Workflow, steps: Sequence[Step] = USUAL_STEPS) -> None:
    """Make the workflow go past these steps, in this order.

    What is under review goes on with the steps that are left; one at a step that is gone goes on to the next, and
    those who decide there are told. Raises `ValidationError` with a sentence for steps that make no workflow.
    """
    check_steps(workflow, steps)
    wanted = _as_tasks(steps)
    WorkflowTask.objects.filter(workflow=workflow).exclude(task__in=[task for task, _step in wanted]).delete()
    for order, (task, _step) in enumerate(wanted):
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})
    link = UnitWorkflow.objects.filter(workflow=workflow).first()
    if link is None:
        return
    link.steps.exclude(task__in=[task for task, _step in wanted]).delete()
    for task, step in wanted:
        if not step.name and not step.people:
            link.steps.filter(task=task).delete()
            continue
        row, _created = UnitStep.objects.update_or_create(unit_workflow=link, task=task, defaults={"name": step.name})
        row.people.set(step.people)
    _move_on(workflow, [task for task, _step in wanted])


def _set_usual_steps(workflow: Workflow) -> None:
    """The steps of a workflow that is new, in as few queries as can be: a province has thousands of units."""
    known = {task.role: task for task in UnitRoleTask.objects.filter(number=1)}
    WorkflowTask.objects.bulk_create(
        WorkflowTask(workflow=workflow, task=known.get(step.role) or step_task(step.role), sort_order=order)
        for order, step in enumerate(USUAL_STEPS)
    )


def _as_tasks(steps: Sequence[Step]) -> list[tuple[UnitRoleTask, Step]]:
    numbers = dict.fromkeys(TASK_NAMES, 0)
    found = []
    for step in steps:
        numbers[step.role] += 1
        found.append((step_task(step.role, numbers[step.role]), step))
    return found


def check_steps(workflow: Workflow, steps: Sequence[Step]) -> None:
    """Raise `ValidationError` unless the last step publishes and each is limited to people who may decide at it."""
    if not steps:
        raise ValidationError(_("Quy trình cần ít nhất một bước; muốn không duyệt thì hãy tắt quy trình."))
    if len(steps) > MOST_STEPS:
        raise ValidationError(_("Quy trình có nhiều nhất %(most)s bước.") % {"most": MOST_STEPS})
    if steps[-1].role != Role.PUBLISHER:
        raise ValidationError(_("Bước cuối cùng phải do người duyệt xuất bản quyết định."))
    unit_id = UnitWorkflow.objects.filter(workflow=workflow).values_list("unit_id", flat=True).first()
    for number, step in enumerate(steps, start=1):
        if not step.people or unit_id is None:
            continue
        able = set(people_with_roles(unit_id, *step_task(step.role).approving_roles).values_list("pk", flat=True))
        for person in step.people:
            if person.pk not in able:
                raise ValidationError(
                    _("Bước %(number)s: %(person)s không giữ vai trò duyệt bước này trong đơn vị.")
                    % {"number": number, "person": person}
                )


def steps_of(workflow: Workflow) -> list[Step]:
    """The steps of a unit's workflow as they are set."""
    own = {
        row.task_id: row for row in UnitStep.objects.filter(unit_workflow__workflow=workflow).prefetch_related("people")
    }
    found = []
    for task in UnitRoleTask.objects.filter(workflow_tasks__workflow=workflow).order_by("workflow_tasks__sort_order"):
        row = own.get(task.pk)
        found.append(Step(Role(task.role), row.name if row else "", tuple(row.people.all()) if row else ()))
    return found


def _move_on(workflow: Workflow, tasks: Sequence[UnitRoleTask]) -> None:
    """Take what stands at a step that is no more to the next one that is left."""
    stuck = WorkflowState.objects.filter(
        workflow=workflow, status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__isnull=False
    ).exclude(current_task_state__task__in=tasks)
    for state in stuck.select_related("current_task_state"):
        state.current_task_state.specific.cancel(user=None)


def assign_to_homes(workflow: Workflow, unit: Unit) -> int:
    """Put the workflow on the unit's home pages, so that it holds for everything below; returns how many."""
    homes = Page.objects.filter(unit_home__unit=unit).exclude(workflowpage__workflow=workflow)
    WorkflowPage.objects.bulk_create(
        [WorkflowPage(page=home, workflow=workflow) for home in homes],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["workflow"],
    )
    return len(homes)


@register_step(450)
def make_workflow(context: Provisioning) -> None:
    """The unit's workflow (editor, then publisher), on each of its home pages."""
    link = UnitWorkflow.objects.filter(unit=context.unit).select_related("workflow").first()
    if link is None:
        workflow = Workflow.objects.create(name=_("Quy trình duyệt của %(unit)s") % {"unit": context.version.full_name})
        UnitWorkflow.objects.create(unit=context.unit, workflow=workflow)
        _set_usual_steps(workflow)
        context.changes.append("workflow")
    else:
        workflow = link.workflow
    # One that the unit has switched off stays off.
    if workflow.active and assign_to_homes(workflow, context.unit):
        context.changes.append("workflow on the home pages")


# --- News of what goes through it ----------------------------------------------------------------


def _unit_id(state: WorkflowState) -> int | None:
    return UnitWorkflow.objects.filter(workflow=state.workflow_id).values_list("unit_id", flat=True).first()


def _thing(state: WorkflowState) -> Any:
    thing = state.content_object
    return thing.specific if isinstance(thing, Page) else thing


def tell_who_decides(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """Those who decide at a step hear that something waits for them."""
    task, state = instance.task.specific, instance.workflow_state
    if isinstance(task, UnitRoleTask):
        people = task.approvers(state)
        notify(
            people,
            "step_waits",
            unit=_unit_id(state),
            by=user,
            about=_thing(state),
            step=task.name_in(state.workflow_id),
        )


def tell_of_approval(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """The one who asked for approval hears of the outcome, unless the person has left the unit since."""
    if (unit_id := _unit_id(instance)) is not None:
        notify([instance.requested_by], "approved", unit=unit_id, by=user, about=_thing(instance))


def tell_of_rejection(instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """The one who asked hears what is to be changed."""
    if (unit_id := _unit_id(instance)) is not None:
        comment = instance.current_task_state.specific.get_comment()
        notify(
            [instance.requested_by], "changes_wanted", unit=unit_id, by=user, about=_thing(instance), comment=comment
        )


def connect_news() -> None:
    """Tell of units' workflows in place of Wagtail's mails, which it sends while the person waits.

    Signals keep the first receiver of a `dispatch_uid`; this runs before Wagtail connects its own, which are
    left out for that reason.
    """
    task_submitted.connect(tell_who_decides, dispatch_uid="unit_task_submitted_email_notification")
    workflow_approved.connect(
        tell_of_approval, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
    )
    workflow_rejected.connect(
        tell_of_rejection, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
    )
