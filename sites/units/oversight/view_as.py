"""A platform administrator looks at the admin as someone of a unit sees it: read-only, on the record.

The administrator stays signed in as themselves; only what the request may see is the other person's. Each
start and end stands in the audit log of every unit the person works in.
"""

import time
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.middleware import in_admin
from portal.accounts.models import User

from ..enums import AuditKind
from ..permissions import is_platform_admin, roles_of, units_of
from . import audit

SESSION_KEY = "view-as"
MAX_SECONDS = 30 * 60
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def user_can_view_as(user: User, person: User) -> bool:
    """A platform administrator may, for an active person who works in units and has no role above them."""
    roles = roles_of(person)
    return is_platform_admin(user) and bool(roles.units) and not roles.wide


@transaction.atomic
def start(request: HttpRequest, person: User, reason: str) -> None:
    """Begin to see the admin as `person` does.

    Raises `PermissionDenied` with a sentence when that is not allowed or no reason is given.
    """
    if not user_can_view_as(request.user, person):
        raise PermissionDenied(_("Không xem thay được người này."))
    if not reason.strip():
        raise PermissionDenied(_("Xin nêu lý do xem thay; lý do được ghi vào nhật ký của đơn vị."))
    _record(AuditKind.VIEW_AS_STARTED, request, person, reason=reason.strip()[:250])
    request.session[SESSION_KEY] = {"person": person.pk, "until": int(time.time()) + MAX_SECONDS}


@transaction.atomic
def end(request: HttpRequest) -> None:
    """Be oneself again; harmless when nobody is being viewed."""
    state = request.session.pop(SESSION_KEY, None)
    person = state and User.objects.filter(pk=state["person"]).first()
    if person:
        _record(AuditKind.VIEW_AS_ENDED, request, person)


def _record(kind: AuditKind, request: HttpRequest, person: User, **detail: str) -> None:
    actor = getattr(request, "real_user", request.user)
    for unit in units_of(person):
        audit.record(kind, actor=actor, unit=unit, subject=person.username, request=request, **detail)


class ViewAsMiddleware:
    """Swaps the person of the request while someone is viewed, and lets nothing but reading through.

    Stands behind the second factor: what must be proven is proven by the administrator.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Outside the admin the session is left alone: a page for everybody must not vary by cookie.
        if not in_admin(request) or not request.user.is_authenticated:
            return self.get_response(request)
        state = request.session.get(SESSION_KEY)
        if not state:
            return self.get_response(request)
        person = User.objects.filter(pk=state["person"]).first()
        if person is None or state["until"] < time.time() or not user_can_view_as(request.user, person):
            end(request)
            return redirect("wagtailadmin_home")
        ending = request.path in (reverse("units_view_as_end"), reverse("wagtailadmin_logout"))
        if request.method not in SAFE_METHODS and not ending:
            return render(request, "units/admin/view_as_refused.html", {"person": person}, status=403)
        if not ending:
            request.real_user = request.user
            person.otp_device = request.user.otp_device
            person.is_verified = lambda: True
            request.user = person
            if "text/html" in request.headers.get("Accept", ""):
                messages.warning(
                    request,
                    _("Bạn đang xem thay %(person)s, chỉ đọc. Mở mục “Kết thúc xem thay” để trở lại.")
                    % {"person": person},
                )
        return self.get_response(request)


def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then start; or offer to end while someone is viewed."""
    person = get_object_or_404(User, pk=pk)
    if not user_can_view_as(request.user, person):
        raise PermissionDenied(_("Không xem thay được người này."))
    error = ""
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        if reason.strip():
            start(request, person, reason)
            return redirect("wagtailadmin_home")
        error = _("Xin nêu lý do xem thay; lý do được ghi vào nhật ký của đơn vị.")
    return render(request, "units/admin/view_as.html", {"person": person, "error": error})


def leave(request: HttpRequest) -> HttpResponse:
    """The page with the button that ends the viewing."""
    return render(request, "units/admin/view_as_end.html", {"person": request.user})


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    end(request)
    return redirect("wagtailadmin_home")
