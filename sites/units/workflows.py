"""The workflow that every unit starts with, and the mails that go to those who decide in it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.mail import (
    EmailNotificationMixin,
    Notifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import Page, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from portal.accounts.models import User

from .enums import Role
from .models import Unit, UnitRoleTask, UnitWorkflow
from .steps import Provisioning, register_step

TASK_NAMES = {Role.EDITOR: "Biên tập", Role.PUBLISHER: "Duyệt xuất bản"}


def step_task(role: Role) -> UnitRoleTask:
    """The step of a role, shared by all units; made when it is first needed."""
    task, _created = UnitRoleTask.objects.get_or_create(role=role, defaults={"name": TASK_NAMES[role]})
    return task


@transaction.atomic
def set_steps(workflow: Workflow, *, with_editor: bool = True) -> None:
    """Make the workflow go past an editor and a publisher, or past a publisher alone.

    What is under review now goes on with the steps that are left; Wagtail skips those that are gone.
    """
    wanted = [step_task(role) for role in ([Role.EDITOR] if with_editor else []) + [Role.PUBLISHER]]
    WorkflowTask.objects.filter(workflow=workflow).exclude(task__in=wanted).delete()
    for order, task in enumerate(wanted):
        WorkflowTask.objects.update_or_create(workflow=workflow, task=task, defaults={"sort_order": order})


def assign_to_homes(workflow: Workflow, unit: Unit) -> int:
    """Put the workflow on the unit's home pages, so that it holds for everything below; returns how many."""
    homes = Page.objects.filter(unit_home__unit=unit).exclude(workflowpage__workflow=workflow)
    for home in homes:
        WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    return len(homes)


@register_step(450)
def make_workflow(context: Provisioning) -> None:
    """The unit's workflow (editor, then publisher), on each of its home pages."""
    link = UnitWorkflow.objects.filter(unit=context.unit).select_related("workflow").first()
    if link is None:
        workflow = Workflow.objects.create(name=_("Quy trình duyệt của %(unit)s") % {"unit": context.version.full_name})
        UnitWorkflow.objects.create(unit=context.unit, workflow=workflow)
        set_steps(workflow)
        context.changes.append("workflow")
    else:
        workflow = link.workflow
    # One that the unit has switched off stays off.
    if workflow.active and assign_to_homes(workflow, context.unit):
        context.changes.append("workflow on the home pages")


class UnitTaskSubmissionNotifier(EmailNotificationMixin, Notifier):
    """Tells those of the unit who decide at a step that something waits for them; nobody else."""

    notification = "submitted"

    def __init__(self) -> None:
        super().__init__((TaskState,))

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return super().can_handle(instance, **kwargs) and isinstance(instance.task.specific, UnitRoleTask)

    def get_template_base_prefix(self, instance: TaskState, **kwargs: Any) -> str:
        return "task_state_"

    def get_recipient_users(self, instance: TaskState, **kwargs: Any) -> set[User]:
        people = instance.task.specific.approvers(instance.workflow_state)
        sender = kwargs.get("user")
        return set(people.exclude(pk=sender.pk) if sender else people)

    def get_context(self, instance: TaskState, **kwargs: Any) -> dict:
        thing = instance.workflow_state.content_object
        context = super().get_context(instance, **kwargs)
        context |= {"task": instance.task.specific, "object": thing, "model_name": thing._meta.verbose_name}
        if isinstance(thing, Page):
            context["page"] = thing.specific
        return context


class _OnlyToPeopleOfTheUnit:
    """The one who asked for approval hears of the outcome, unless the person has left the unit since."""

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> set[User]:
        units = UnitWorkflow.objects.filter(workflow=workflow_state.workflow_id).values("unit")
        return {
            person
            for person in super().get_recipient_users(workflow_state, **kwargs)
            if person.is_superuser or person.roles.on().filter(unit__in=units).exists()
        }


class ApprovalNotifier(_OnlyToPeopleOfTheUnit, WorkflowStateApprovalEmailNotifier):
    pass


class RejectionNotifier(_OnlyToPeopleOfTheUnit, WorkflowStateRejectionEmailNotifier):
    pass


_task_submitted = UnitTaskSubmissionNotifier()
_approved = ApprovalNotifier()
_rejected = RejectionNotifier()


def connect_mail() -> None:
    """Send the mails of units' workflows, in place of Wagtail's.

    Signals keep the first receiver of a `dispatch_uid`; this runs before Wagtail connects its own, which are
    left out for that reason.
    """
    task_submitted.connect(_task_submitted, sender=TaskState, dispatch_uid="unit_task_submitted_email_notification")
    workflow_approved.connect(
        _approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
    )
    workflow_rejected.connect(
        _rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
    )
