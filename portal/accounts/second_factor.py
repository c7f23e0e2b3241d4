"""The second factor: an app on the person's phone that shows a number, and one-time backup codes.

Whom the portal obliges to have one is a rule of the product; apps register theirs with
`require_second_factor_when`.
"""

import logging
from collections.abc import Callable

import django_otp
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import User
from .signals import second_factor_changed

logger = logging.getLogger(__name__)

BACKUP_CODES = 10
Rule = Callable[[User], bool]
_rules: list[Rule] = []


def require_second_factor_when(rule: Rule) -> Rule:
    """Register a question `rule(user) -> bool`; one yes obliges the person."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def is_required(user: User) -> bool:
    """Whether the person may work in the admin only after proving a second factor.

    The demo's accounts are exempt: their passwords are printed for everybody, and they can sign in nowhere
    but in the demo.
    """
    if user.is_demo and settings.DEMO:
        return False
    return user.is_superuser or any(rule(user) for rule in _rules)


def has_device(user: User) -> bool:
    """Whether a phone has been set up and confirmed."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def unconfirmed_device(user: User) -> TOTPDevice:
    """The device the person is setting up; always the same one until it is confirmed."""
    device, _created = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": user.username})
    return device


@transaction.atomic
def confirm_device(request: HttpRequest, token: str) -> list[str] | None:
    """Finish the set-up with the number the phone shows, and mark this session as proven.

    Returns the new backup codes, to be shown once, or None when the number is wrong or has expired.
    """
    user = request.user
    device = unconfirmed_device(user)
    if not device.verify_token(token):
        return None
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    codes = renew_backup_codes(user)
    django_otp.login(request, device)
    second_factor_changed.send(sender=User, user=user, by=user, action="set_up", request=request)
    return codes


@transaction.atomic
def renew_backup_codes(user: User) -> list[str]:
    """Replace the backup codes; each of the new ones works once."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=user.username, confirmed=True)
    codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def verify(request: HttpRequest, token: str) -> bool:
    """Check a number from the phone or a backup code; a right one marks this session as proven.

    Wrong numbers slow further tries down (django-otp's throttling), so that guessing is hopeless.
    """
    token = token.replace(" ", "").lower()
    device = django_otp.match_token(request.user, token)
    if device is None:
        logger.warning("second factor refused", extra={"user": request.user.pk})
        return False
    django_otp.login(request, device)
    return True


@transaction.atomic
def reset(user: User, *, by: User, request: HttpRequest | None = None) -> None:
    """Forget a lost device and its backup codes; who may ask for it is the caller's question."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    second_factor_changed.send(sender=User, user=user, by=by, action="reset", request=request)
