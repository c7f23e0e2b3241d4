"""Putting alerts up, correcting them and taking them off; each is one transaction and on the record."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.core import text
from sites.units import audiences
from sites.units.enums import Action, AuditKind
from sites.units.models import Unit
from sites.units.oversight import audit
from sites.units.permissions import user_can
from sites.units.topics import became_urgent

from ..models import Alert

# What stands on every page for longer is no alert, and nobody reads it any more.
LONGEST = timedelta(days=30)
# What people subscribe to (`newsroom.topics`).
TOPIC = "alerts"


def user_can_alert(user: Any, unit: Unit | int | None) -> bool:
    """May put up, correct and take off the alerts of a unit: its publishers, and the board in its own unit."""
    return unit is not None and user_can(user, Action.PUBLISH, unit)


@transaction.atomic
def put_up(alert: Alert, *, by: Any, request: HttpRequest | None = None) -> Alert:
    """Store a new alert or a corrected one, addressed with `audiences.address` before; it counts at once.

    Raises `PermissionDenied` or `ValidationError` with a sentence, and then nothing is stored.
    """
    is_new = alert.pk is None
    _require(by, alert)
    before = None if is_new else Alert.objects.select_for_update().get(pk=alert.pk)
    if before is not None and before.is_over():
        raise ValidationError(_("Cảnh báo này đã gỡ hoặc đã hết hạn. Hãy đăng cảnh báo mới."))
    alert.text, alert.text_en = text.normalise(alert.text), text.normalise(alert.text_en)
    if is_new:
        alert.owner = by
    if reasons := why_not(alert):
        raise ValidationError(reasons)
    alert.full_clean()
    alert.save()
    if is_new:
        # Who subscribes is told when it begins, once.
        became_urgent.send(sender=Alert, topic=TOPIC, at=alert.starts_at)
    audiences.expire({*alert.keys, *(before.keys if before else ())})
    _record(AuditKind.ALERT_PUBLISHED if is_new else AuditKind.ALERT_CHANGED, alert, by, request)
    return alert


def why_not(alert: Any) -> dict[str, str]:
    """What is wrong with the times of an alert, a sentence by field; nothing when all is well."""
    if alert.starts_at is None or alert.ends_at is None:
        return {}
    if alert.ends_at <= alert.starts_at:
        return {"ends_at": _("Giờ tự gỡ phải sau giờ bắt đầu.")}
    if alert.ends_at <= timezone.now():
        return {"ends_at": _("Giờ tự gỡ đã qua; cảnh báo sẽ không hiện ở đâu cả.")}
    if alert.ends_at - alert.starts_at > LONGEST:
        return {"ends_at": _("Cảnh báo hiện lâu nhất %(days)d ngày; đăng lại nếu vẫn cần.") % {"days": LONGEST.days}}
    return {}


@transaction.atomic
def take_off(alert: Alert, *, by: Any, request: HttpRequest | None = None) -> bool:
    """Take an alert off before its end; False when it was over already."""
    _require(by, alert)
    current = Alert.objects.select_for_update().get(pk=alert.pk)
    if current.is_over():
        return False
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    audiences.expire(current.keys)
    _record(AuditKind.ALERT_WITHDRAWN, current, by, request)
    return True


def _require(by: Any, alert: Alert) -> None:
    if not user_can_alert(by, alert.unit_id):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị mới được đăng và gỡ cảnh báo."))


def _record(kind: AuditKind, alert: Alert, by: Any, request: HttpRequest | None) -> None:
    audit.record(
        kind,
        actor=by,
        unit=alert.unit,
        subject=str(alert),
        request=request,
        audience=audiences.describe(alert),
        starts=date_format(localtime(alert.starts_at), "H:i d/m/Y"),
        ends=date_format(localtime(alert.ends_at), "H:i d/m/Y"),
    )
