"""Who approves what in a unit.

A unit has a workflow of its own, with as many steps as it sets. The steps of all units' workflows are the same few
tasks (the first editor's step, the second one, …), and who approves at one follows from the unit of the thing under
review and from what that unit has set for the step. A task for each unit would make Wagtail read thousands of tasks
to find what waits for one person.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, Workflow, WorkflowMixin, WorkflowState

from portal.accounts.models import User

from ..enums import Role
from .roles import RoleAssignment
from .units import Unit

# Who may act at a step: the role it asks for and those above it.
APPROVERS = {
    Role.EDITOR: (Role.EDITOR, Role.PUBLISHER, Role.UNIT_ADMIN),
    Role.PUBLISHER: (Role.PUBLISHER, Role.UNIT_ADMIN),
}


class AlreadyDecided(PermissionDenied):
    """Somebody else was quicker; the message says who did what."""


def how_it_ended(task_state: TaskState | None) -> str:
    """A sentence for whoever decides a step that is over."""
    if task_state is None:
        return gettext("Bước này đã kết thúc; hãy mở lại trang để xem.")
    who = str(task_state.finished_by) if task_state.finished_by_id else gettext("người khác")
    sentences = {
        TaskState.STATUS_APPROVED: gettext("%(who)s vừa duyệt bước này rồi; không cần duyệt nữa."),
        TaskState.STATUS_REJECTED: gettext("%(who)s vừa yêu cầu sửa ở bước này; hãy chờ bản sửa."),
    }
    over = gettext("Bước này đã kết thúc (%(who)s); hãy mở lại trang để xem.")
    return sentences.get(task_state.status, over) % {"who": who}


class UnitWorkflow(models.Model):
    """A workflow belongs to a unit; what has no row here is the platform's."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="unit_workflow")
    workflow = models.OneToOneField(Workflow, on_delete=models.CASCADE, related_name="unit_workflow")

    class Meta:
        verbose_name = _("quy trình của đơn vị")
        verbose_name_plural = _("quy trình của đơn vị")

    def __str__(self) -> str:
        return str(self.workflow)


class UnitRoleTask(Task):
    """A step at which people with a role in the unit of the reviewed thing decide; the n-th of its role."""

    role = models.CharField(_("vai trò duyệt"), max_length=20, choices=[(role.value, role.label) for role in APPROVERS])
    number = models.PositiveSmallIntegerField(_("thứ tự trong các bước cùng vai trò"), default=1)

    admin_form_fields = [*Task.admin_form_fields, "role", "number"]

    class Meta:
        verbose_name = _("bước duyệt theo vai trò")
        verbose_name_plural = _("bước duyệt theo vai trò")
        constraints = [models.UniqueConstraint(fields=["role", "number"], name="units_role_task_once")]

    @property
    def approving_roles(self) -> tuple[Role, ...]:
        return APPROVERS[Role(self.role)]

    # What the unit has set for the step.

    def set_by(self, workflow: Workflow | int) -> "UnitStep | None":
        """What a unit's workflow says of this step."""
        return UnitStep.objects.filter(unit_workflow__workflow=workflow, task=self).first()

    def name_in(self, workflow: Workflow | int) -> str:
        """What the unit calls the step."""
        step = self.set_by(workflow)
        return step.name if step is not None and step.name else self.name

    def approvers_in(self, workflow: Workflow | int) -> QuerySet[User]:
        """The people of the unit who may decide at this step: those the unit names, else all with the role.

        When none of those named holds the role any more, it is all with the role again, so that nothing is stuck.
        """
        holders = User.objects.filter(
            is_active=True,
            pk__in=RoleAssignment.objects.on()
            .filter(role__in=self.approving_roles, unit__unit_workflow__workflow=workflow)
            .values("person"),
        )
        named = holders.filter(approval_steps__unit_workflow__workflow=workflow, approval_steps__task=self)
        return named if named.exists() else holders

    # Who decides.

    def approvers(self, workflow_state: WorkflowState) -> QuerySet[User]:
        """The people who may decide about what is under review."""
        return self.approvers_in(workflow_state.workflow_id)

    def units_where_may_decide(self, user: User | AnonymousUser) -> set[int]:
        """The ids of the units in which the person holds a role that decides at this step."""
        # The questions about permissions are asked about these very models.
        from ..permissions import roles_of, working_unit_id

        units = {unit for unit, roles in roles_of(user).units.items() if roles & set(self.approving_roles)}
        working = working_unit_id(user)
        return units if working is None else units & {working}

    def user_may_decide_in(self, workflow: Workflow | int, user: User | AnonymousUser) -> bool:
        """Whether the person may decide at this step of a unit's workflow; platform administrators always may."""
        from ..permissions import is_platform_admin

        if is_platform_admin(user):
            return True
        key = workflow.pk if isinstance(workflow, Workflow) else workflow
        owner = UnitWorkflow.objects.filter(workflow=key).values_list("unit_id", flat=True).first()
        if owner is None or owner not in self.units_where_may_decide(user):
            return False
        named = UnitStep.objects.filter(unit_workflow__workflow=key, task=self, people__isnull=False).exists()
        return not named or self.approvers_in(key).filter(pk=user.pk).exists()

    def user_may_decide(self, obj: WorkflowMixin, user: User | AnonymousUser) -> bool:
        """Whether the person may decide at this step in the workflow that the object is in."""
        state = obj.current_workflow_state
        return state is not None and self.user_may_decide_in(state.workflow_id, user)

    # What Wagtail asks.

    def user_can_access_editor(self, obj: Model, user: User) -> bool:
        return self.user_may_decide(obj, user)

    def locked_for_user(self, obj: Model, user: User) -> bool:
        return not self.user_may_decide(obj, user)

    def user_can_lock(self, obj: Model, user: User) -> bool:
        return self.user_may_decide(obj, user)

    def get_actions(self, obj: Model, user: User) -> list[tuple[str, Any, bool]]:
        if not self.user_may_decide(obj, user):
            return []
        return [
            ("reject", _("Yêu cầu sửa"), True),
            ("approve", _("Duyệt"), False),
            ("approve", _("Duyệt kèm ý kiến"), True),
        ]

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Decide, one at a time: of two people who decide at once, the second is told what the first has done."""
        WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
        now = TaskState.objects.select_related("finished_by", "workflow_state").get(pk=task_state.pk)
        if now.status != TaskState.STATUS_IN_PROGRESS:
            raise AlreadyDecided(how_it_ended(now))
        # Views have asked before they came here, maybe about the step that stood there then.
        if not self.user_may_decide_in(now.workflow_state.workflow_id, user):
            step = self.name_in(now.workflow_state.workflow_id)
            raise AlreadyDecided(gettext("Nội dung còn phải qua bước “%(step)s” do người khác duyệt.") % {"step": step})
        super().on_action(now, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        here = Q(unit_workflow__workflow=OuterRef("workflow_state__workflow"), task=OuterRef("task"))
        for_others = RoleAssignment.objects.on().filter(
            role__in=self.approving_roles,
            unit__unit_workflow__workflow=OuterRef("workflow_state__workflow"),
            person__is_active=True,
            person__approval_steps__task=OuterRef("task"),
            person__approval_steps__unit_workflow__workflow=OuterRef("workflow_state__workflow"),
        )
        return TaskState.objects.filter(
            Exists(UnitStep.objects.filter(here, people=user)) | ~Exists(for_others),
            workflow_state__workflow__unit_workflow__unit__in=self.units_where_may_decide(user),
            task=self,
            status=TaskState.STATUS_IN_PROGRESS,
        )

    @classmethod
    def get_description(cls) -> str:
        return gettext("Người giữ vai trò này trong đơn vị của nội dung được duyệt")


class UnitStep(models.Model):
    """What a unit says of a step of its workflow: what it is called there, and who alone decides at it, if not all
    who hold the role.
    """

    unit_workflow = models.ForeignKey(UnitWorkflow, on_delete=models.CASCADE, related_name="steps")
    task = models.ForeignKey(UnitRoleTask, on_delete=models.CASCADE, related_name="unit_steps")
    name = models.CharField(_("tên bước"), max_length=100, blank=True)
    people = models.ManyToManyField(
        User, blank=True, related_name="approval_steps", verbose_name=_("chỉ những người này duyệt")
    )

    class Meta:
        verbose_name = _("bước duyệt của đơn vị")
        verbose_name_plural = _("bước duyệt của đơn vị")
        constraints = [models.UniqueConstraint(fields=["unit_workflow", "task"], name="units_step_once")]

    def __str__(self) -> str:
        return self.name or str(self.task)


class UnitWorkflowMixin(WorkflowMixin):
    """A snippet owned by a unit goes through that unit's workflow; the model has a `unit` field."""

    class Meta:
        abstract = True

    @classmethod
    def get_default_workflow(cls) -> None:
        """No workflow is shared by all units."""
        return None

    def get_workflow(self) -> Workflow | None:
        """The workflow of the object's unit, or None where the unit has switched it off."""
        return Workflow.objects.filter(active=True, unit_workflow__unit=self.unit_id).first()

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None
