"""The last line of the admin: what nobody has classified is closed.

Before any view of the admin runs, the gate finds its rule (`gate_table`), asks whether a role of the person
reaches it, and whether each thing the address names is one the person may see. It also fixes the unit worked in,
for which the permission policies answer from then on.
"""

import logging
import sys
from functools import cache
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from wagtail.admin.auth import reject_request

from portal.accounts.middleware import in_admin

from ..enums import Action, AuditKind, Role
from ..models import Unit
from ..oversight import audit
from ..permissions import active_unit, choose_unit, must_choose_unit, roles_of, unit_ids_for
from . import gate_table as table
from .gate_guards import GUARDS

logger = logging.getLogger("isolation")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SWITCH_VIEW = "units_work_in"
UNIT_PARAMETER = "don-vi"


def rule_for(name: str) -> table.Rule | None:
    """The rule of an admin view by its name as `reverse` takes it, None for one that is not classified."""
    namespace, _colon, view = name.rpartition(":")
    if namespace.startswith("wagtailsnippets_"):
        return table.SNIPPET_VIEWS.get(view)
    if namespace.startswith("wagtailsnippetchoosers_"):
        return table.SNIPPET_CHOOSER_VIEWS.get(view)
    return table.VIEWS.get(name)


def guard_for(name: str, part: str) -> str | None:
    """How a part of the address of a view is guarded; None closes the view."""
    if part != "pk":
        # A page chooser starts wherever the person may look, and finds that out itself.
        return "view" if name.startswith("wagtailadmin_choose_page") else table.PARTS.get(part)
    namespace = name.rpartition(":")[0]
    if namespace.startswith(("wagtailsnippets_", "wagtailsnippetchoosers_")):
        return "view"
    rule = rule_for(name)
    if rule is not None and rule.audience is table.Audience.PLATFORM:
        return "view"
    return table.KEYS.get(name) or table.KEYS.get(namespace)


def unclassified(patterns: list[tuple[str, URLPattern]]) -> list[str]:
    """The names among `patterns` that the table does not know, or of which a part has no guard."""
    unknown = []
    for name, pattern in patterns:
        parts = set(pattern.pattern.regex.groupindex)
        if rule_for(name) is None or any(guard_for(name, part) is None for part in parts):
            unknown.append(name)
    return sorted(set(unknown))


def reaches(request: HttpRequest, rule: table.Rule) -> bool:
    """Whether a role of the person opens the view in the unit worked in."""
    roles = roles_of(request.user)
    if rule.audience is table.Audience.OPEN:
        return True
    if rule.audience is table.Audience.PERSONAL:
        return bool(roles)
    safe = request.method in SAFE_METHODS
    if Role.AUDITOR in roles.wide and safe and (rule.seen_by_auditors or rule.audience is table.Audience.READ):
        return True
    wanted = {
        table.Audience.READ: Action.VIEW if safe else Action.ADD,
        table.Audience.WORK: Action.ADD,
        table.Audience.MANAGE: Action.ADMINISTER,
    }.get(rule.audience)
    if wanted is None:
        return Role.PLATFORM_ADMIN in roles.wide
    allowed = unit_ids_for(request.user, [wanted])
    return allowed is None or bool(allowed)


@cache
def report_unclassified() -> None:
    """Name the views that nobody has classified when a server starts: it runs no system checks."""
    # The addresses are read with the views, which import this module.
    from ..checks import admin_patterns

    for name in unclassified(admin_patterns()):
        logger.error("isolation.unclassified", extra={"view": name})


class AdminGate:
    """Middleware; stands behind sign-in, second factor and “view as”."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        report_unclassified()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        refused = response.status_code in (403, 404) and in_admin(request) and request.user.is_authenticated
        if refused:
            log_refusal(request, response.status_code)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not in_admin(request):
            return None
        # For a pattern without a name Django puts the path of its function here.
        name = request.resolver_match.view_name if request.resolver_match.url_name else ""
        rule = rule_for(name)
        if rule is not None and rule.audience is table.Audience.OPEN:
            return None
        if not request.user.is_authenticated:
            return reject_request(request)
        try:
            if "\x00" in unquote(request.META.get("QUERY_STRING", "")):
                # PostgreSQL takes no such letter, and most views ask it for what they are sent.
                raise Http404
            if answer := self._arrive(request, name):
                return answer
            self._pass(request, name, rule, kwargs)
        except PermissionDenied as error:
            return refuse(request, str(error) or _("Vai trò của bạn không cho phép việc này."))
        except Http404 as error:
            return page_not_found(request, error, template_name="wagtailadmin/404.html")
        return None

    def _arrive(self, request: HttpRequest, name: str) -> HttpResponse | None:
        """Take over the unit that the address asks for, and send who has yet to choose one to choose."""
        wanted = request.GET.get(UNIT_PARAMETER)
        if wanted is not None and request.method in SAFE_METHODS:
            choose_unit(request, unit_by_uuid(wanted))
            query = request.GET.copy()
            del query[UNIT_PARAMETER]
            return redirect(request.path + (f"?{query.urlencode()}" if query else ""))
        active_unit(request)
        if must_choose_unit(request) and name not in (SWITCH_VIEW, "wagtailadmin_account"):
            if request.method not in SAFE_METHODS:
                raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc rồi làm lại."))
            return redirect(f"{reverse(SWITCH_VIEW)}?{urlencode({'next': request.get_full_path()})}")
        return None

    def _pass(self, request: HttpRequest, name: str, rule: table.Rule | None, kwargs: dict) -> None:
        if not roles_of(request.user):
            raise PermissionDenied(_("Tài khoản của bạn hiện không giữ vai trò nào."))
        if not name:
            # Wagtail's catch-all and its test pages: nothing is at such an address.
            raise Http404
        if rule is None:
            rule = table.Rule(table.Audience.PLATFORM, "not classified")
        if not reaches(request, rule):
            raise PermissionDenied(_("Vai trò của bạn không mở được trang này."))
        for part, value in kwargs.items():
            self._guard(request, guard_for(name, part), value, kwargs)
        for field, guard in table.FIELDS.get(name, {}).items():
            if value := request.POST.get(field):
                self._guard(request, guard, value, kwargs)

    def _guard(self, request: HttpRequest, guard: str | None, value: Any, kwargs: dict) -> None:
        if guard is None:
            if not reaches(request, table.Rule(table.Audience.PLATFORM, "a part without a guard")):
                raise PermissionDenied(_("Vai trò của bạn không mở được trang này."))
        elif not GUARDS[guard](request, value, kwargs):
            raise Http404


def unit_by_uuid(value: str) -> Unit:
    """The unit with this identity; raises `PermissionDenied` for anything else, as for a unit of others."""
    try:
        return Unit.objects.get(uuid=value)
    except (Unit.DoesNotExist, ValidationError) as error:
        raise PermissionDenied(_("Bạn không có vai trò nào trong đơn vị này.")) from error


def log_refusal(request: HttpRequest, status: int) -> None:
    """Put a refusal on the record; who wandered is told apart from who tries by how often it happens."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    logger.warning(
        "isolation.refused",
        extra={"view": view, "method": request.method, "status": status, "user_id": request.user.pk},
    )
    audit.record(
        AuditKind.REFUSED,
        actor=getattr(request, "real_user", request.user),
        unit=getattr(request, "_active_unit", None),
        subject=f"{request.method} {view}",
        request=request,
        status=status,
        path=request.path[:250],
    )


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with a sentence; takes the place of Wagtail's, which sends a refused person home with a 302."""
    # Wagtail calls this while it handles the refusal of a view, which may have said why.
    reason = reason or str(sys.exception() or "") or _("Vai trò của bạn không cho phép việc này.")
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"error": reason}, status=403)
    return render(request, "units/admin/refused.html", {"reason": reason}, status=403)
