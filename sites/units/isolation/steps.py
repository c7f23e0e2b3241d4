"""A form decides the step that it was shown for, and no other.

Wagtail's editor sends "approve" without saying what is approved. A press that reaches the server twice, or a form
left open while others decided, would decide whichever step stands there then, and publish what nobody has read.
"""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.action_menu import WorkflowMenuItem as PageWorkflowItem
from wagtail.snippets.action_menu import WorkflowMenuItem as SnippetWorkflowItem

from ..models import AlreadyDecided, how_it_ended

FIELD = "workflow-step"


class _ItemOfStep:
    """Wagtail's button for deciding a step, and beside it the step."""

    def __init__(self, item: Any, step_id: int) -> None:
        self.item = item
        self.step_id = step_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self.item, name)

    def render_html(self, context: dict) -> str:
        button = self.item.render_html(context)
        return format_html('{}<input type="hidden" name="{}" value="{}">', button, FIELD, self.step_id)


@hooks.register("construct_page_action_menu")
@hooks.register("construct_snippet_action_menu")
def send_the_step(items: list, request: HttpRequest, context: dict) -> None:
    deciding = [number for number, item in enumerate(items) if isinstance(item, PageWorkflowItem | SnippetWorkflowItem)]
    if not deciding:
        return
    step = (context.get("page") or context["instance"]).current_workflow_task_state
    for number in deciding:
        items[number] = _ItemOfStep(items[number], step.pk)


def keep_the_step(thing: Any) -> None:
    """The step that is asked about is the one that is decided, though a form sent twice has passed it meanwhile."""
    if (state := thing.current_workflow_state) is not None:
        thing._current_workflow_states = [state]


def refuse_another_step(request: HttpRequest, thing: Model) -> None:
    """Raises `AlreadyDecided`, with how it ended, when a form decides a step that no longer stands."""
    if not request.POST.get("action-workflow-action"):
        return
    shown, now = request.POST.get(FIELD, ""), thing.current_workflow_task_state
    if now is not None and str(now.pk) == shown:
        return
    found = None
    if shown.isdecimal() and len(shown) < 19:
        # Of this very thing alone: the number comes from the form.
        states = (row for state in thing.workflow_states.all() for row in state.task_states.filter(pk=int(shown)))
        found = next(states, None)
    raise AlreadyDecided(how_it_ended(found))
