"""Cases in the admin: what was delivered and set aside, a file on its way in, the tokens of the unit's programs."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from portal.core import spreadsheets
from sites.units.enums import Action
from sites.units.isolation.scope import administered_unit, scope_of
from sites.units.isolation.snippets import found
from sites.units.permissions import active_unit, user_can

from ..models import CaseDelivery, CaseToken
from . import importing, tokens
from .delivering import DeliveryRefused
from .enums import CaseState, DeliveryState
from .forms import BringForm, TokenForm

ON_A_PAGE = 50


def own_delivery(request: HttpRequest, pk: int, action: str = Action.VIEW) -> CaseDelivery:
    """A delivery that the person may see; raises `Http404`, or `PermissionDenied` where they may see and not do it."""
    one = found(CaseDelivery.objects.select_related("unit", "by", "token"), pk)
    policy = policy_registry.get_by_type(CaseDelivery)
    if not policy.user_has_permission_for_instance(request.user, Action.VIEW, one):
        raise Http404(_("Không có nội dung này."))
    if action != Action.VIEW and not policy.user_has_permission_for_instance(request.user, action, one):
        raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))
    return one


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """What came to the unit, by whatever road, and the form for a table."""
    unit = active_unit(request)
    may_add = unit is not None and user_can(request.user, Action.ADD, unit)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not may_add:
            raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc rồi làm lại."))
        if form.is_valid():
            try:
                brought = importing.bring(unit, request.user, form.cleaned_data["table"])
            except importing.NotATable as error:
                form.add_error("table", str(error))
            else:
                return redirect("procedures_cases:one", brought.pk)
    rows = scope_of(request).instances(CaseDelivery).select_related("by", "token", "unit")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {"form": form, "page": page, "may_add": may_add, "shows_units": unit is None}
    return render(request, "procedures/admin/cases/deliveries.html", context)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a delivery, or would become of a file, and every row that was set aside."""
    delivery = own_delivery(request, pk)
    policy = policy_registry.get_by_type(CaseDelivery)
    faults = Paginator(delivery.faults.all(), ON_A_PAGE).get_page(request.GET.get("p"))
    known = {column.name: str(column.label) for column in importing.COLUMNS}
    context = {
        "one": delivery,
        "page": faults,
        "columns": [known[name] for name in delivery.columns if name in known],
        "is_checked": delivery.state == DeliveryState.CHECKED,
        "may_change": policy.user_has_permission_for_instance(request.user, Action.ADD, delivery),
        "may_publish": user_can(request.user, Action.PUBLISH, delivery.unit),
    }
    return render(request, "procedures/admin/cases/delivery.html", context)


def _do(request: HttpRequest, pk: int, act: Any, done: str = "") -> HttpResponse:
    delivery = own_delivery(request, pk, Action.ADD)
    try:
        act(delivery)
    except DeliveryRefused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect("procedures_cases:one", pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda delivery: importing.agree(delivery, request.user))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, importing.give_up, _("Đã bỏ tệp; không có gì được nhập."))


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job of a file again, whose worker may have died."""
    return _do(request, pk, importing.go_on)


@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """A table with the headings that are understood and two rows of what they hold."""
    received = CaseState.RECEIVED.label
    returned = CaseState.RETURNED.label
    rows = [
        ["000.00.08.H60-260302-0001", "1.001193", received, "02/03/2026", "05/03/2026", "", "", "1", "", "0042"],
        ["000.00.08.H60-260302-0002", "1.001193", returned, "02/03/2026", "05/03/2026", "04/03/2026", "", "3", "", ""],
    ]
    states = spreadsheets.Sheet(
        _("Tình trạng"), [_("Mã"), _("Tên")], [(state.value, state.label) for state in CaseState]
    )
    cases = spreadsheets.Sheet(_("Hồ sơ"), importing.example_headings(), rows)
    return spreadsheets.download("mau-gui-ho-so.xlsx", cases, states)


# --- Tokens --------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The unit's tokens, and the form for a new one, whose secret is shown in the answer and never again."""
    unit = administered_unit(request)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _made, secret = tokens.make_token(unit, form.cleaned_data["name"], request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = TokenForm()
    rows = CaseToken.objects.filter(unit=unit).select_related("made_by")
    return render(
        request, "procedures/admin/cases/tokens.html", {"unit": unit, "form": form, "secret": secret, "rows": rows}
    )


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token; programs that show it are refused from now on."""
    unit = administered_unit(request)
    token = found(CaseToken.objects.filter(unit=unit).select_related("unit"), pk)
    tokens.revoke_token(token, request.user)
    messages.success(request, _("Đã thu hồi khoá “%(name)s”.") % {"name": token.name})
    return redirect("procedures_cases:tokens")
