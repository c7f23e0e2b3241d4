"""How far a thing has come along the steps of its unit, and what is left for whom."""

from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision, Task, TaskState, Workflow, WorkflowMixin, WorkflowState
from wagtail.signals import workflow_approved

from .models import UnitRoleTask


def course_of(obj: Model) -> tuple[Workflow | None, WorkflowState | None]:
    """The workflow of a thing, and where it stands in it if it has been sent on its way."""
    if not isinstance(obj, WorkflowMixin):
        return None, None
    state = obj.current_workflow_state
    return (state.workflow if state is not None else obj.get_workflow()), state


def steps_left(obj: Model) -> list[Task]:
    """The steps that a thing has yet to pass: those of the course it is on, else all of its unit's."""
    workflow, state = course_of(obj)
    if workflow is None:
        return []
    passed = state.successful_task_states.values("task") if state is not None else []
    tasks = Task.objects.filter(workflow_tasks__workflow=workflow, active=True).exclude(pk__in=passed)
    return list(tasks.order_by("workflow_tasks__sort_order").specific())


def names_left(obj: Model) -> list[str]:
    """What the unit calls the steps that are left."""
    workflow, _state = course_of(obj)
    return [name_of(task, workflow) for task in steps_left(obj)]


def is_own(user: Any, obj: Model) -> bool:
    """Whether all that would newly be on line is this person's work, or a program's.

    Of what has been on line before, that is what was saved since; else the whole thing.
    """
    changes = obj.revisions.exclude(user=None)
    if obj.live_revision_id is not None:
        changes = changes.filter(created_at__gt=obj.live_revision.created_at)
    elif obj.live and obj.last_published_at is not None:
        # Put on line by a program that kept no version.
        changes = changes.filter(created_at__gt=obj.last_published_at)
    elif getattr(obj, "owner_id", None) not in (None, user.pk):
        return False
    return not changes.exclude(user=user).exists()


def why_not_passed(user: Any, obj: Model) -> str | None:
    """Why the thing may not go on line by a click of this person, as a sentence; None when it may."""
    workflow, state = course_of(obj)
    left = steps_left(obj)
    if not left:
        return None
    own = is_own(user, obj)
    if state is None and not own:
        return _("Nội dung có phần do người khác viết: hãy gửi duyệt theo quy trình của đơn vị trước khi đăng.")
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES and not own:
        return _("Nội dung đang được yêu cầu sửa: người viết sửa xong và gửi duyệt lại thì mới đăng được.")
    return _waits_for_others(left, workflow, user, obj)


def why_not_passed_when_new(user: Any, parent: Model) -> str | None:
    """Why a page that the person adds below `parent` may not go on line at once; None when it may."""
    workflow = parent.get_workflow()
    tasks = list(workflow.tasks.filter(active=True).specific()) if workflow is not None else []
    return _waits_for_others(tasks, workflow, user, parent)


def _waits_for_others(tasks: list[Task], workflow: Workflow | None, user: Any, obj: Model) -> str | None:
    for task in tasks:
        if not may_decide(task, workflow, user, obj):
            return _("Nội dung còn phải qua bước “%(step)s” do người khác duyệt.") % {"step": name_of(task, workflow)}
    return None


def may_decide(task: Task, workflow: Workflow, user: Any, obj: Model | None = None) -> bool:
    """Whether the person may decide at the step about a thing; a step of another kind than units' says so itself."""
    if isinstance(task, UnitRoleTask):
        return task.user_may_decide_in(workflow, user)
    return obj is not None and "approve" in {name for name, _label, _modal in task.get_actions(obj, user)}


def name_of(task: Task, workflow: Workflow) -> str:
    """What the step is called in this workflow."""
    return task.name_in(workflow) if isinstance(task, UnitRoleTask) else task.name


def pass_steps(obj: Model, revision: Revision, by: Any, reason: str = "") -> None:
    """Record that one person let the thing past all steps that were left.

    With a reason they were not decided but skipped: the urgent path.
    """
    left = steps_left(obj)
    if not left:
        return
    state = obj.current_workflow_state or _new_course(obj, by)
    how = TaskState.STATUS_SKIPPED if reason else TaskState.STATUS_APPROVED
    comment = reason or _("Cho qua trong một lần bấm “Đăng”.")
    for task in left:
        step = state.current_task_state
        if step is None or step.task_id != task.pk or step.status != TaskState.STATUS_IN_PROGRESS:
            step = TaskState(workflow_state=state, task=task, revision=revision)
        step.status, step.finished_at, step.finished_by, step.comment = how, timezone.now(), by, comment
        step.save()
    state.current_task_state, state.status = step, WorkflowState.STATUS_APPROVED
    state.save()
    names = [name_of(task, state.workflow) for task in left]
    log(
        instance=obj,
        action="units.urgent" if reason else "units.one_click",
        user=by,
        revision=revision,
        data={"steps": names, "reason": reason},
    )
    workflow_approved.send(sender=WorkflowState, instance=state, user=by)


def _new_course(obj: Model, by: Any) -> WorkflowState:
    state = WorkflowState(
        content_type=obj.get_content_type(),
        base_content_type=obj.get_base_content_type(),
        object_id=str(obj.pk),
        workflow=obj.get_workflow(),
        requested_by=by,
    )
    state.save()
    return state
