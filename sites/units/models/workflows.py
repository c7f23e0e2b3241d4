"""Who approves what in a unit.

A unit has a workflow of its own; the steps of all units' workflows are the same two tasks, and who approves at
a step follows from the unit of the thing under review. A task for each unit would make Wagtail read thousands
of tasks to find what waits for one person.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Model, QuerySet
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
    """A step at which people with a role in the unit of the reviewed thing decide."""

    role = models.CharField(
        _("vai trò duyệt"),
        max_length=20,
        unique=True,
        choices=[(role.value, role.label) for role in APPROVERS],
    )

    admin_form_fields = [*Task.admin_form_fields, "role"]

    class Meta:
        verbose_name = _("bước duyệt theo vai trò")
        verbose_name_plural = _("bước duyệt theo vai trò")

    @property
    def approving_roles(self) -> tuple[Role, ...]:
        return APPROVERS[Role(self.role)]

    def approvers(self, workflow_state: WorkflowState) -> QuerySet[User]:
        """The people of the unit who may decide at this step."""
        return User.objects.filter(
            is_active=True,
            pk__in=RoleAssignment.objects.on()
            .filter(role__in=self.approving_roles, unit__unit_workflow__workflow=workflow_state.workflow_id)
            .values("person"),
        )

    def units_where_may_decide(self, user: User | AnonymousUser) -> set[int]:
        """The ids of the units in which the person holds a role that decides at this step."""
        # The questions about permissions are asked about these very models.
        from ..permissions import roles_of, working_unit_id

        units = {unit for unit, roles in roles_of(user).units.items() if roles & set(self.approving_roles)}
        working = working_unit_id(user)
        return units if working is None else units & {working}

    def user_may_decide(self, obj: WorkflowMixin, user: User | AnonymousUser) -> bool:
        """Whether the person holds the step's role in the unit whose workflow the object is in."""
        state = obj.current_workflow_state
        if state is None:
            return False
        if user.is_superuser:
            return True
        owner = UnitWorkflow.objects.filter(workflow=state.workflow_id).values_list("unit_id", flat=True).first()
        return owner is not None and owner in self.units_where_may_decide(user)

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

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        return TaskState.objects.filter(
            workflow_state__workflow__unit_workflow__unit__in=self.units_where_may_decide(user),
            task=self,
            status=TaskState.STATUS_IN_PROGRESS,
        )

    @classmethod
    def get_description(cls) -> str:
        return gettext("Người giữ vai trò này trong đơn vị của nội dung được duyệt")


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
