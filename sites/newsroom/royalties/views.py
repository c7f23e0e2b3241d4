"""The pages of a unit's royalties: its months, the sheet of one, a line of it, and what one earned oneself."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from portal.core.spreadsheets import download
from sites.units.models import Unit
from sites.units.permissions import active_unit

from ..models import RoyaltyEntry, RoyaltyLine, RoyaltyMonth
from ..permissions import user_keeps_royalties
from ..services import royalties
from ..services.royalty_sheets import file_name, month_of, month_sheet, months_of, own_lines, spreadsheet, state_of

PAGE_SIZE = 50


class AmountForm(forms.Form):
    amount = forms.IntegerField(label=gettext_lazy("Số tiền mới (đồng)"), localize=False)
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=250)


class DifferenceForm(AmountForm):
    amount = forms.IntegerField(
        label=gettext_lazy("Số bù trừ (đồng)"),
        help_text=gettext_lazy("Số dương để trả thêm, số âm để trừ lại; ghi vào tháng đang mở."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=250)


def kept_unit(request: HttpRequest) -> Unit:
    """The unit worked in, whose royalties the person keeps; raises `PermissionDenied` with a sentence."""
    unit = active_unit(request)
    if unit is None:
        raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc trước khi mở trang này."))
    if not user_keeps_royalties(request.user, unit):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản và quản trị của đơn vị xem được bảng nhuận bút."))
    return unit


def month_from(text: str) -> date:
    """The month that an address names, as `2026-10`."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def _month(request: HttpRequest, text: str) -> tuple[Unit, RoyaltyMonth]:
    unit = kept_unit(request)
    row = month_of(unit, month_from(text))
    if row is None:
        raise Http404(_("Tháng này chưa có nhuận bút."))
    return unit, row


def months(request: HttpRequest) -> HttpResponse:
    """The months of the unit worked in, what each came to and whether it is closed."""
    unit = kept_unit(request)
    page = Paginator(months_of(unit), PAGE_SIZE).get_page(request.GET.get("p"))
    return render(request, "newsroom/royalties/months.html", {"unit": unit, "page": page})


def sheet(request: HttpRequest, month: str) -> HttpResponse:
    unit, row = _month(request, month)
    return render(request, "newsroom/royalties/sheet.html", {"sheet": month_sheet(unit, row), "state": state_of(row)})


def xlsx(request: HttpRequest, month: str) -> HttpResponse:
    unit, row = _month(request, month)
    found = month_sheet(unit, row)
    return download(file_name(found), *spreadsheet(found))


def close(request: HttpRequest, month: str) -> HttpResponse:
    """Ask once more, then close the month for good."""
    unit, row = _month(request, month)
    if request.method == "POST":
        try:
            royalties.close_month(unit, row.month, by=request.user, request=request)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Đã chốt tháng %(month)s.") % {"month": row})
        return redirect("newsroom_royalties:sheet", month)
    found = month_sheet(unit, row)
    return render(request, "newsroom/royalties/close.html", {"sheet": found})


def line(request: HttpRequest, pk: int) -> HttpResponse:
    """A line with its changes, and the form to change it or, in a closed month, to make up for it later."""
    unit = kept_unit(request)
    found = get_object_or_404(
        RoyaltyLine.objects.select_related("entry__month", "entry__unit"), pk=pk, entry__unit=unit
    )
    is_closed = found.entry.month.is_closed
    form = (DifferenceForm if is_closed else AmountForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        do = royalties.correct_later if is_closed else royalties.adjust
        try:
            do(found, form.cleaned_data["amount"], reason=form.cleaned_data["reason"], by=request.user, request=request)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã ghi điều chỉnh."))
            return redirect("newsroom_royalties:line", found.pk)
    corrections = found.corrections.select_related("month").prefetch_related("lines__adjustments")
    context = {"unit": unit, "line": found, "entry": found.entry, "form": form, "corrections": corrections}
    return render(request, "newsroom/royalties/line.html", context)


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Count an article anew, after its genre, its authors or a rate were put right."""
    unit = kept_unit(request)
    entry = get_object_or_404(RoyaltyEntry.objects.select_related("month", "unit", "article"), pk=pk, unit=unit)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            royalties.count_again(entry, reason=form.cleaned_data["reason"], by=request.user, request=request)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Đã tính lại nhuận bút của tin bài."))
            return redirect("newsroom_royalties:sheet", f"{entry.month.month:%Y-%m}")
    return render(request, "newsroom/royalties/again.html", {"unit": unit, "entry": entry, "form": form})


def own(request: HttpRequest) -> HttpResponse:
    """What the person got themselves, and for what."""
    unit = active_unit(request)
    page = Paginator(own_lines(request.user, unit), PAGE_SIZE).get_page(request.GET.get("p"))
    return render(request, "newsroom/royalties/own.html", {"unit": unit, "page": page})


app_name = "newsroom_royalties"
_MONTH = r"^(?P<month>\d{4}-\d{2})/"
urlpatterns: list[Any] = [
    path("", months, name="months"),
    path("cua-toi/", own, name="own"),
    path("dong/<int:pk>/", line, name="line"),
    path("bai/<int:pk>/", again, name="again"),
    re_path(rf"{_MONTH}$", sheet, name="sheet"),
    re_path(rf"{_MONTH}bang-ke\.xlsx$", xlsx, name="xlsx"),
    re_path(rf"{_MONTH}chot/$", close, name="close"),
]
