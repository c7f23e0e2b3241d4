"""The form of an alert."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from sites.units.audience_form import AudienceFormMixin
from sites.units.models import Unit

from ..models import Alert
from ..services.alerts import why_not

USUAL = timedelta(days=1)


class AlertForm(AudienceFormMixin, forms.ModelForm):
    """A new alert of the unit `sender`, or a correction of one that is not over."""

    link = forms.URLField(
        label=_("Liên kết"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Địa chỉ của trang hướng dẫn, ví dụ https://tuyenquang.gov.vn/phong-chong-lu."),
    )
    starts_at = forms.DateTimeField(
        label=_("Bắt đầu hiện"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Để trống thì hiện ngay."),
    )
    ends_at = forms.DateTimeField(label=_("Tự gỡ lúc"), widget=AdminDateTimeInput)
    field_order = [
        "severity",
        "text",
        "text_en",
        "link",
        "starts_at",
        "ends_at",
        "audience",
        "tier",
        "area",
        "units",
    ]

    class Meta:
        model = Alert
        fields = ["severity", "text", "text_en", "link", "starts_at", "ends_at"]
        widgets = {
            "severity": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 3}),
            "text_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, by: Any, sender: Unit, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and instance.pk:
            kwargs["initial"] = self.initial_of(instance) | kwargs.get("initial", {})
        else:
            kwargs["instance"] = Alert(unit=sender)
            kwargs["initial"] = {"ends_at": timezone.now() + USUAL}
        super().__init__(*args, by=by, sender=sender, **kwargs)

    def clean_starts_at(self) -> Any:
        return self.cleaned_data["starts_at"] or timezone.now()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.address(self.instance)
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        for field, sentence in why_not(self.instance).items():
            if field not in self.errors:
                self.add_error(field, ValidationError(sentence))
