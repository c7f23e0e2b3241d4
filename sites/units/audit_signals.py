"""Sign-ins and second factors go on the record wherever they happen."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.signals import second_factor_changed

from . import audit
from .enums import AuditKind


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(AuditKind.SIGN_IN, actor=user, subject=user.username, request=request)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record(AuditKind.SIGN_OUT, actor=user, subject=user.username, request=request)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict, request: HttpRequest | None = None, **kwargs: Any) -> None:
    # What was typed as a name may be a password typed into the wrong box: only known names are kept.
    name = str(credentials.get("username", ""))
    known = User.objects.filter(username=name).exists()
    audit.record(AuditKind.SIGN_IN_FAILED, subject=name if known else "", request=request)


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str = "", **kwargs: Any) -> None:
    known = User.objects.filter(username=username or "").exists()
    audit.record(AuditKind.LOCKED_OUT, subject=username if known else "", request=request)


@receiver(second_factor_changed)
def second_factor(
    user: User, by: User, action: str, request: HttpRequest | None = None, **kwargs: Any
) -> None:
    kind = AuditKind.SECOND_FACTOR_RESET if action == "reset" else AuditKind.SECOND_FACTOR_SET_UP
    audit.record(kind, actor=by, subject=user.username, request=request)
