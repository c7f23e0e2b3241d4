"""The forms for what a unit puts in place of its blueprint."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core import text


class BoxForm(forms.Form):
    """One box of the front page: whether it is shown, and where."""

    code = forms.CharField(widget=forms.HiddenInput)
    shown = forms.BooleanField(
        label=_("Hiện"), required=False, widget=forms.CheckboxInput(attrs={"aria-label": _("Hiện trên trang chủ")})
    )
    position = forms.IntegerField(
        label=_("Thứ tự"), min_value=0, max_value=999, widget=forms.NumberInput(attrs={"aria-label": _("Thứ tự")})
    )

    @property
    def title(self) -> str:
        return self.initial.get("title", "")


BoxFormSet = forms.formset_factory(BoxForm, extra=0)


class FooterForm(forms.Form):
    title = forms.CharField(label=_("Lời ở chân trang"), max_length=250)
    title_en = forms.CharField(label=_("Bằng tiếng Anh"), max_length=250, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        return data | {name: text.normalise(data[name]) for name in ("title", "title_en") if name in data}


class LinkForm(FooterForm):
    title = forms.CharField(label=_("Tên liên kết"), max_length=250)
    url = forms.URLField(label=_("Địa chỉ"), max_length=300, assume_scheme="https")
    shown = forms.BooleanField(label=_("Hiện ở chân trang"), required=False, initial=True)
    field_order = ["title", "title_en", "url", "shown"]
