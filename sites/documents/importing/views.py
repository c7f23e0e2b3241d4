"""Imports in the admin: the files, the columns, what would happen, the progress, the end."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from portal.core import spreadsheets
from portal.core.text import slugify
from portal.media.tables import TableError, as_text
from sites.units.batches import batch_url
from sites.units.enums import Action
from sites.units.isolation.scope import scope_of
from sites.units.isolation.snippets import found
from sites.units.permissions import active_unit, user_can

from ..enums import FaultKind, ImportState
from ..models import TableImport
from . import running, starting
from .columns import kinds
from .forms import BringForm, ColumnsForm
from .templates import sheets_of

ON_A_PAGE = 50
SHOWN_FAULTS = 500
BUSY = (ImportState.CHECKING, ImportState.RUNNING)


def own_import(request: HttpRequest, pk: int, action: str = Action.VIEW) -> TableImport:
    """An import that the person may see; `PermissionDenied` for one that they may see and not do this to."""
    one = found(TableImport.objects.select_related("unit", "owner", "batch"), pk)
    policy = policy_registry.get_by_type(TableImport)
    if not policy.user_has_permission_for_instance(request.user, Action.VIEW, one):
        raise Http404(_("Không có nội dung này."))
    # Whoever brought a table in may bring it to its end; so may editors of the unit.
    if action != Action.VIEW and not policy.user_has_permission_for_instance(request.user, action, one):
        raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))
    return one


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of the unit, and the form for a new one."""
    unit = active_unit(request)
    may_add = unit is not None and user_can(request.user, Action.ADD, unit)
    form = BringForm(request.POST or None, request.FILES or None, unit=unit, initial={"kind": "documents"})
    if request.method == "POST":
        if not may_add:
            raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc rồi làm lại."))
        if form.is_valid():
            try:
                made = _start(request, unit, form.cleaned_data)
            except TableError as error:
                form.add_error("table", str(error))
            else:
                return redirect("documents_imports:one", made.pk)
    rows = scope_of(request).instances(TableImport).select_related("owner")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    offered = [kind for kind in kinds() if unit is not None and kind.why_not(unit) is None]
    context = {"form": form, "page": page, "may_add": may_add, "kinds": offered}
    return render(request, "documents/admin/imports.html", context)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in for the kind that the address names (`?loai=`); it holds nothing of any unit."""
    known = next((one for one in kinds() if one.code == request.GET.get("loai", "")), None)
    if known is None:
        raise Http404(_("Không có nội dung này."))
    return spreadsheets.download(f"mau-{slugify(str(known.label))}.xlsx", *sheets_of(known))


def _start(request: HttpRequest, unit: Any, data: dict[str, Any]) -> TableImport:
    is_register = data["kind"] == "register"
    return starting.start_import(
        unit=unit,
        by=request.user,
        kind=data["kind"],
        table=data["table"],
        archive=None if is_register else data["archive"],
        options={"direction": data["direction"] or "received"} if is_register else {},
    )


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands, and what can be done next."""
    table_import = own_import(request, pk)
    context: dict[str, Any] = {"one": table_import, "is_busy": table_import.state in BUSY}
    if table_import.state == ImportState.MAPPING:
        return _columns(request, table_import, context)
    return _report(request, table_import, context)


def _columns(request: HttpRequest, table_import: TableImport, context: dict, form: Any = None) -> HttpResponse:
    try:
        rows = starting.top_of(table_import)
    except (TableError, OSError, ValueError) as error:
        gone = _("Không tìm thấy tệp của lần nhập này trong kho lưu trữ. Hãy tải lên lại.")
        context["problem"] = str(error) if isinstance(error, TableError) else gone
        rows = []
    line = table_import.header_line
    wanted = request.GET.get("dong", "")
    mapping = table_import.mapping
    if wanted.isdecimal() and int(wanted) in {row.line for row in rows}:
        line, mapping = int(wanted), {}
    context["form"] = form or ColumnsForm(kind=table_import.kind, rows=rows, line=line, mapping=mapping)
    context["rows"] = [(row.line, [as_text(cell) for cell in row.cells]) for row in rows]
    context["may_change"] = policy_registry.get_by_type(TableImport).user_has_permission_for_instance(
        request.user, Action.CHANGE, table_import
    )
    return render(request, "documents/admin/import_columns.html", context)


def _report(request: HttpRequest, table_import: TableImport, context: dict) -> HttpResponse:
    faults = list(table_import.faults.all()[:SHOWN_FAULTS])
    policy = policy_registry.get_by_type(TableImport)
    state = table_import.state
    context |= {
        "errors": [fault for fault in faults if fault.kind == FaultKind.ERROR],
        "remarks": [fault for fault in faults if fault.kind == FaultKind.REMARK],
        "is_cut": len(faults) == SHOWN_FAULTS,
        "done": running.progress_of(table_import),
        "is_lying": context["is_busy"] and not running.is_worked_on(table_import.pk),
        "is_checked": state == ImportState.CHECKED,
        "is_over": state in (ImportState.DONE, ImportState.REFUSED),
        "batch_url": batch_url(table_import.batch) if table_import.batch_id else "",
        "may_change": policy.user_has_permission_for_instance(request.user, Action.CHANGE, table_import),
    }
    return render(request, "documents/admin/import.html", context)


@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the choice of columns and begin the check."""
    table_import = own_import(request, pk, Action.CHANGE)
    try:
        rows = starting.top_of(table_import)
    except (TableError, OSError, ValueError):
        return redirect("documents_imports:one", pk)
    form = ColumnsForm(
        request.POST, kind=table_import.kind, rows=rows, line=table_import.header_line, mapping=table_import.mapping
    )
    if form.is_valid():
        try:
            starting.set_columns(
                table_import,
                line=form.cleaned_data["header_line"],
                mapping=form.mapping,
                keep=form.cleaned_data["keep"],
            )
            return redirect("documents_imports:one", pk)
        except starting.ImportRefused as refused:
            form.add_error(None, str(refused))
    return _columns(request, table_import, {"one": table_import}, form)


def _do(request: HttpRequest, pk: int, act: Any) -> HttpResponse:
    table_import = own_import(request, pk, Action.CHANGE)
    try:
        act(table_import)
    except (starting.ImportRefused, PermissionDenied) as refused:
        messages.error(request, str(refused))
    return redirect("documents_imports:one", pk)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, starting.run)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the columns anew, after the check."""
    return _do(request, pk, starting.back_to_columns)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import whose worker has died, without waiting for the next look."""
    return _do(request, pk, starting.go_on)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda table_import: starting.give_up(table_import, request.user))


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, for the script of the page."""
    table_import = own_import(request, pk)
    done = running.progress_of(table_import)
    return JsonResponse({"busy": table_import.state in BUSY, "done": done, "total": table_import.total})
