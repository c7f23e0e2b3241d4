"""Lists of snippets that ask for the state of all their rows at once."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from wagtail.models import DraftStateMixin, Revision, WorkflowMixin, WorkflowState
from wagtail.snippets.views.snippets import IndexView


class UnitIndexView(IndexView):
    """Wagtail asks two things for each row, whether it is planned and whether it waits for approval."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        paginator, page, rows, is_long = super().paginate_queryset(queryset, page_size)
        page.object_list = list(rows)
        know_states(page.object_list)
        return paginator, page, page.object_list, is_long


def know_states(rows: Sequence[Model]) -> None:
    """Put with each row what its status is told by, where `status_string` looks first; two queries."""
    if not rows:
        return
    by_key = {str(row.pk): row for row in rows}
    first = rows[0]
    if isinstance(first, DraftStateMixin):
        for row in rows:
            row.scheduled_revision = None
        planned = Revision.objects.filter(
            base_content_type=first.get_base_content_type(), object_id__in=by_key, approved_go_live_at__isnull=False
        )
        for revision in planned.defer("content").order_by("-pk"):
            by_key[revision.object_id].scheduled_revision = revision
    if isinstance(first, WorkflowMixin):
        for row in rows:
            row._current_workflow_states = []
        waiting = WorkflowState.objects.active().filter(
            base_content_type=first.get_base_content_type(), object_id__in=by_key
        )
        for state in waiting.select_related("current_task_state__task"):
            by_key[state.object_id]._current_workflow_states.append(state)
