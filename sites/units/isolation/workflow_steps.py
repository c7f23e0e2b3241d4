"""The form in which a unit sets the steps of its workflow and what it asks of a thing before it is sent on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Workflow, WorkflowState

from .. import checklists
from ..enums import Role
from ..models import Unit
from ..models.workflows import APPROVERS
from ..notifications import people_with_roles
from ..workflows import MOST_STEPS, Step, set_steps, steps_of
from .scope import administered_unit

ROLES = [
    (Role.EDITOR.value, gettext_lazy("Biên tập viên (hoặc người duyệt xuất bản)")),
    (Role.PUBLISHER.value, gettext_lazy("Người duyệt xuất bản")),
]


class StepForm(forms.Form):
    """One step; an empty row asks for none."""

    role = forms.ChoiceField(
        label=gettext_lazy("Ai duyệt"),
        choices=[("", gettext_lazy("(không có bước này)")), *ROLES],
        required=False,
    )
    name = forms.CharField(label=gettext_lazy("Tên bước"), max_length=100, required=False)
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Chỉ những người này (để trống: mọi người giữ vai trò)"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Người này không giữ vai trò duyệt trong đơn vị.")},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people


class BaseSteps(forms.BaseFormSet):
    def steps(self) -> list[Step]:
        """What the rows say, in the order of their numbers; rows without a number come last."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("role")]
        rows = [row for row in rows if not row.get("DELETE")]
        rows.sort(key=lambda row: row.get("ORDER") or MOST_STEPS + 1)
        return [Step(Role(row["role"]), row["name"].strip(), tuple(row["people"])) for row in rows]


StepFormSet = forms.formset_factory(
    StepForm,
    formset=BaseSteps,
    extra=2,
    max_num=MOST_STEPS,
    absolute_max=MOST_STEPS,
    validate_max=True,
    can_order=True,
    can_delete=True,
)


class WorkflowForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên quy trình"), max_length=200)


def _step_forms(request: HttpRequest, workflow: Workflow, unit: Unit) -> BaseSteps:
    people = people_with_roles(unit, *APPROVERS[Role.EDITOR]).order_by("full_name_key", "pk")
    initial = [
        {"role": step.role.value, "name": step.name, "people": [person.pk for person in step.people]}
        for step in steps_of(workflow)
    ]
    forms_ = StepFormSet(request.POST or None, initial=initial, prefix="steps", form_kwargs={"people": people})
    for form in forms_.forms:
        form.fields["ORDER"].label = _("Thứ tự")
        form.fields["DELETE"].label = _("Bỏ bước này")
    return forms_


def edit_steps(request: HttpRequest, workflow: Workflow, unit: Unit) -> HttpResponse:
    """Rename the unit's workflow and set its steps."""
    form = WorkflowForm(request.POST or None, initial={"name": workflow.name})
    steps = _step_forms(request, workflow, unit)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            with transaction.atomic():
                workflow.name = form.cleaned_data["name"]
                workflow.save()
                set_steps(workflow, steps.steps())
                log(instance=workflow, action="wagtail.edit", user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã lưu quy trình duyệt."))
            return redirect("wagtailadmin_workflows:index")
    running = WorkflowState.objects.filter(workflow=workflow, status=WorkflowState.STATUS_IN_PROGRESS).count()
    context = {"form": form, "steps": steps, "workflow": workflow, "running": running}
    return render(request, "units/admin/workflow_edit.html", context)


class ChecklistForm(forms.Form):
    """Which of the points that there are the unit asks for."""

    points = forms.MultipleChoiceField(
        label=gettext_lazy("Trước khi gửi duyệt, yêu cầu"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [(point.code, point.label) for point in checklists.points()]


def edit_checklist(request: HttpRequest) -> HttpResponse:
    """Choose what the unit asks of a thing before it goes to approval."""
    unit = administered_unit(request)
    off = checklists.switched_off(unit.pk)
    wanted = [point.code for point in checklists.points() if point.code not in off]
    form = ChecklistForm(request.POST or None, initial={"points": wanted})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            checklists.set_points(unit, form.cleaned_data["points"])
            log(instance=unit, action="wagtail.edit", user=request.user, title=_("Danh mục kiểm tra"))
        messages.success(request, _("Đã lưu danh mục kiểm tra."))
        return redirect("units_checklist")
    return render(request, "units/admin/checklist.html", {"form": form, "unit": unit})
