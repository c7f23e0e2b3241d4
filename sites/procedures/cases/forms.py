"""The form by which a citizen looks a case up, and those of the units."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.media.tables import MAX_BYTES
from sites.documents.importing.forms import BoundedFileField

from ..models import CaseToken
from .codes import clean_code, clean_fact


class LookupForm(forms.Form):
    """The code on the receipt and the last four figures that were given with it."""

    code = forms.CharField(
        label=gettext_lazy("Mã hồ sơ"),
        max_length=60,
        help_text=gettext_lazy("Ghi trên giấy tiếp nhận hồ sơ và hẹn trả kết quả, ví dụ 000.00.08.H60-260331-0001."),
        error_messages={"required": gettext_lazy("Hãy nhập mã hồ sơ ghi trên giấy hẹn.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "next"}
        ),
    )
    fact = forms.CharField(
        label=gettext_lazy("Bốn số cuối"),
        max_length=10,
        help_text=gettext_lazy("Bốn số cuối của điện thoại hoặc giấy tờ tuỳ thân mà bạn đã khai khi nộp hồ sơ."),
        error_messages={"required": gettext_lazy("Hãy nhập bốn số cuối.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "enterkeyhint": "search"}),
    )

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(
                _("Mã hồ sơ không đúng dạng. Hãy nhập đúng như trên giấy hẹn, kể cả dấu chấm và gạch.")
            )
        return code

    def clean_fact(self) -> str:
        fact = clean_fact(self.cleaned_data["fact"])
        if not fact:
            raise ValidationError(_("Hãy nhập đúng bốn chữ số, không nhập cả số điện thoại hay số giấy tờ."))
        return fact


class BringForm(forms.Form):
    """A table of cases."""

    table = BoundedFileField(label=gettext_lazy("Bảng (.xlsx hoặc .csv)"), limit=MAX_BYTES, extensions=("xlsx", "csv"))


class TokenForm(forms.ModelForm):
    class Meta:
        model = CaseToken
        fields = ["name"]

    def clean_name(self) -> Any:
        return " ".join(self.cleaned_data["name"].split())
