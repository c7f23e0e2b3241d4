"""Forms that anybody may send: what keeps machines from flooding them, without a puzzle and without a third party.

Three bounds, each of which a person never meets: a field that people do not see stays empty (`website`), a form is
not sent faster than it can be read, nor days later (`stamp`, signed), and no more comes from one network in an hour
than people write (`sender_key`, which names a network without keeping its address).
"""

import ipaddress
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SALT = "portal.core.senders"
FEWEST_SECONDS, MOST_SECONDS = 4, 24 * 3600
# A household or an office has one of these of its own.
LONGEST_PATH = 300
NETWORK_BITS = {4: 32, 6: 64}


def client_address(request: HttpRequest) -> str:
    """The network address of the reader; behind a proxy that is trusted (`BEHIND_PROXY`), as it names it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if named:
            return named
    return request.META.get("REMOTE_ADDR", "")


def sender_key(request: HttpRequest) -> str:
    """A key of the reader's network that holds for this day and from which the address cannot be read again."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
        address = str(ipaddress.ip_network((parsed, NETWORK_BITS[parsed.version]), strict=False))
    except ValueError:
        # A socket has no address; all who come by it count as one.
        address = "none"
    return salted_hmac(SALT, f"{timezone.localdate().isoformat()} {address}", algorithm="sha256").hexdigest()


def new_stamp() -> str:
    """What a fresh form carries: a key of its own and the moment it was given out, signed."""
    return signing.TimestampSigner(salt=SALT).sign(uuid.uuid4().hex)


def read_stamp(stamp: str) -> uuid.UUID:
    """The key of a form that was given out by us and filled in by a person; else a sentence that says what to do."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        key = uuid.UUID(signer.unsign(stamp, max_age=MOST_SECONDS))
    except signing.SignatureExpired as error:
        raise ValidationError(_("Biểu mẫu đã mở quá lâu. Hãy kiểm tra lại nội dung rồi gửi lần nữa.")) from error
    except (signing.BadSignature, ValueError) as error:
        raise ValidationError(_("Biểu mẫu không đầy đủ. Hãy gửi lại từ trang này.")) from error
    try:
        signer.unsign(stamp, max_age=FEWEST_SECONDS)
    except signing.SignatureExpired:
        return key
    raise ValidationError(_("Biểu mẫu được gửi quá nhanh. Hãy đọc lại nội dung rồi gửi lần nữa."))


def sign_path(path: str) -> str:
    """An address of a page that was shown, for a form on it; the same for all readers, so that the page can be kept."""
    return signing.Signer(salt=f"{SALT}.path").sign(path)


def read_path(signed: str) -> str | None:
    """The address of a page of this host that `sign_path` signed; None for anything else."""
    try:
        path = signing.Signer(salt=f"{SALT}.path").unsign(signed)
    except signing.BadSignature:
        return None
    return path if len(path) <= LONGEST_PATH and path.startswith("/") and not path.startswith(("//", "/\\")) else None


class PublicForm(forms.Form):
    """A form that anybody may send; a valid one has the `form_key` that tells it from all others."""

    # `autocomplete` keeps browsers from filling in what people do not see.
    website = forms.CharField(
        label=gettext_lazy("Để trống ô này"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=200)

    form_key: uuid.UUID

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = new_stamp
        self.fields["stamp"].error_messages["required"] = _("Biểu mẫu không đầy đủ. Hãy gửi lại từ trang này.")

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Ô cuối của biểu mẫu phải để trống. Hãy xoá nội dung ở đó rồi gửi lại."))
        return ""

    def clean_stamp(self) -> str:
        try:
            self.form_key = read_stamp(self.cleaned_data["stamp"])
        except ValidationError:
            # Shown again with a fresh one, or what was typed could never be sent.
            self.data = self.data.copy()
            self.data[self.add_prefix("stamp")] = new_stamp()
            raise
        return self.cleaned_data["stamp"]
