"""Sending items down the tree: one row for any number of units. Each function owns its transaction.

What the person may not do raises `PermissionDenied`, what makes no sense `ValidationError` by the field at fault,
each with a sentence and nothing changed. What is sent, changed or withdrawn is right on all sites with the commit.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from sites.pages.models import StandardPage
from sites.units import audiences
from sites.units.enums import AuditKind
from sites.units.models import Tier, Unit
from sites.units.oversight import audit
from sites.units.permissions import unit_id_of, user_can_publish

from ..enums import Placement
from ..models import ArticlePage, Push, PushReceipt
from ..models.flow import PushQuerySet
from ..permissions import user_can_withdraw_push

# What readers of other sites may be shown; a section or a front page is no item.
ITEM_TYPES = (ArticlePage, StandardPage)
LONGEST = timedelta(days=366)
# A form sent late still counts as sent for now.
GRACE = timedelta(minutes=5)


@transaction.atomic
def send_down(
    page: Page,
    *,
    by: Any,
    audience: str,
    starts_at: datetime,
    ends_at: datetime,
    tier: Tier | None = None,
    area: Unit | None = None,
    units: Iterable[Unit] = (),
    compulsory: bool = False,
    placement: str = Placement.LIST,
    request: HttpRequest | None = None,
) -> Push:
    """Show a live page of a unit on the sites of an audience, from a moment until another.

    The page's own unit is the sender. Raises `ValidationError` when the page is no item that readers may see, the
    times make no sense, the same is sent to the same audience already, or the audience is refused
    (`audiences.address`).
    """
    # Of two people who send the same at once, the second finds what the first has sent.
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    sender = Unit.objects.get(pk=_owner(page))
    why = why_not_shown_elsewhere(page)
    if why:
        raise ValidationError(why)
    push = Push(unit=sender, owner=by, page=page, title=page.title, compulsory=compulsory, placement=placement)
    _set_times(push, starts_at, ends_at)
    audiences.address(push, by=by, sender=sender, kind=audience, tier=tier, area=area, units=units)
    if placement not in Placement.values:
        raise ValidationError({"placement": _("Hãy chọn vị trí hiện tin.")})
    same = page.pushes.not_over().filter(keys=push.keys, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    if same is not None:
        raise ValidationError(
            _("Tin này đã được gửi tới nơi nhận đó đến %(end)s; hãy sửa lần gửi ấy thay vì gửi thêm.")
            % {"end": _local(same.ends_at)}
        )
    push.save()
    audiences.expire(push.keys)
    audit.record(
        AuditKind.SENT_DOWN,
        actor=by,
        unit=sender,
        subject=push.title,
        request=request,
        audience=audiences.describe(push),
        starts=_local(starts_at),
        ends=_local(ends_at),
    )
    return push


def _owner(page: Page) -> int:
    unit_id = unit_id_of(page)
    if unit_id is None:
        raise ValidationError(_("Trang này không thuộc đơn vị nào."))
    return unit_id


def why_not_shown_elsewhere(page: Page) -> str | None:
    """Why a page cannot be sent to other units' sites, as a sentence; None when it can."""
    if not isinstance(page, ITEM_TYPES):
        return _("Chỉ gửi được tin bài và trang thông báo, không gửi được chuyên mục hay trang chủ.")
    if not page.live:
        return _("Chỉ gửi được tin đã đăng; hãy xuất bản tin này trước.")
    if page.get_view_restrictions().exists():
        return _("Trang này đặt mật khẩu hoặc giới hạn người xem nên không gửi được cho trang khác.")
    return None


def _set_times(push: Any, starts_at: datetime, ends_at: datetime) -> None:
    now = timezone.now()
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("Thời điểm kết thúc phải sau thời điểm bắt đầu.")})
    if ends_at <= now:
        raise ValidationError({"ends_at": _("Thời điểm kết thúc đã qua.")})
    if push.pk is None and starts_at < now - GRACE:
        raise ValidationError({"starts_at": _("Thời điểm bắt đầu đã qua; để hiện ngay, hãy chọn lúc này.")})
    sent_at: datetime | None = push.sent_at
    if ends_at - max(starts_at, sent_at or starts_at) > LONGEST:
        raise ValidationError({"ends_at": _("Mỗi lần gửi dài nhất 366 ngày; sau đó có thể gia hạn.")})
    push.starts_at, push.ends_at = starts_at, ends_at


def _local(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"


@transaction.atomic
def change_push(
    push: Push, *, by: Any, ends_at: datetime, compulsory: bool, placement: str, request: HttpRequest | None = None
) -> Push:
    """Change until when, where and how an item is shown; whom it is sent to stays."""
    push = _locked(push)
    _require_sender(push, by)
    _set_times(push, push.starts_at, ends_at)
    if placement not in Placement.values:
        raise ValidationError({"placement": _("Hãy chọn vị trí hiện tin.")})
    push.compulsory, push.placement = compulsory, placement
    push.save(update_fields=["ends_at", "compulsory", "placement"])
    audiences.expire(push.keys)
    audit.record(
        AuditKind.SENT_DOWN,
        actor=by,
        unit=push.unit,
        subject=push.title,
        request=request,
        audience=audiences.describe(push),
        ends=_local(ends_at),
    )
    return push


@transaction.atomic
def withdraw(push: Push, *, by: Any, reason: str, request: HttpRequest | None = None) -> Push:
    """Take an item from all receiving sites at once; it stays on its own."""
    push = _locked(push)
    if not user_can_withdraw_push(by, push):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị đã gửi mới thu hồi được."))
    if push.withdrawn_at is not None:
        raise ValidationError(_("%(who)s đã thu hồi lúc %(at)s.") % _who(push.withdrawn_by, push.withdrawn_at))
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy nêu lý do thu hồi; các đơn vị nhận sẽ thấy lý do này.")})
    push.withdrawn_at, push.withdrawn_by, push.withdrawal_reason = timezone.now(), by, reason.strip()[:300]
    push.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    audiences.expire(push.keys)
    audit.record(
        AuditKind.WITHDRAWN,
        actor=by,
        unit=push.unit,
        subject=push.title,
        request=request,
        reason=push.withdrawal_reason,
    )
    return push


def _who(person: Any, at: datetime) -> dict[str, str]:
    return {"who": str(person) if person else _("Người khác"), "at": _local(at)}


def _locked(push: Push) -> Push:
    return Push.objects.select_for_update(of=("self",)).select_related("unit", "withdrawn_by").get(pk=push.pk)


def _require_sender(push: Push, by: Any) -> None:
    if not user_can_publish(by, push.unit):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị đã gửi mới sửa được lần gửi này."))
    if push.is_over:
        raise ValidationError(_("Lần gửi này đã kết thúc nên không sửa được; hãy gửi lại tin."))
    if push.taken_by_id is not None:
        raise ValidationError(_("Đơn vị nhận tự chọn tin này nên chỉ thu hồi được, không sửa được."))


# --- At the receiving unit -----------------------------------------------------------------------


def sent_to(unit: Unit) -> PushQuerySet:
    """What has been sent to a unit, on the tree of today, newest first; withdrawn and past ones included."""
    keys = audiences.audience_keys(unit)
    return Push.objects.addressed_to(keys, unit.pk) if keys else Push.objects.none()


def units_showing(push: Push) -> QuerySet:
    """The units on whose sites an item stands, as what they are today."""
    found = audiences.receivers(push).exclude(unit=push.unit_id)
    if push.compulsory:
        return found
    return found.exclude(unit__in=push.receipts.filter(hidden_at__isnull=False).values("unit"))


def hide(push: Push, unit: Unit, *, by: Any, request: HttpRequest | None = None) -> PushReceipt:
    """Take an offered item from the unit's own site."""
    return _answer(push, unit, by, request, AuditKind.HIDDEN, hidden=True)


def show_again(push: Push, unit: Unit, *, by: Any, request: HttpRequest | None = None) -> PushReceipt:
    """Show an item that the unit had hidden."""
    return _answer(push, unit, by, request, AuditKind.SHOWN_AGAIN, hidden=False)


def confirm(push: Push, unit: Unit, *, by: Any, request: HttpRequest | None = None) -> PushReceipt:
    """Tell the sender that the unit has taken note."""
    return _answer(push, unit, by, request, None, hidden=None)


@transaction.atomic
def _answer(
    push: Push, unit: Unit, by: Any, request: HttpRequest | None, kind: AuditKind | None, *, hidden: bool | None
) -> PushReceipt:
    # The row of the push keeps a change to compulsory and a hiding apart.
    push = _locked(push)
    if not user_can_publish(by, unit):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị nhận mới quyết định được."))
    if not sent_to(unit).filter(pk=push.pk).exists():
        raise ValidationError(_("Tin này không gửi tới đơn vị của bạn."))
    if push.is_over:
        raise ValidationError(_("Lần gửi này đã kết thúc; không cần làm gì nữa."))
    if hidden and push.compulsory:
        raise ValidationError(_("Đây là tin bắt buộc nên đơn vị không ẩn được."))
    receipt, _made = PushReceipt.objects.select_for_update().get_or_create(push=push, unit=unit)
    now = timezone.now()
    if receipt.received_at is None:
        receipt.received_at, receipt.received_by = now, by
    if hidden is not None and hidden != (receipt.hidden_at is not None):
        receipt.hidden_at, receipt.hidden_by = (now, by) if hidden else (None, None)
        # Whoever hides or shows says so; only taking note has no kind, and changes nothing here.
        if kind is not None:
            audit.record(kind, actor=by, unit=unit, subject=push.title, request=request)
        audiences.expire([f"unit:{unit.uuid}"])
    receipt.save()
    return receipt


# --- When the original changes -------------------------------------------------------------------


def expire_receivers(condition: Q) -> None:
    """Make the pages stale on which pushes stand that match; called when their originals change.

    Their keys are few: one query and one round to the cache, however many sites.
    """
    rows = Push.objects.not_over().filter(condition).values_list("keys", flat=True)
    for keys in {tuple(keys) for keys in rows}:
        audiences.expire(keys)
