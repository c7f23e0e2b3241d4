"""The form by which people subscribe, without an account and without a script."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.riddles import AskedForm
from sites.documents.models import Field
from sites.units.topics import topics

from .enums import Frequency


class SubscribeForm(AskedForm):
    """What is wanted, how often and at which address; a consent to what stands above comes with it."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Bạn muốn nhận tin gì?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Hãy chọn ít nhất một loại tin.")},
    )
    fields_wanted = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Lĩnh vực của văn bản"),
        queryset=Field.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Chỉ áp dụng cho văn bản mới. Không chọn là mọi lĩnh vực."),
    )
    everywhere = forms.BooleanField(
        label=gettext_lazy("Cả văn bản của mọi đơn vị trong tỉnh, không chỉ của đơn vị này."), required=False
    )
    frequency = forms.ChoiceField(
        label=gettext_lazy("Nhận thư khi nào?"),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        initial=Frequency.WEEKLY,
        help_text=gettext_lazy("Cảnh báo khẩn được gửi ngay."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Tôi đồng ý để đơn vị dùng địa chỉ này gửi tin tôi đã chọn."),
        error_messages={"required": gettext_lazy("Cần bạn đồng ý thì đơn vị mới gửi thư được.")},
    )
    field_order = [
        "topics",
        "fields_wanted",
        "everywhere",
        "frequency",
        "email",
        "consent",
        "riddle",
        "website",
        "stamp",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = [
            (topic.code, f"{topic.label} – {topic.hint}" if topic.hint else topic.label) for topic in topics()
        ]
        self.fields["fields_wanted"].queryset = Field.objects.all()

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if not email.isascii():
            raise ValidationError(_("Địa chỉ thư điện tử chỉ gồm chữ không dấu, số và các dấu . _ - @."))
        return email

    @property
    def wish(self) -> dict[str, Any]:
        """What is asked for."""
        data = self.cleaned_data
        of_documents = any(topic.asks_fields and topic.code in data["topics"] for topic in topics())
        return {
            "topics": data["topics"],
            "frequency": data["frequency"],
            "fields": data["fields_wanted"] if of_documents else [],
            "everywhere": of_documents and data["everywhere"],
        }
