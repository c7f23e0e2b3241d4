"""What a signed-in person must have done before the admin opens."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from . import second_factor

OPEN_VIEWS = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "accounts:verify",
    "accounts:setup",
}
SESSION_STARTED = "session-started"
SESSION_SEEN = "session-seen"


def in_admin(request: HttpRequest) -> bool:
    """Whether the address is one of the admin's."""
    return request.path.startswith(reverse("wagtailadmin_home"))


class SessionLimitMiddleware:
    """Ends an admin session after a time without use, and after a working day in any case.

    The limits are ADMIN_SESSION_IDLE_MINUTES and ADMIN_SESSION_HOURS. The time of last use is written at most
    once a minute, so that reading does not mean writing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if in_admin(request) and request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault(SESSION_STARTED, now)
            seen = request.session.setdefault(SESSION_SEEN, now)
            too_idle = now - seen > settings.ADMIN_SESSION_IDLE_MINUTES * 60
            if too_idle or now - started > settings.ADMIN_SESSION_HOURS * 3600:
                logout(request)
                messages.info(request, _("Phiên làm việc đã hết hạn. Xin đăng nhập lại."))
                query = urlencode({"next": request.get_full_path()})
                return redirect(f"{reverse('wagtailadmin_login')}?{query}")
            if now - seen > 60:
                request.session[SESSION_SEEN] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """Sends a person who has a second factor to prove it, and one who must have it to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not in_admin(request) or not request.user.is_authenticated:
            return None
        if request.resolver_match.view_name in OPEN_VIEWS or request.user.is_verified():
            return None
        if second_factor.has_device(request.user):
            target = "accounts:verify"
        elif second_factor.is_required(request.user):
            target = "accounts:setup"
        else:
            return None
        # The address they asked for is kept only for a page; a form is filled in again.
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return redirect(f"{reverse(target)}?{query}")
