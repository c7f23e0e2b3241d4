"""What can be done with drafts open for comment; every function says what it promises.

A comment is taken while the consultation is open, judged by the clock at that very moment, is seen by nobody until
somebody of the unit has let it be, and has its answer shown when the results of the whole are.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import page_cache, text
from sites.units.enums import Action, AuditKind, Role
from sites.units.models import today
from sites.units.notifications import notify, people_with_roles
from sites.units.oversight import audit
from sites.units.permissions import user_can

from ..enums import CommentRoad, CommentState, Verdict
from ..models import Consultation, ConsultationComment
from .serving import closed_units

# Every page of consultations depends on this version, on whatever site.
PAGES = "consultations"
# From one network in an hour; and so many may wait in one consultation before it asks for letters instead.
PER_HOUR, MOST_WAITING = 5, 2_000
# How to reach those who wrote is kept so long after the end, for questions about what they said.
CONTACTS_KEPT_DAYS = 180
RESERVED = {"tat-ca"}

# Sent in the transaction of the change with `keys`, those of consultations that readers now see otherwise.
consultations_changed = Signal()


# --- What is public ------------------------------------------------------------------------------


def public_consultations() -> QuerySet[Consultation]:
    """The published consultations of units whose site is open, ended ones included: their record stays."""
    found = Consultation.objects.filter(live=True)
    closed = closed_units()
    return found.exclude(unit__in=closed) if closed else found


def open_now(consultations: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """Those that take comments at this moment."""
    day, now = today(), timezone.now()
    return consultations.filter(Q(closed_at=None) | Q(closed_at__gt=now), opens_on__lte=day, closes_on__gte=day)


def open_consultations() -> QuerySet[Consultation]:
    """The public consultations that take comments now."""
    return open_now(public_consultations())


def shown_comments(consultation: Consultation) -> QuerySet[ConsultationComment]:
    """The comments of a consultation that everybody may read."""
    return consultation.comments.filter(state=CommentState.SHOWN)


# --- Saving --------------------------------------------------------------------------------------


def complete(consultation: Consultation) -> None:
    """Fill what follows from other fields, before every save; an address once given stays."""
    consultation.title = text.normalise(consultation.title)
    if not consultation.slug:
        base = text.slugify(consultation.title, 100) or "du-thao"
        taken = set(Consultation.objects.filter(unit=consultation.unit_id).values_list("slug", flat=True)) | RESERVED
        consultation.slug = next(slug for slug in _addresses(base) if slug not in taken)


def _addresses(base: str) -> Iterable[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def changed(*consultations: Consultation) -> None:
    """Expire what is kept of consultations after the commit, and tell whoever listens."""
    sites = {consultation.unit.site_id for consultation in consultations if consultation.unit.site_id}
    page_cache.expire(PAGES, *(page_cache.site(site_id) for site_id in sites))
    consultations_changed.send(sender=Consultation, keys=[consultation.pk for consultation in consultations])


# --- Comments ------------------------------------------------------------------------------------


@transaction.atomic
def receive(consultation: Consultation, *, form_key: UUID, sender_key: str, **fields: Any) -> ConsultationComment:
    """Take a comment that a reader sends; the same form sent twice leaves one comment.

    Raises `ValidationError` with a sentence when no comments are taken now, or too many came.
    """
    # Held so that closing comes before or after, and counted right.
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    if known := consultation.comments.filter(form_key=form_key).first():
        return known
    require_open(consultation)
    hour_ago = timezone.now() - timedelta(hours=1)
    if ConsultationComment.objects.filter(sender_key=sender_key, received_at__gte=hour_ago).count() >= PER_HOUR:
        raise ValidationError(
            _("Đã nhận nhiều góp ý từ mạng của bạn trong một giờ qua. Hãy gửi lại sau, hoặc gửi tới %(place)s.")
            % {"place": consultation.receiver_email or consultation.receiver}
        )
    waiting = consultation.comments.filter(state=CommentState.WAITING).count()
    if waiting >= MOST_WAITING:
        raise ValidationError(
            _("Đang có quá nhiều góp ý chờ xem. Hãy gửi góp ý của bạn tới %(place)s.")
            % {"place": consultation.receiver_email or consultation.receiver}
        )
    comment = ConsultationComment(
        consultation=consultation,
        form_key=form_key,
        sender_key=sender_key,
        consented_at=timezone.now(),
        **fields,
    )
    comment.full_clean(exclude=["consultation"])
    comment.save()
    if not waiting:
        # Once, not for each: whoever opens the list sees them all.
        people = people_with_roles(consultation.unit_id, Role.EDITOR, Role.PUBLISHER, Role.UNIT_ADMIN)
        notify(people, "comment_waits", unit=consultation.unit_id, about=consultation, url=_admin_url(consultation))
    return comment


def require_open(consultation: Consultation) -> None:
    """Raise `ValidationError` with a sentence unless comments are taken at this moment."""
    if consultation.is_open():
        return
    if consultation.live and not consultation.is_over():
        raise ValidationError(
            _("Chưa đến ngày lấy ý kiến; nhận góp ý từ %(day)s.") % {"day": f"{consultation.opens_on:%d/%m/%Y}"}
        )
    raise ValidationError(_("Đã kết thúc lấy ý kiến về dự thảo này, nên không nhận thêm góp ý."))


def _admin_url(consultation: Consultation) -> str:
    from django.urls import reverse

    return reverse("documents_consultations:comments", args=[consultation.pk])


@transaction.atomic
def enter(consultation: Consultation, *, by: Any, road: str, **fields: Any) -> ConsultationComment:
    """Enter a comment that came by letter, mail or at a meeting, also after the end; it waits like all others."""
    _require(by, consultation, Action.CHANGE)
    if road == CommentRoad.PORTAL:
        raise ValidationError({"road": _("Góp ý qua cổng do người dân tự gửi.")})
    comment = ConsultationComment(consultation=consultation, road=road, **fields)
    comment.full_clean(exclude=["consultation"])
    comment.save()
    return comment


@transaction.atomic
def show(comment: ConsultationComment, *, by: Any, request: HttpRequest | None = None) -> None:
    """Let everybody read a comment; putting it on line is publishing."""
    _decide(comment, CommentState.SHOWN, "", by, request)


@transaction.atomic
def refuse(comment: ConsultationComment, *, by: Any, reason: str, request: HttpRequest | None = None) -> None:
    """Keep a comment from the page, or take it off, for a reason that stays on the record."""
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do không đăng, ví dụ: thông tin cá nhân của người khác.")})
    _decide(comment, CommentState.REFUSED, reason.strip(), by, request)


def _decide(comment: ConsultationComment, state: str, reason: str, by: Any, request: HttpRequest | None) -> None:
    consultation = comment.consultation
    _require(by, consultation, Action.PUBLISH)
    comment = ConsultationComment.objects.select_for_update().get(pk=comment.pk)
    comment.state, comment.refusal = state, reason
    comment.decided_by, comment.decided_at = by, timezone.now()
    comment.save(update_fields=["state", "refusal", "decided_by", "decided_at"])
    kind = AuditKind.COMMENT_SHOWN if state == CommentState.SHOWN else AuditKind.COMMENT_REFUSED
    audit.record(kind, actor=by, unit=consultation.unit, subject=consultation.title, request=request, reason=reason)
    changed(consultation)


@transaction.atomic
def answer(comment: ConsultationComment, *, by: Any, verdict: str, answer: str) -> None:
    """Say what became of a comment; shown with the results, and at once where these are shown already."""
    # As it is now: the results may have been shown while this was written.
    consultation = Consultation.objects.select_for_update().get(pk=comment.consultation_id)
    shown = consultation.results_at is not None
    _require(by, consultation, Action.PUBLISH if shown else Action.CHANGE)
    if verdict not in Verdict.values or not answer.strip():
        raise ValidationError(_("Hãy chọn kết quả và ghi nội dung tiếp thu hoặc giải trình."))
    comment.verdict, comment.answer = verdict, answer.strip()
    comment.answered_by, comment.answered_at = by, timezone.now()
    comment.full_clean(exclude=["consultation"])
    comment.save(update_fields=["verdict", "answer", "answered_by", "answered_at"])
    if shown:
        changed(consultation)


# --- The end -------------------------------------------------------------------------------------


@transaction.atomic
def close_now(consultation: Consultation, *, by: Any, reason: str, request: HttpRequest | None = None) -> None:
    """Take no more comments from now on, though the last day has not come."""
    _require(by, consultation, Action.PUBLISH)
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do kết thúc sớm.")})
    current = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if current.is_over():
        raise ValidationError(_("Việc lấy ý kiến đã kết thúc từ trước."))
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    audit.record(
        AuditKind.CONSULTATION_CLOSED,
        actor=by,
        unit=current.unit,
        subject=current.title,
        request=request,
        reason=reason.strip(),
    )
    changed(current)


@transaction.atomic
def publish_results(consultation: Consultation, *, by: Any, request: HttpRequest | None = None) -> None:
    """Show what became of each comment. Refused while comments are taken, or some wait or have no answer."""
    _require(by, consultation, Action.PUBLISH)
    current = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if reason := why_no_results(current):
        raise ValidationError(reason)
    if current.results_at is None:
        current.results_at = timezone.now()
        current.save(update_fields=["results_at"])
        kind = AuditKind.CONSULTATION_RESULTS
        audit.record(kind, actor=by, unit=current.unit, subject=current.title, request=request)
        changed(current)


def why_no_results(consultation: Consultation) -> str | None:
    """Why the results cannot be shown yet, as a sentence; None when they can."""
    if not consultation.live:
        return _("Hãy xuất bản mục lấy ý kiến này trước.")
    if not consultation.is_over():
        return _("Còn đang lấy ý kiến; công bố kết quả sau khi kết thúc.")
    waiting = consultation.comments.filter(state=CommentState.WAITING).count()
    if waiting:
        return _("Còn %(number)d góp ý chờ xem.") % {"number": waiting}
    unanswered = shown_comments(consultation).filter(verdict="").count()
    if unanswered:
        return _("Còn %(number)d góp ý đã đăng chưa có tiếp thu, giải trình.") % {"number": unanswered}
    return None


def forget_writers() -> int:
    """Erase how to reach those who wrote, and names they did not wish to be shown, some time after the end."""
    long_ago = today() - timedelta(days=CONTACTS_KEPT_DAYS)
    old = ConsultationComment.objects.filter(consultation__closes_on__lt=long_ago)
    named = old.exclude(contact="", sender_key="").update(contact="", sender_key="", form_key=None)
    return named + old.filter(show_name=False).exclude(name="").update(name="")


def tell_of_ended() -> int:
    """Say that consultations closed by themselves since yesterday; returns how many."""
    yesterday = today() - timedelta(days=1)
    ended = list(Consultation.objects.filter(live=True, closes_on=yesterday, closed_at=None).select_related("unit"))
    for consultation in ended:
        people = people_with_roles(consultation.unit_id, Role.PUBLISHER, Role.UNIT_ADMIN)
        url = _admin_url(consultation)
        notify(people, "consultation_ended", unit=consultation.unit_id, about=consultation, url=url)
    if ended:
        changed(*ended)
    return len(ended)


def _require(by: Any, consultation: Consultation, action: str) -> None:
    if not user_can(by, action, consultation.unit_id):
        raise PermissionDenied(
            _("Chỉ người duyệt xuất bản của đơn vị mới làm được việc này.")
            if action == Action.PUBLISH
            else _("Vai trò của bạn không cho phép việc này.")
        )
