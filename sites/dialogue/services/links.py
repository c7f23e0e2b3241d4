"""The code of a case and its secret, which together let the one who sent it follow it.

The secret is not stored: it is made from the identity of the case with a key of the installation, so that a stolen
table opens nothing, and letters written months later can still carry the link.
"""

import base64
import hmac
import logging
import re
import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from portal.core import text, tries
from sites.units import hosts
from sites.units.models import today

from ..models import Case

logger = logging.getLogger(__name__)
# Without letters and figures that are read for one another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE = re.compile(rf"[0-9]{{2}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
SECRET = re.compile(r"[a-z2-7]{20}")
SALT = "sites.dialogue.links"


def new_code() -> str:
    """A code that nobody has, as `26-7K3M-9QXR`: the year, and forty bits of chance."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _number in range(8))
        code = f"{today():%y}-{letters[:4]}-{letters[4:]}"
        if not Case.objects.filter(code=code).exists():
            return code


def secret_of(case: Case) -> str:
    """The secret of a case: a hundred bits that follow from its identity and `DIALOGUE_LINK_KEY`."""
    digest = hmac.digest(settings.DIALOGUE_LINK_KEY.encode(), case.uuid.bytes, "sha256")
    return base64.b32encode(digest).decode().lower()[:20]


def clean_code(value: Any) -> str:
    """The code as it is stored; empty for what cannot be one."""
    letters = re.sub(r"[^0-9A-Z]", "", text.normalise(str(value or "")).upper())
    code = f"{letters[:2]}-{letters[2:6]}-{letters[6:]}"
    return code if CODE.fullmatch(code) else ""


def clean_secret(value: Any) -> str:
    """The secret without what people put between its letters; empty for what cannot be one."""
    secret = re.sub(r"[\s-]", "", str(value or "")).lower()
    return secret if SECRET.fullmatch(secret) else ""


def find(code: str, secret: str, request: HttpRequest) -> Case | None:
    """The case with this code, if the secret is right; who is wrong learns nothing else, and who is right is never
    held up by others' tries: a hundred bits are found by nobody.

    Raises `tries.TooManyTries` when the reader's network or the code has had its share of wrong tries.
    """
    case = Case.objects.select_related("kind", "field", "unit", "first_unit").filter(code=clean_code(code)).first()
    # A code of nobody is compared too, so that both take the same time.
    expected = secret_of(case if case is not None else Case())
    if hmac.compare_digest(expected, clean_secret(secret) or "-") and case is not None:
        return case
    bounds = tries.Bounds(SALT, settings.DIALOGUE_LOOKUPS_PER_NETWORK, settings.DIALOGUE_LOOKUPS_PER_CODE)
    logger.info("a case was asked for with a wrong code or secret")
    tries.count(bounds, clean_code(code) or "-", request)
    return None


def follow_url(case: Case) -> str:
    """The whole address by which the sender follows the case, on the site that it was sent to."""
    root = hosts.unit_url(case.first_unit) or hosts.root_url(hosts.province_host())
    with override(case.language):
        return root + reverse("dialogue:follow", args=[case.code, secret_of(case)])
