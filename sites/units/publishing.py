"""Whether a thing may be put on line, and putting it there: the one place that all roads lead through.

Pages and snippets, the buttons of the editor, actions on many things at once, the admin's API, imports, the last
step of a workflow and scheduled jobs: each ends in Wagtail's publish action, and that action asks here, whoever
called it (`isolation.publishing`). What holds:

- A person publishes in their unit, with a role that allows it, what has passed the unit's steps. Their own work, or
  what stands at steps that are all theirs to decide, passes them in one click, and the record says so.
- What somebody else wrote is sent for approval first, however high the role. In an emergency it may be published at
  once with a reason (`publish_urgently`); that is on the audit log and told to the unit's administrators.
- An import is one decision for the whole batch (`batches`).
- Nobody's name stands behind a publication only where a program publishes by itself: provisioning, and jobs that
  publish on its day what somebody has approved.
- A publication is one transaction: the live thing, its steps and its records are all there or none is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, TextChoices
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.actions.unpublish import UnpublishPermissionError
from wagtail.models import DraftStateMixin, LockableMixin, Page, Revision, WorkflowState

from . import checklists, passage
from .enums import Action, AuditKind, Role
from .machine_translation import why_unseen
from .models import Unit, UnitHome
from .notifications import notify, people_with_roles
from .oversight import audit
from .permissions import unit_id_of, user_can

# Sent inside the transaction, after the thing has gone live or off line. Arguments: `obj`, `by` (None for a job),
# `at`, `how`; the first also tells whether it is the `first` time.
content_published = Signal()
content_unpublished = Signal()

SHORTEST_REASON = 10


class How(TextChoices):
    """By which road a thing is published."""

    ONE_CLICK = "one_click", gettext_lazy("Xuất bản trực tiếp")
    WORKFLOW = "workflow", gettext_lazy("Qua quy trình duyệt")
    URGENT = "urgent", gettext_lazy("Xuất bản khẩn")
    BATCH = "batch", gettext_lazy("Theo đợt nhập")
    SCHEDULED = "scheduled", gettext_lazy("Theo lịch")
    SYSTEM = "system", gettext_lazy("Hệ thống")


class PublishRefused(PublishPermissionError, UnpublishPermissionError):
    """Somebody may not publish or unpublish something now; the message is a sentence for them."""


@dataclass(frozen=True)
class Road:
    """How what is being published got this far; `is_open` says that the question has been answered already."""

    how: How
    is_open: bool = False
    reason: str = ""


_road: ContextVar[Road | None] = ContextVar("road", default=None)


@contextmanager
def on_road(road: Road) -> Iterator[None]:
    token = _road.set(road)
    try:
        yield
    finally:
        _road.reset(token)


# --- The question --------------------------------------------------------------------------------


def why_not_publish(user: Any, obj: Model) -> str | None:
    """Why the person may not publish the thing as it stands now, as a sentence for them; None when they may."""
    return why_no_right_to_publish(user, obj) or checklists.sentence(obj)


def why_no_right_to_publish(user: Any, obj: Model) -> str | None:
    """The same without asking whether the thing is complete; for menus, which offer what will be explained."""
    return why_no_role(user, obj) or _why_locked(user, obj) or passage.why_not_passed(user, obj)


def why_no_role(user: Any, obj: Model) -> str | None:
    """Why no role of the person lets them publish or unpublish the thing, whatever its state."""
    if not user_can(user, Action.PUBLISH, _unit_id(obj)):
        return _("Chỉ người duyệt xuất bản của đơn vị mới đăng hoặc gỡ được nội dung này.")
    return None


def why_not_unpublish(user: Any, obj: Model) -> str | None:
    """Why the person may not take the thing off line, as a sentence; None when they may."""
    return why_no_role(user, obj) or _why_locked(user, obj) or _why_front_page(obj)


def _why_front_page(obj: Model) -> str | None:
    """A front page off line would take a whole language of the site with it, and all that is published in it."""
    if isinstance(obj, Page) and UnitHome.objects.filter(page=obj.pk).exists():
        return _("Trang chủ không gỡ được; quản trị nền tảng tắt một ngôn ngữ ở trang của đơn vị.")
    return None


def _unit_id(obj: Model) -> int | None:
    """The unit a thing belongs to; a thing without one is the platform's."""
    try:
        return unit_id_of(obj)
    except LookupError:
        return None


def _why_locked(user: Any, obj: Model) -> str | None:
    if not isinstance(obj, LockableMixin):
        return None
    if obj.locked and obj.locked_by_id != user.pk:
        who = str(obj.locked_by) if obj.locked_by_id else _("người khác")
        return _("Nội dung đang bị %(who)s khoá; hãy mở khoá trước.") % {"who": who}
    return None


# --- Publishing ----------------------------------------------------------------------------------


def publish(obj: Model, *, by: Any, how: How = How.ONE_CLICK, revision: Revision | None = None) -> None:
    """Publish the latest revision of a thing (or the one given), as a person or, with `by` None, as a program.

    Raises `PublishRefused` with a sentence when the person may not.
    """
    with transaction.atomic(), on_road(Road(how)):
        lock(obj)
        chosen = revision or _latest(obj, by)
        chosen.publish(user=by)


def unpublish(obj: Model, *, by: Any, how: How = How.ONE_CLICK) -> None:
    """Take a thing off line; raises `PublishRefused` with a sentence when the person may not."""
    with transaction.atomic(), on_road(Road(how)):
        lock(obj)
        fresh = type(obj)._base_manager.get(pk=obj.pk)
        fresh.unpublish(user=by)


def publish_urgently(obj: Model, *, by: Any, reason: str, request: Any = None) -> None:
    """Publish at once past the steps that are left, for an emergency; the reason is kept for all to see.

    Raises `ValidationError` when the reason says too little, `PublishRefused` when the person has no right to
    publish in the unit.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Hãy ghi rõ lý do đăng khẩn, ít nhất mười ký tự.")})
    with transaction.atomic():
        lock(obj)
        if refusal := why_no_role(by, obj) or _why_locked(by, obj):
            raise PublishRefused(refusal)
        revision = _latest(obj, by)
        with on_road(Road(How.URGENT, is_open=True, reason=reason)):
            revision.publish(user=by)
        unit = Unit.objects.filter(pk=_unit_id(obj)).first()
        audit.record(AuditKind.URGENT, actor=by, unit=unit, subject=str(obj), request=request, reason=reason)
        admins = people_with_roles(unit, Role.UNIT_ADMIN) if unit else []
        notify(admins, "urgent", unit=unit, by=by, about=obj, reason=reason)


def publish_approved(state: WorkflowState, user: Any = None) -> None:
    """What happens when a workflow has passed its last step; Wagtail calls it inside the transaction of the step."""
    thing = state.content_object
    if isinstance(thing, Page):
        thing = thing.specific
    lock(thing)
    with on_road(Road(How.WORKFLOW, is_open=True)):
        thing.get_latest_revision().publish(user=user)


@contextmanager
def decided_for_all(how: How) -> Iterator[None]:
    """Inside, what is published has been decided on as a whole; for the decision about a batch."""
    with on_road(Road(how, is_open=True)):
        yield


def _latest(obj: Model, by: Any) -> Revision:
    return obj.get_latest_revision() or obj.save_revision(user=by)


def lock(obj: Model) -> None:
    """Hold the row of a thing until the transaction ends, so that two decisions about it come one after the other."""
    model = Page if isinstance(obj, Page) else type(obj)
    list(model._base_manager.filter(pk=obj.pk).select_for_update(of=("self",)).values_list("pk"))


# --- What Wagtail's actions ask -------------------------------------------------------------------


def is_governed(obj: Model) -> bool:
    """Whether publishing the thing is this module's business: everything that can be a draft."""
    return isinstance(obj, DraftStateMixin)


def run_publish(action: Any, carry_out: Any) -> Any:
    """Carry out one of Wagtail's publish actions if it may be, as a whole; `action` has revision, object, user."""
    with transaction.atomic():
        lock(action.object)
        # As it is now that nobody else can change it; the action has read it before.
        action.object = action.revision.as_object()
        first = action.object.first_published_at is None
        road = _road.get() or Road(_how_of(action))
        if action.user is None:
            road = replace(road, is_open=True)
        if not road.is_open and (refusal := why_not_publish(action.user, action.object)):
            raise PublishRefused(refusal)
        # Whatever the road: what a machine translated is published after a person has looked at it.
        if refusal := why_unseen(action.object):
            raise PublishRefused(refusal)
        before = action.object.last_published_at
        if action.user is not None and road.how in (How.ONE_CLICK, How.URGENT):
            passage.pass_steps(action.object, action.revision, action.user, reason=road.reason)
        # What publishing sets in motion (translations, aliases) has not been asked for by itself.
        with on_road(replace(road, is_open=True)):
            result = carry_out(True)
        thing = action.object
        if thing.live and thing.last_published_at != before:
            at = thing.last_published_at
            announce(content_published, thing, by=action.user, at=at, how=road.how, first=first)
        return result


def run_unpublish(action: Any, carry_out: Any) -> Any:
    """Carry out one of Wagtail's unpublish actions if it may be, as a whole."""
    with transaction.atomic():
        lock(action.object)
        road = _road.get() or Road(_how_of(action))
        if action.user is not None and not road.is_open and (refusal := why_not_unpublish(action.user, action.object)):
            raise PublishRefused(refusal)
        was_live = action.object.live
        with on_road(replace(road, is_open=True)):
            result = carry_out(True)
        if was_live and not action.object.live:
            announce(content_unpublished, action.object, by=action.user, at=timezone.now(), how=road.how)
        return result


def _how_of(action: Any) -> How:
    if action.user is not None:
        return How.ONE_CLICK
    scheduled = isinstance(action.log_action, str) and action.log_action.endswith(".scheduled")
    return How.SCHEDULED if scheduled else How.SYSTEM


def announce(signal: Signal, obj: Model, *, by: Any, at: datetime, **more: Any) -> None:
    """Tell those who count and record; a receiver that fails undoes the publication."""
    signal.send(sender=type(obj), obj=obj, by=by, at=at, **more)
