"""The ordinary work of getting things on line: sending on, approving, publishing, deciding about imports."""

from django.core import mail
from wagtail.models import Page, TaskState, WorkflowState

from sites.units.enums import Role

from .ordinary import PUBLISHERS, new_article
from .work import Worker, expect, job


def _complete(worker: Worker) -> dict:
    """What a unit asks of an article before it is sent on."""
    genre = worker.estate.things["newsroom.genre"][0].pk
    return {"summary": "Vụ cam được mùa.", "source_credit": "UBND xã", "genre": genre}


@job()
def submit_an_article(worker: Worker) -> None:
    page = new_article(worker)
    data = worker.form("wagtailadmin_pages:edit", page.pk)
    mail.outbox = []
    worker.sends("wagtailadmin_pages:edit", page.pk, **data | _complete(worker) | {"action-submit": "1"})
    state = WorkflowState.objects.filter(object_id=str(page.pk)).first()
    expect(state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS, "it was not submitted")
    worker.opens("wagtailadmin_pages:workflow_history", page.pk)


@job(*PUBLISHERS)
def approve_an_article(worker: Worker) -> None:
    page = worker.estate.pages["in_workflow"]
    for _step in range(4):
        state = page.current_workflow_task_state
        if state is None or state.task.specific.user_can_access_editor(page, worker.visitor.person) is False:
            break
        worker.sends("wagtailadmin_pages:workflow_action", page.pk, "approve", state.pk, comment="Đồng ý")
        page = Page.objects.get(pk=page.pk).specific
    approved = TaskState.objects.filter(workflow_state__object_id=str(page.pk), status=TaskState.STATUS_APPROVED)
    expect(approved.exists(), "no step was approved")


@job(Role.PUBLISHER)
def publish_and_unpublish(worker: Worker) -> None:
    """An administrator is not in the group that decides at the step which the platform made for this workflow."""
    page = new_article(worker)
    data = worker.form("wagtailadmin_pages:edit", page.pk)
    worker.sends("wagtailadmin_pages:edit", page.pk, **data | _complete(worker) | {"action-publish": "1"})
    page.refresh_from_db()
    expect(page.live, "the page was not published")
    worker.opens("wagtailadmin_pages:unpublish", page.pk)
    worker.sends("wagtailadmin_pages:unpublish", page.pk)
    page.refresh_from_db()
    expect(not page.live, "the page was not unpublished")


@job(*PUBLISHERS)
def publish_at_once_in_an_emergency(worker: Worker) -> None:
    page = worker.estate.pages["draft"]
    worker.opens("units_urgent:page", page.pk)
    worker.sends("units_urgent:page", page.pk, reason="Nước sông lên báo động ba")
    page.refresh_from_db()
    expect(page.live, "the page was not published")


@job(*PUBLISHERS)
def look_at_imports_and_decide(worker: Worker) -> None:
    batch = worker.estate.things["units.importbatch"][0]
    worker.opens("units_batches:list", shows=batch.label)
    worker.opens("units_batches:batch", batch.pk, shows=batch.label)
    worker.sends("units_batches:discard", batch.pk)
    batch.refresh_from_db()
    expect(batch.state == "discarded", "the import was not discarded")


@job()
def read_what_one_was_told(worker: Worker) -> None:
    worker.opens("units_notifications:list")
    worker.sends("units_notifications:read_all")
