"""Sending down, in the admin: what the unit has sent, the form, who shows it, and what was sent to the unit."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.models import Page

from sites.units import audiences
from sites.units.directory import find
from sites.units.models import Unit, UnitVersion
from sites.units.permissions import unit_id_of, user_can_publish

from ..models import ArticlePage, Push, PushReceipt
from ..permissions import user_can_withdraw_push
from ..services import flow_down
from .forms import ChangePushForm, PushForm, ReceiptFilterForm, WithdrawForm
from .working import PER_PAGE, attempt, sentence_of, working_unit

FOUND = 20
RECENT = 8


# --- What the unit sends -------------------------------------------------------------------------


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What the unit has sent, newest first, with how many hide or confirmed it."""
    unit = working_unit(request)
    pushes = Push.objects.filter(unit=unit).select_related("page", "tier", "area", "owner")
    pushes = pushes.annotate(
        hiding=Count("receipts", filter=Q(receipts__hidden_at__isnull=False)),
        confirmed=Count("receipts", filter=Q(receipts__received_at__isnull=False)),
    ).order_by("-sent_at", "-pk")
    page = Paginator(pushes, PER_PAGE).get_page(request.GET.get("p"))
    may_send = user_can_publish(request.user, unit)
    context = {
        "unit": unit,
        "tab": "sent",
        "page": page,
        "rows": [(push, audiences.describe(push)) for push in page],
        "may_send": may_send,
        "recent": _recent(unit) if may_send else [],
    }
    return render(request, "newsroom/flow/sent.html", context)


def _recent(unit: Unit) -> list[Page]:
    """The unit's newest items on line, to send one of them."""
    return list(ArticlePage.objects.filter(unit=unit, live=True).order_by("-published_at", "-pk")[:RECENT])


def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form in which an item of the unit is sent down."""
    unit = working_unit(request)
    page = get_object_or_404(Page, pk=page_id).specific
    if unit_id_of(page) != unit.pk or not user_can_publish(request.user, unit):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị có tin mới gửi xuống cấp dưới được."))
    data = request.POST.copy() if request.method == "POST" else None
    looking = data is not None and ("look" in data or "add" in data)
    if looking and data.get("add"):
        _add_line(data)
    form = PushForm(data, by=request.user, sender=unit)
    found = _found(request, unit, data["find"]) if looking and "look" in data else []
    if looking:
        # Nothing is sent yet: the form is shown again as it was filled in.
        form = PushForm(initial=_as_filled(data), by=request.user, sender=unit)
    elif data is not None and form.is_valid():
        push = attempt(form, lambda: flow_down.send_down(page, by=request.user, request=request, **form.choice()))
        if push is not None:
            messages.success(request, _("Đã gửi “%(title)s” tới: %(to)s.") % _words(push))
            return redirect("newsroom_flow:push", push.pk)
    context = {
        "unit": unit,
        "item": page,
        "form": form,
        "found": found,
        "looked": looking and "look" in data,
        "why_not": flow_down.why_not_shown_elsewhere(page),
    }
    return render(request, "newsroom/flow/send.html", context)


def _words(push: Push) -> dict[str, str]:
    return {"title": push.title, "to": audiences.describe(push)}


def _found(request: HttpRequest, unit: Unit, query: str) -> list[UnitVersion]:
    """The units of a name that may be addressed; never all of them."""
    if not query.strip():
        return []
    units = find(query[:100])
    if not audiences.reaches_everyone(request.user, unit):
        units = units.filter(unit_id__in=audiences.below(unit))
    return list(units[:FOUND])


def _add_line(data: Any) -> None:
    lines = [line.strip() for line in data.get("units", "").splitlines() if line.strip()]
    if data["add"] not in lines:
        lines.append(data["add"])
    data["units"], data["audience"] = "\n".join(lines), "list"


def _as_filled(data: Any) -> dict[str, Any]:
    fields = ("placement", "starts_at", "ends_at", "audience", "tier", "area", "units", "find")
    return {name: data.get(name, "") for name in fields} | {"compulsory": "compulsory" in data}


def push(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing sent: who shows it, who hid it and when, and what may still be changed."""
    unit = working_unit(request)
    found = get_object_or_404(Push.objects.select_related("page", "unit", "tier", "area", "owner"), pk=pk, unit=unit)
    may_change = user_can_publish(request.user, unit) and not found.is_over and found.taken_by_id is None
    change = ChangePushForm(push=found)
    withdrawal = WithdrawForm()
    if request.method == "POST":
        if "withdraw" in request.POST:
            withdrawal = WithdrawForm(request.POST)
            done = _withdraw(request, found, withdrawal)
        else:
            change = ChangePushForm(request.POST, push=found)
            done = _change(request, found, change)
        if done:
            return redirect("newsroom_flow:push", pk)
    filters = ReceiptFilterForm(request.GET)
    receivers = _receivers(found, filters)
    page = Paginator(receivers, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "unit": unit,
        "push": found,
        "to": audiences.describe(found),
        "filters": filters,
        "filter_query": _query(filters),
        "page": page,
        "rows": _receipts(found, list(page)),
        "showing": flow_down.units_showing(found).count(),
        "change_form": change if may_change else None,
        "withdraw_form": withdrawal if user_can_withdraw_push(request.user, found) and not found.is_over else None,
    }
    return render(request, "newsroom/flow/push.html", context)


def _change(request: HttpRequest, found: Push, form: ChangePushForm) -> bool:
    if not form.is_valid():
        return False
    changed = attempt(form, lambda: flow_down.change_push(found, by=request.user, request=request, **form.cleaned_data))
    if changed is not None:
        messages.success(request, _("Đã lưu; các trang nhận đã theo thay đổi này."))
    return changed is not None


def _withdraw(request: HttpRequest, found: Push, form: WithdrawForm) -> bool:
    if not form.is_valid():
        return False
    done = attempt(form, lambda: flow_down.withdraw(found, by=request.user, request=request, **form.cleaned_data))
    if done is not None:
        messages.success(request, _("Đã thu hồi “%(title)s” khỏi mọi trang nhận.") % {"title": found.title})
    return done is not None


def _receivers(found: Push, filters: ReceiptFilterForm) -> QuerySet[UnitVersion]:
    """The receiving units that are asked for."""
    units = audiences.receivers(found).exclude(unit=found.unit_id)
    if not filters.is_valid():
        return units
    if filters.cleaned_data["q"]:
        units = units.filter(pk__in=find(filters.cleaned_data["q"]).order_by().values("pk"))
    hidden = found.receipts.filter(hidden_at__isnull=False).values("unit")
    confirmed = found.receipts.filter(received_at__isnull=False).values("unit")
    match filters.cleaned_data["state"]:
        case ReceiptFilterForm.SHOWN:
            return units if found.compulsory else units.exclude(unit__in=hidden)
        case ReceiptFilterForm.HIDDEN:
            return units.none() if found.compulsory else units.filter(unit__in=hidden)
        case ReceiptFilterForm.CONFIRMED:
            return units.filter(unit__in=confirmed)
        case ReceiptFilterForm.SILENT:
            return units.exclude(unit__in=confirmed)
    return units


def _query(filters: ReceiptFilterForm) -> str:
    """What the pages of the list keep asking for."""
    asked = {name: value for name, value in getattr(filters, "cleaned_data", {}).items() if value}
    return f"{urlencode(asked)}&" if asked else ""


def _receipts(found: Push, versions: list[UnitVersion]) -> list[tuple[UnitVersion, PushReceipt | None]]:
    receipts = found.receipts.filter(unit__in=[version.unit_id for version in versions])
    by_unit = {receipt.unit_id: receipt for receipt in receipts.select_related("hidden_by", "received_by")}
    return [(version, by_unit.get(version.unit_id)) for version in versions]


# --- What is sent to the unit --------------------------------------------------------------------


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What was sent to the unit, newest first, and what the unit does with it."""
    unit = working_unit(request)
    pushes = flow_down.sent_to(unit).select_related("page", "unit")
    page = Paginator(pushes, PER_PAGE).get_page(request.GET.get("p"))
    rows = list(page)
    receipts = {
        receipt.push_id: receipt
        for receipt in PushReceipt.objects.filter(unit=unit, push__in=rows).select_related("hidden_by", "received_by")
    }
    _name_units([push.unit for push in rows])
    context = {
        "unit": unit,
        "tab": "received",
        "page": page,
        "rows": [(push, receipts.get(push.pk)) for push in rows],
        "may_answer": user_can_publish(request.user, unit),
    }
    return render(request, "newsroom/flow/received.html", context)


def _name_units(units: list[Unit]) -> None:
    """The names of many units in one query; each would ask for its own."""
    found = UnitVersion.objects.filter(unit__in={unit.pk for unit in units}).select_related("unit_type", "tier")
    names: dict[int, UnitVersion] = {}
    for version in found.order_by("valid_from"):
        if version.is_valid_on() or version.unit_id not in names:
            names[version.unit_id] = version
    for unit in units:
        unit._version = names.get(unit.pk)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide what was offered, show it again, or confirm that it was received."""
    unit = working_unit(request)
    found = get_object_or_404(flow_down.sent_to(unit), pk=pk)
    acts = {
        "hide": (flow_down.hide, _("Đã ẩn “%(title)s” khỏi trang của đơn vị.")),
        "show": (flow_down.show_again, _("Đã hiện lại “%(title)s” trên trang của đơn vị.")),
        "confirm": (flow_down.confirm, _("Đã xác nhận “%(title)s”.")),
    }
    act, done = acts.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        raise PermissionDenied(_("Không có việc này."))
    try:
        act(found, unit, by=request.user, request=request)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, done % {"title": found.title})
    return redirect("newsroom_flow:received")
