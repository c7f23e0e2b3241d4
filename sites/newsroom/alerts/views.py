"""Alerts in the admin: those of the unit worked in, those that others put on its pages, a form, and taking off."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from sites.units import audiences
from sites.units.enums import Action
from sites.units.models import Unit, UnitVersion
from sites.units.permissions import active_unit, unit_ids_for

from ..models import Alert
from ..services.alerts import put_up, take_off, user_can_alert
from .forms import AlertForm

PER_PAGE = 30


@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """The unit's own alerts, newest first, and those of other units that stand on its pages now."""
    unit = active_unit(request)
    own = visible(request.user).select_related("unit", "tier", "area", "owner")
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "unit": unit,
        "page": page,
        "rows": _rows(request.user, list(page)),
        "from_others": _rows(request.user, list(from_others(unit))) if unit else [],
        "may_add": user_can_alert(request.user, unit and unit.pk),
    }
    return render(request, "newsroom/admin/alerts.html", context)


def visible(user: Any) -> QuerySet[Alert]:
    """The alerts of the units that the person may look into."""
    units = unit_ids_for(user, [Action.VIEW])
    alerts = Alert.objects.all()
    return alerts if units is None else alerts.filter(unit__in=units)


def from_others(unit: Unit) -> QuerySet[Alert]:
    """What other units have put on the pages of this one; all the world reads it there."""
    now = timezone.now()
    addressed = Alert.objects.filter(keys__overlap=list(audiences.audience_keys(unit)))
    showing = addressed.filter(withdrawn_at=None, starts_at__lte=now, ends_at__gt=now)
    return showing.exclude(unit=unit).select_related("unit", "tier", "area")


def _rows(user: Any, alerts: list[Alert]) -> list[dict[str, Any]]:
    units = [unit for alert in alerts for unit in (alert.unit, alert.area) if unit is not None]
    names = {
        version.unit_id: version
        for version in UnitVersion.objects.on().filter(unit__in=units).select_related("unit_type", "tier")
    }
    for unit in units:
        if unit.pk in names:
            # Asked here for all of them; each would ask for its own.
            unit._version = names[unit.pk]
    return [
        {
            "alert": alert,
            "area": audiences.describe(alert),
            "is_open": not alert.is_over(),
            "may_change": user_can_alert(user, alert.unit_id),
        }
        for alert in alerts
    ]


def alert_add(request: HttpRequest) -> HttpResponse:
    unit = active_unit(request)
    if unit is None:
        raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc trước khi mở trang này."))
    if not user_can_alert(request.user, unit):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị mới được đăng và gỡ cảnh báo."))
    form = AlertForm(request.POST or None, by=request.user, sender=unit)
    return _answer(request, form, _("Đã đăng cảnh báo: hiện trên các trang trong vòng 5 giây."))


def alert_edit(request: HttpRequest, pk: int) -> HttpResponse:
    alert = _own(request, pk)
    if alert.is_over():
        messages.warning(request, _("Cảnh báo này đã gỡ hoặc đã hết hạn. Hãy đăng cảnh báo mới."))
        return redirect("newsroom_alerts:list")
    form = AlertForm(request.POST or None, by=request.user, sender=alert.unit, instance=alert)
    return _answer(request, form, _("Đã sửa cảnh báo: các trang đổi theo trong vòng 5 giây."))


@require_POST
def alert_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    if take_off(_own(request, pk), by=request.user, request=request):
        messages.success(request, _("Đã gỡ cảnh báo: các trang bỏ ngay trong vòng 5 giây."))
    else:
        messages.warning(request, _("Cảnh báo này đã gỡ hoặc đã hết hạn từ trước."))
    return redirect("newsroom_alerts:list")


def _own(request: HttpRequest, pk: int) -> Alert:
    """The alert, which must be one the person sees (404) and may change (403)."""
    alert = visible(request.user).select_related("unit", "tier", "area").filter(pk=pk).first()
    if alert is None:
        raise Http404(_("Không có nội dung này."))
    if not user_can_alert(request.user, alert.unit_id):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị mới được đăng và gỡ cảnh báo."))
    return alert


def _answer(request: HttpRequest, form: AlertForm, done: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            put_up(form.instance, by=request.user, request=request)
        except ValidationError as error:
            # Somebody else took it off while this form was open.
            form.add_error(None, error.messages)
        else:
            messages.success(request, done)
            return redirect("newsroom_alerts:list")
    return render(request, "newsroom/admin/alert_form.html", {"form": form, "unit": form.sender})
