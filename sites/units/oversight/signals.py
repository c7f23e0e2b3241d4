"""Sign-ins and second factors go on the record wherever they happen."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.models import User
from portal.accounts.signals import second_factor_changed

from ..enums import AuditKind
from ..models import Unit
from ..permissions import units_of
from . import audit


def _own_unit(user: User) -> Unit | None:
    """The unit whose log tells of this person: the only one they work in."""
    units = list(units_of(user)[:2])
    return units[0] if len(units) == 1 else None


def _record_failure(kind: AuditKind, name: str, request: HttpRequest | None) -> None:
    user = User.objects.filter(username=name).first()
    audit.record(kind, unit=_own_unit(user) if user else None, subject=user.username if user else "", request=request)


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    audit.record(AuditKind.SIGN_IN, actor=user, unit=_own_unit(user), subject=user.username, request=request)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record(AuditKind.SIGN_OUT, actor=user, unit=_own_unit(user), subject=user.username, request=request)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict, request: HttpRequest | None = None, **kwargs: Any) -> None:
    # What was typed as a name may be a password typed into the wrong box: only known names are kept.
    name = str(credentials.get("username", ""))
    _record_failure(AuditKind.SIGN_IN_FAILED, name, request)


@receiver(user_locked_out)
def locked_out(request: HttpRequest, username: str = "", **kwargs: Any) -> None:
    _record_failure(AuditKind.LOCKED_OUT, username or "", request)


@receiver(second_factor_changed)
def second_factor(user: User, by: User, action: str, request: HttpRequest | None = None, **kwargs: Any) -> None:
    kind = AuditKind.SECOND_FACTOR_RESET if action == "reset" else AuditKind.SECOND_FACTOR_SET_UP
    audit.record(kind, actor=by, unit=_own_unit(user), subject=user.username, request=request)
