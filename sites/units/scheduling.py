"""Publishing and taking off line at the time that was approved.

Approving something with a time makes two jobs possible: one that the queue starts at that time, and the sweeper,
which comes by every few minutes and does what was due and has not been done, because no worker ran or one was
killed. Both do each thing in a transaction of its own that looks again whether it is still due, so that doing it
twice is doing it once. Only what has been approved is ever published: Wagtail notes the time on the revision when
it is, and takes it away when the plan is cancelled or another revision is approved.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from . import batches, notification_mail
from .notifications import DECIDERS, notify, people_with_roles
from .permissions import unit_id_of
from .publishing import PublishRefused, lock

logger = logging.getLogger(__name__)
SWEEP_EVERY = timedelta(minutes=5)


# --- Planning ------------------------------------------------------------------------------------


def plan(obj: Model, revision: Revision) -> None:
    """Have the queue start what a thing that has just been approved is to do later, in the same transaction."""
    now = timezone.now()
    goes_live = Revision.objects.filter(pk=revision.pk).values_list("approved_go_live_at", flat=True).first()
    for when in (goes_live, obj.expire_at):
        if when is not None and when > now:
            _start_at(when, obj)


def _start_at(when: datetime, obj: Model) -> None:
    # The jobs need this module.
    from .tasks import follow_schedule

    if not follow_schedule.get_backend().supports_defer:
        return
    base = obj.get_base_content_type()
    follow_schedule.using(run_after=when).enqueue(base.pk, str(obj.pk))
    plan_next_sweep()


def plan_next_sweep() -> bool:
    """Plan the sweeper's next round unless one is planned; returns whether it was planned."""
    from .tasks import sweep_schedule

    backend = sweep_schedule.get_backend()
    if not backend.supports_defer:
        return False
    # The app is there whenever the backend is.
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=sweep_schedule.module_path)
    if waiting.exists():
        return False
    sweep_schedule.using(run_after=timezone.now() + SWEEP_EVERY).enqueue()
    return True


# --- Doing what is due ---------------------------------------------------------------------------


def follow(base_type_id: int, object_id: str) -> list[str]:
    """Do what is due for one thing; returns what was done (`published`, `unpublished`).

    A thing that cannot be published keeps its plan off and its people are told why; raises nothing for it.
    """
    model = ContentType.objects.get_for_id(base_type_id).model_class()
    thing = model._base_manager.filter(pk=object_id).first()
    if thing is None:
        return []
    done = []
    if _unpublish_if_due(thing):
        done.append("unpublished")
    if _publish_if_due(thing):
        done.append("published")
    return done


def _publish_if_due(thing: Model) -> bool:
    try:
        with transaction.atomic():
            lock(thing)
            revision = (
                Revision.objects.for_instance(thing)
                .filter(approved_go_live_at__lte=timezone.now())
                .order_by("approved_go_live_at", "pk")
                .last()
            )
            if revision is None:
                return False
            revision.publish(log_action="wagtail.publish.scheduled")
            _tell(revision.content_object, "published_on_time")
            return True
    except ValidationError as error:
        logger.exception("a scheduled publication failed", extra={"object": str(thing.pk)})
        _give_up(thing, " ".join(error.messages))
        return False
    except PublishRefused as refusal:
        _give_up(thing, str(refusal))
        return False


def _give_up(thing: Model, reason: str) -> None:
    """Take the plan off a thing that cannot be published, and say why."""
    with transaction.atomic():
        lock(thing)
        Revision.objects.for_instance(thing).filter(approved_go_live_at__lte=timezone.now()).update(
            approved_go_live_at=None
        )
        _tell(thing, "schedule_failed", reason=reason)


def _unpublish_if_due(thing: Model) -> bool:
    with transaction.atomic():
        lock(thing)
        fresh = type(thing)._base_manager.get(pk=thing.pk)
        if isinstance(fresh, Page):
            fresh = fresh.specific
        if not (fresh.live and fresh.expire_at and fresh.expire_at <= timezone.now()):
            return False
        fresh.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        _tell(fresh, "unpublished_on_time")
        return True


def _tell(thing: Model, code: str, **data: Any) -> None:
    """Tell the maker of the thing and those who publish in its unit."""
    unit_id = unit_id_of(thing)
    if unit_id is None:
        return
    people = [*people_with_roles(unit_id, *DECIDERS)]
    owner = getattr(thing, "owner", None)
    notify([owner, *people] if owner else people, code, unit=unit_id, about=thing, **data)


def due() -> Iterator[tuple[int, str]]:
    """Everything that should have been published or taken off line by now: base content type and key."""
    now = timezone.now()
    seen = set()
    revisions = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    for entry in revisions.values_list("base_content_type_id", "object_id"):
        if entry not in seen:
            seen.add(entry)
            yield entry
    for model in expiring_models():
        base_type = ContentType.objects.get_for_model(model, for_concrete_model=False).pk
        for pk in model._base_manager.filter(live=True, expire_at__lte=now).values_list("pk", flat=True):
            if (base_type, str(pk)) not in seen:
                yield base_type, str(pk)


def expiring_models() -> list[type[Model]]:
    """The page table, and every other model that can be a draft."""
    others = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


_unfinished: dict[str, Callable[[], Any]] = {}


def on_sweep(job: Callable[[], Any]) -> Callable[[], Any]:
    """Register what goes on with work of an app whose worker was killed; for use as decorator."""
    _unfinished[f"{job.__module__}.{job.__qualname__}"] = job
    return job


def sweep() -> int:
    """Do everything that is due and was not done; returns how many things changed."""
    changed = 0
    for base_type, key in list(due()):
        changed += bool(_without_stopping(follow, base_type, key))
    for batch_id in list(batches.unfinished()):
        changed += bool(_without_stopping(batches.carry_out, batch_id))
    _without_stopping(notification_mail.catch_up)
    for job in _unfinished.values():
        _without_stopping(job)
    return changed


def _without_stopping(job: Callable[..., Any], *arguments: Any) -> Any:
    """One thing that fails for whatever reason must not keep all others from their time."""
    try:
        return job(*arguments)
    except Exception:
        logger.exception("a scheduled job failed", extra={"arguments": [str(argument) for argument in arguments]})
        return None
