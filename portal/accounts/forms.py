"""Forms of signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    """The number shown by the phone, or a backup code."""

    token = forms.CharField(
        label=_("Mã xác minh"),
        max_length=16,
        strip=True,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
        help_text=_("Sáu chữ số hiện trên điện thoại, hoặc một mã dự phòng."),
    )
