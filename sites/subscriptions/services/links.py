"""The two secret links of a subscription: one confirms it, the other shows and ends it.

Neither is stored: they are signed with `DIALOGUE_LINK_KEY`, so that nobody forges one, and the link in a letter of
years ago still ends what it belongs to.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from sites.units import hosts

from ..models import Subscription

SALT = "sites.subscriptions"
CONFIRM_WITHIN = timedelta(days=2)


def _own() -> signing.Signer:
    return signing.Signer(key=settings.DIALOGUE_LINK_KEY, sep=".", salt=f"{SALT}.own")


def _confirm() -> signing.TimestampSigner:
    return signing.TimestampSigner(key=settings.DIALOGUE_LINK_KEY, sep=".", salt=f"{SALT}.confirm")


def own_token(subscription: Subscription) -> str:
    """What the link that shows and ends the subscription has in it; lasts as long as the key."""
    return _own().sign(subscription.uuid.hex)


def confirm_token(subscription: Subscription) -> str:
    """What the link that confirms the subscription has in it; good for `CONFIRM_WITHIN`."""
    return _confirm().sign(subscription.uuid.hex)


def of_own(token: str) -> uuid.UUID | None:
    """Whose link it is, gone or not; None for one that was not made here."""
    try:
        return uuid.UUID(_own().unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def of_confirmation(token: str) -> uuid.UUID | None:
    """Whose wish the link confirms; None for one that was not made here, or too long ago."""
    try:
        return uuid.UUID(_confirm().unsign(token, max_age=CONFIRM_WITHIN))
    except (signing.BadSignature, ValueError):
        return None


def root(subscription: Subscription) -> str:
    """The site of the unit, or of the province while it has none; without a slash at its end."""
    return hosts.unit_url(subscription.unit) or hosts.root_url(hosts.province_host())


def address(subscription: Subscription, name: str, token: str) -> str:
    """The whole address of a page of the subscription, in its language."""
    with override(subscription.language):
        return root(subscription) + reverse(f"subscriptions:{name}", args=[token])


def own_url(subscription: Subscription) -> str:
    """The whole address at which the subscription is shown and ended."""
    return address(subscription, "own", own_token(subscription))


def confirm_url(subscription: Subscription) -> str:
    """The whole address at which the subscription is confirmed."""
    return address(subscription, "confirm", confirm_token(subscription))
