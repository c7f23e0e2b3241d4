"""Imports as batches: many drafts, one record, one decision.

An import opens a batch and adds what it has saved as drafts. A publisher of the unit decides about all of it at
once, whether they made the import or somebody else did. The decision is one transaction; a large batch is carried
out by a job, again as one transaction, so that readers see all of it or nothing, and a job that was killed is
started over by the sweeper (`scheduling`).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin

from .enums import Action
from .models import BatchItem, BatchState, ImportBatch, Unit
from .notifications import DECIDERS, notify, people_with_roles
from .passage import may_decide, name_of
from .permissions import unit_id_of, user_can
from .publishing import How, PublishRefused, decided_for_all

# Up to so many things are published while the person waits.
AT_ONCE = 20


def open_batch(unit: Unit, by: Any, kind: str, label: str) -> ImportBatch:
    """Begin the record of an import into a unit; `by` must be allowed to add things there.

    Raises `PublishRefused` otherwise. `by` None is a program (the demo, a migration from an old site).
    """
    if by is not None and not user_can(by, Action.ADD, unit):
        raise PublishRefused(_("Vai trò của bạn không cho phép nhập nội dung vào đơn vị này."))
    return ImportBatch.objects.create(unit=unit, made_by=by, kind=kind, label=label[:250])


def add_to_batch(batch: ImportBatch, *things: Model) -> None:
    """Add saved drafts of the batch's unit; adding one again changes nothing.

    A draft on top of what is live may go in too: publishing the batch publishes the change. Raises
    `ValidationError` for what has nothing to publish, belongs to another unit or is no draft.
    """
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != BatchState.DRAFT:
            raise ValidationError(_("Đợt nhập này đã được quyết định; hãy mở một đợt nhập mới."))
        for thing in things:
            if not isinstance(thing, DraftStateMixin) or (thing.live and not thing.has_unpublished_changes):
                raise ValidationError(
                    _("“%(thing)s” không phải bản nháp nên không vào được đợt nhập.") % {"thing": thing}
                )
            if unit_id_of(thing) != batch.unit_id:
                raise ValidationError(
                    _("“%(thing)s” thuộc đơn vị khác nên không vào được đợt nhập.") % {"thing": thing}
                )
        items = [
            BatchItem(
                batch=batch,
                content_type=ContentType.objects.get_for_model(thing, for_concrete_model=False),
                object_id=str(thing.pk),
            )
            for thing in things
        ]
        BatchItem.objects.bulk_create(items, ignore_conflicts=True)
        batch.added = locked.items.count()
        ImportBatch.objects.filter(pk=batch.pk).update(added=batch.added)


def leave_for_approval(batch: ImportBatch) -> None:
    """Tell those who may publish in the unit that the batch waits for them; the import is over."""
    with transaction.atomic():
        deciders = people_with_roles(batch.unit_id, *DECIDERS)
        notify(
            deciders,
            "batch_waits",
            unit=batch.unit_id,
            by=batch.made_by,
            url=batch_url(batch),
            title=batch.label,
            count=batch.added,
        )


def batch_url(batch: ImportBatch) -> str:
    """Where the batch is looked at and decided on in the admin."""
    return reverse("units_batches:batch", args=[batch.pk])


def why_not_publish_batch(user: Any, batch: ImportBatch) -> str | None:
    """Why the person may not publish the whole batch, as a sentence; None when they may.

    Whoever publishes a batch answers for every step of the unit's workflow, so each must be theirs to decide.
    """
    if not user_can(user, Action.PUBLISH, batch.unit_id):
        return _("Chỉ người duyệt xuất bản của đơn vị mới duyệt được đợt nhập này.")
    if batch.state in (BatchState.PUBLISHED, BatchState.PUBLISHING):
        return _("Đợt nhập này đã được %(who)s duyệt.") % {"who": batch.decided_by or _("người khác")}
    if batch.state == BatchState.DISCARDED:
        return _("Đợt nhập này đã bị bỏ.")
    if not batch.items.exists():
        return _("Đợt nhập này không còn mục nào để đăng.")
    link = getattr(batch.unit, "unit_workflow", None)
    if link is not None and link.workflow.active:
        for row in link.workflow.workflow_tasks.select_related("task"):
            task = row.task.specific
            if not may_decide(task, link.workflow, user):
                return _("Đợt nhập còn phải qua bước “%(step)s” do người khác duyệt.") % {
                    "step": name_of(task, link.workflow)
                }
    return None


def publish_batch(batch: ImportBatch, by: Any) -> ImportBatch:
    """Publish everything in the batch by one decision of a person (None: of a program).

    A small batch is on line when this returns; a large one is in the state PUBLISHING, and a job carries it out.
    Raises `PublishRefused` with a sentence when the person may not, or when somebody has decided already, and
    `ValidationError` naming the first thing of a small batch that cannot be published; nothing is then.
    """
    with transaction.atomic():
        locked = _locked(batch)
        if by is not None and (refusal := why_not_publish_batch(by, locked)):
            raise PublishRefused(refusal)
        if locked.state != BatchState.DRAFT:
            raise PublishRefused(_("Đợt nhập này đã được quyết định."))
        locked.state, locked.decided_by, locked.decided_at = BatchState.PUBLISHING, by, timezone.now()
        locked.problem = ""
        locked.save(update_fields=["state", "decided_by", "decided_at", "problem"])
        if locked.items.count() <= AT_ONCE:
            _publish_items(locked)
        else:
            from .tasks import publish_large_batch

            publish_large_batch.enqueue(locked.pk)
    batch.refresh_from_db()
    return batch


def carry_out(batch_id: int) -> bool:
    """Publish a large batch that has been decided on; False when there is nothing (more) to do.

    For the job, which may run twice at the same time: the second waits and finds nothing to do. What goes wrong
    puts the batch back to waiting, with the reason, and tells who decided.
    """
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().filter(pk=batch_id, state=BatchState.PUBLISHING).first()
            if batch is None:
                return False
            _publish_items(batch)
    except (ValidationError, PublishRefused) as error:
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
            batch.state, batch.problem = BatchState.DRAFT, reason
            batch.save(update_fields=["state", "problem"])
            _tell(batch, "batch_failed", reason=reason)
        return False
    return True


def _publish_items(batch: ImportBatch) -> None:
    """Publish each item that is still a draft, inside the transaction of the caller."""
    published = 0
    for item in batch.items.select_related("content_type").iterator(chunk_size=500):
        thing = item.thing
        if thing is None or (thing.live and not thing.has_unpublished_changes):
            # Deleted meanwhile, or published by itself.
            continue
        try:
            with decided_for_all(How.BATCH):
                (thing.get_latest_revision() or thing.save_revision(user=batch.made_by)).publish(user=batch.decided_by)
        except ValidationError as error:
            raise ValidationError(
                _("“%(thing)s”: %(problem)s") % {"thing": thing, "problem": " ".join(error.messages)}
            ) from error
        published += 1
    batch.state, batch.published = BatchState.PUBLISHED, published
    batch.save(update_fields=["state", "published"])
    _tell(batch, "batch_done", count=published)


def _tell(batch: ImportBatch, code: str, **data: Any) -> None:
    people = [person for person in (batch.made_by, batch.decided_by) if person is not None]
    notify(people, code, unit=batch.unit_id, url=batch_url(batch), title=batch.label, **data)


def discard_batch(batch: ImportBatch, by: Any) -> ImportBatch:
    """Give the batch up and delete its drafts; what has been published by itself meanwhile stays.

    Raises `PublishRefused` unless the person made the batch or may publish in the unit.
    """
    with transaction.atomic():
        locked = _locked(batch)
        if not (locked.made_by_id == by.pk or user_can(by, Action.PUBLISH, locked.unit_id)):
            raise PublishRefused(_("Chỉ người nhập hoặc người duyệt xuất bản của đơn vị mới bỏ được đợt nhập này."))
        if locked.state != BatchState.DRAFT:
            raise PublishRefused(_("Đợt nhập này đã được quyết định."))
        for item in locked.items.select_related("content_type").iterator(chunk_size=500):
            thing = item.thing
            if thing is not None and not thing.live and thing.first_published_at is None:
                thing.delete()
        locked.state, locked.decided_by, locked.decided_at = BatchState.DISCARDED, by, timezone.now()
        locked.save(update_fields=["state", "decided_by", "decided_at"])
    batch.refresh_from_db()
    return batch


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("unit", "decided_by").get(pk=batch.pk)


def unfinished() -> Iterable[int]:
    """The ids of batches that were decided on and are not on line: their job is to run, is running or was killed."""
    return ImportBatch.objects.filter(state=BatchState.PUBLISHING).order_by("pk").values_list("pk", flat=True)
