"""A form that asks a question in words when abuse is seen; no picture, no third party."""

import hmac
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .senders import SALT, PublicForm, new_stamp

# Those that are one word with one meaning.
NUMBERS = {
    2: gettext_lazy("hai"),
    3: gettext_lazy("ba"),
    4: gettext_lazy("bốn"),
    6: gettext_lazy("sáu"),
    7: gettext_lazy("bảy"),
    8: gettext_lazy("tám"),
    9: gettext_lazy("chín"),
}


class AskedForm(PublicForm):
    """A form that asks a question in words when abuse is seen; the numbers follow from the form's own key."""

    riddle = forms.CharField(required=False, max_length=10, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One for the whole page, since the question follows from it.
        self.fields["stamp"].initial = new_stamp()
        if asks:
            self.fields["riddle"].help_text = _("Ghi bằng chữ số. Câu hỏi này chỉ hiện khi có nhiều nội dung gửi đến.")
        else:
            del self.fields["riddle"]

    @property
    def question(self) -> str:
        """The question, as `Bảy cộng hai bằng mấy?`."""
        first, second = _numbers(self._key())
        asked = _("%(first)s cộng %(second)s bằng mấy?") % {"first": NUMBERS[first], "second": NUMBERS[second]}
        return asked[:1].upper() + asked[1:]

    def _key(self) -> str:
        try:
            return signing.TimestampSigner(salt=SALT).unsign(str(self["stamp"].value() or ""))
        except signing.BadSignature:
            return ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "riddle" in self.fields and hasattr(self, "form_key"):
            right = str(sum(_numbers(self.form_key.hex)))
            if "".join(data.get("riddle", "").split()) != right:
                self.add_error("riddle", _("Chưa đúng. Hãy cộng lại và ghi kết quả bằng chữ số."))
        return data


def _numbers(key: str) -> tuple[int, int]:
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"riddle {key}".encode(), "sha256")
    numbers = list(NUMBERS)
    return numbers[digest[0] % len(numbers)], numbers[digest[1] % len(numbers)]
