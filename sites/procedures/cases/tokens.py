"""Tokens by which a unit's programs deliver its cases: made and revoked by its administrator, hashed at rest."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.units.models import Unit
from sites.units.permissions import user_can_administer

from ..models import CaseToken

PREFIX = "lc_"
HINT = 8
MOST_TOKENS = 20
# Not written at every request.
USED_WITHIN = timedelta(minutes=10)


def digest_of(secret: str) -> str:
    """What is stored of a token. The secret has 256 bits of chance, so that no salt and no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(unit: Unit, name: str, by: Any) -> tuple[CaseToken, str]:
    """A new token of the unit and its secret, which is shown this once and can never be read again.

    Raises `PermissionDenied` unless `by` administers the unit, `ValidationError` where there are too many in use.
    """
    if not user_can_administer(by, unit):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới làm được việc này."))
    if CaseToken.objects.filter(unit=unit, revoked_at__isnull=True).count() >= MOST_TOKENS:
        raise ValidationError(
            _("Đơn vị đã có %(number)d khoá. Hãy thu hồi khoá không còn dùng.") % {"number": MOST_TOKENS}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = CaseToken.objects.create(
        unit=unit, name=name, made_by=by, hint=secret[: len(PREFIX) + HINT], digest=digest_of(secret)
    )
    return token, secret


def revoke_token(token: CaseToken, by: Any) -> None:
    """End a token for good; once more changes nothing. Raises `PermissionDenied` as `make_token` does."""
    if not user_can_administer(by, token.unit):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới làm được việc này."))
    CaseToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def find_token(secret: str) -> CaseToken | None:
    """The token in force with this secret; notes that it was used."""
    found = CaseToken.objects.select_related("unit").filter(digest=digest_of(secret), revoked_at__isnull=True).first()
    now = timezone.now()
    if found is not None and (found.last_used_at is None or found.last_used_at < now - USED_WITHIN):
        CaseToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found
