"""What is written to subscribers; every letter says why it comes and how to end it, in its head too (RFC 8058)."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import outbox

from ..models import Subscription
from . import links

ABOUT = "subscription:"


def about(subscription: Subscription) -> str:
    """How the outbox calls the letters of the subscription, so that they are found and erased with it."""
    return f"{ABOUT}{subscription.uuid.hex}"


def ask_to_confirm(subscription: Subscription) -> None:
    """Ask whether whoever reads the mail of the address wants the letters."""
    with translation.override(subscription.language):
        subject = _("Xác nhận đăng ký nhận tin: %(unit)s") % {"unit": subscription.unit.full_name}
        _post(subscription, "confirm", subject, link=links.confirm_url(subscription))


def tell(subscription: Subscription, what: str, subject: str, **context: Any) -> None:
    """Write to a subscriber; `what` names a template in `subscriptions/mail/`. The language is already theirs."""
    own = links.own_url(subscription)
    headers = {"List-Unsubscribe": f"<{own}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    _post(subscription, what, subject, headers, own_url=own, **context)


def _post(
    subscription: Subscription, what: str, subject: str, headers: dict[str, str] | None = None, **context: Any
) -> None:
    context |= {"subscription": subscription, "unit": subscription.unit.full_name}
    body = render_to_string(f"subscriptions/mail/{what}.txt", context)
    outbox.post(subscription.email, subject, body, about=about(subscription), headers=headers)
