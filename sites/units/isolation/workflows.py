"""A unit's own workflow: seeing it, choosing its steps, switching it off and on. Others' do not exist."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views import workflows
from wagtail.log_actions import log
from wagtail.models import Workflow

from ..models import UnitRoleTask
from ..permissions import is_platform_admin, roles_of
from ..workflows import assign_to_homes, steps_of
from .scope import administered_unit, may_administer_here, scope_of
from .workflow_steps import edit_steps

View = Any


def own_workflow(request: HttpRequest, pk: int) -> Workflow:
    """A workflow of the unit worked in, to change it; raises `Http404` for every other."""
    workflow = get_object_or_404(scope_of(request).workflows(), pk=pk)
    if not may_administer_here(request):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới thay đổi được quy trình duyệt."))
    return workflow


def for_units(unit_view: View, platform_view: View) -> View:
    """Wagtail's view for platform administrators working across all units, ours for everybody else."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wide = is_platform_admin(request.user) and scope_of(request).is_everything
        return (platform_view if wide else unit_view)(request, *args, **kwargs)

    return view


def for_platform(platform_view: View) -> View:
    """Steps are shared by all units, so only the platform makes and changes them."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_platform_admin(request.user):
            raise PermissionDenied(_("Các bước duyệt dùng chung cho mọi đơn vị; chỉ nền tảng mới thay đổi được."))
        return platform_view(request, *args, **kwargs)

    return view


def workflow_list(request: HttpRequest) -> HttpResponse:
    """The workflows of the unit; everybody who works in it may see how it approves."""
    if not roles_of(request.user):
        raise PermissionDenied(_("Bạn chưa có vai trò nào."))
    found = scope_of(request).workflows().order_by("pk")[:50]
    rows = [{"workflow": workflow, "steps": steps_of(workflow)} for workflow in found]
    return render(
        request,
        "units/admin/workflows.html",
        {"rows": rows, "may_change": may_administer_here(request)},
    )


def edit_workflow(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename the unit's workflow and set its steps."""
    workflow = own_workflow(request, pk)
    return edit_steps(request, workflow, workflow.unit_workflow.unit)


class DisableView(workflows.Disable):
    """Switching a workflow off cancels what is under way in it."""

    permission_required = None

    def get_queryset(self) -> QuerySet:
        return scope_of(self.request).workflows()

    def get_object(self, queryset: Any = None) -> Workflow:
        return own_workflow(self.request, self.kwargs["pk"])

    def user_has_permission(self, permission: str) -> bool:
        return may_administer_here(self.request)


@require_POST
def enable_workflow(request: HttpRequest, pk: int) -> HttpResponse:
    workflow = own_workflow(request, pk)
    unit = administered_unit(request)
    with transaction.atomic():
        workflow.active = True
        workflow.save()
        # Wagtail takes a workflow off its pages when it is disabled.
        assign_to_homes(workflow, unit)
        log(instance=workflow, action="wagtail.edit", user=request.user)
    messages.success(request, _("Đã bật lại quy trình duyệt."))
    return redirect("wagtailadmin_workflows:index")


class UsageView(workflows.WorkflowUsageView):
    """The pages of the unit that go through its workflow."""

    any_permission_required = None
    filterset_class = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not roles_of(request.user):
            raise PermissionDenied(_("Bạn chưa có vai trò nào."))
        return super().dispatch(request, *args, **kwargs)

    def get_object(self) -> Workflow:
        return get_object_or_404(scope_of(self.request).workflows(), pk=self.kwargs["pk"])

    def get_base_queryset(self) -> QuerySet:
        pages = self.object.all_pages().filter(scope_of(self.request).page_q(), depth__gt=1)
        return self.annotate_queryset(pages)


def task_list(request: HttpRequest) -> HttpResponse:
    """The steps there are, and who decides at each; the same for every unit."""
    if not roles_of(request.user):
        raise PermissionDenied(_("Bạn chưa có vai trò nào."))
    return render(request, "units/admin/tasks.html", {"tasks": UnitRoleTask.objects.filter(active=True)})


def _platform(name: str) -> View:
    return for_platform(getattr(workflows, name).as_view())


_NS = "wagtailadmin_workflows"
REPLACEMENTS = {
    f"{_NS}:index": for_units(workflow_list, workflows.Index.as_view()),
    f"{_NS}:index_results": for_units(workflow_list, workflows.Index.as_view(results_only=True)),
    f"{_NS}:add": _platform("Create"),
    f"{_NS}:edit": for_units(edit_workflow, workflows.Edit.as_view()),
    f"{_NS}:disable": for_units(DisableView.as_view(), workflows.Disable.as_view()),
    f"{_NS}:enable": for_units(enable_workflow, workflows.enable_workflow),
    f"{_NS}:usage": UsageView.as_view(),
    f"{_NS}:usage_results": UsageView.as_view(results_only=True),
    f"{_NS}:remove": for_platform(workflows.remove_workflow),
    f"{_NS}:add_task": _platform("CreateTask"),
    f"{_NS}:select_task_type": for_platform(workflows.select_task_type),
    f"{_NS}:task_index": for_units(task_list, workflows.TaskIndex.as_view()),
    f"{_NS}:task_index_results": for_units(task_list, workflows.TaskIndex.as_view(results_only=True)),
    f"{_NS}:edit_task": _platform("EditTask"),
    f"{_NS}:disable_task": _platform("DisableTask"),
    f"{_NS}:enable_task": for_platform(workflows.enable_task),
    f"{_NS}:task_chooser": _platform("TaskChooserView"),
    f"{_NS}:task_chooser_results": _platform("TaskChooserResultsView"),
    f"{_NS}:task_chooser_create": _platform("TaskChooserCreateView"),
    f"{_NS}:task_chosen": for_platform(workflows.task_chosen),
}
