"""What the unit's administrator does for a person who asks what is kept of them, or wants it erased."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from sites.units.isolation.scope import administered_unit

from ..services import privacy
from .forms import EraseForm, PersonForm
from .views import own_case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Find the cases of a person by what they gave; asked by POST, so that it stands in no address and no log."""
    unit = administered_unit(request)
    form = PersonForm(request.POST or None)
    wanted = form.cleaned_data["wanted"] if form.is_valid() else ""
    context = {
        "form": form,
        "wanted": wanted,
        "rows": privacy.found_for(unit, wanted) if wanted else None,
        "records": privacy.records_of(unit, wanted) if wanted else [],
        "erase_form": EraseForm(),
        "unit": unit,
    }
    return render(request, "dialogue/admin/people.html", context)


@never_cache
@require_POST
def export_records(request: HttpRequest, source: str) -> HttpResponse:
    """What another part of the portal keeps of a person; only who names the person gets it."""
    unit, form = administered_unit(request), PersonForm(request.POST)
    records = privacy.export_records(unit, source, _wanted(form), by=request.user, request=request)
    response = JsonResponse(records, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{source}.json"'
    return response


@require_POST
def erase_records(request: HttpRequest, source: str) -> HttpResponse:
    unit, form, why = administered_unit(request), PersonForm(request.POST), EraseForm(request.POST)
    try:
        reason = why.cleaned_data["reason"] if why.is_valid() else ""
        number = privacy.erase_records(unit, source, _wanted(form), by=request.user, reason=reason, request=request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Đã xoá %(number)d mục.") % {"number": number})
    return redirect("dialogue_cases:people")


def _wanted(form: PersonForm) -> str:
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["wanted"]


@never_cache
@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is kept of the sender of a case, as a file to hand over."""
    case = own_case(request, pk)
    response = JsonResponse(
        privacy.export(case, by=request.user, request=request), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="{case.code}.json"'
    return response


@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    case, form = own_case(request, pk), EraseForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        privacy.erase(case, by=request.user, reason=reason, request=request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Đã xoá nội dung, thông tin người gửi và tệp đính kèm."))
    return redirect("dialogue_cases:one", pk)
