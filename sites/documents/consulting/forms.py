"""The form by which citizens comment on a draft, and those by which a unit deals with comments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from portal.core import text
from portal.core.senders import PublicForm

from ..enums import CommentRoad, Verdict
from ..models import ConsultationComment

LONGEST, SHORTEST = 5000, 10
# What goes to the comment; the rest of the form is about the form.
FIELDS = ("provision", "body", "name", "contact", "show_name")


class CommentForm(PublicForm):
    """A comment on a draft. Only the comment and the consent are asked for; a name is given if one likes."""

    body = forms.CharField(
        label=gettext_lazy("Góp ý của bạn"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Nhiều nhất 5.000 chữ cái. Không ghi thông tin riêng của người khác."),
    )
    provision = forms.CharField(
        label=gettext_lazy("Điều, khoản góp ý"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: khoản 2 Điều 5. Có thể để trống."),
    )
    name = forms.CharField(
        label=gettext_lazy("Họ tên hoặc tổ chức"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=gettext_lazy("Không bắt buộc."),
    )
    show_name = forms.BooleanField(label=gettext_lazy("Hiện tên tôi bên cạnh góp ý"), required=False)
    contact = forms.CharField(
        label=gettext_lazy("Điện thoại hoặc thư điện tử"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Không bắt buộc, không bao giờ hiện trên trang; để cơ quan soạn thảo hỏi lại khi cần."),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Tôi đồng ý để cơ quan soạn thảo xử lý góp ý này và đăng nội dung sau khi xem xét."),
        error_messages={"required": gettext_lazy("Cần bạn đồng ý thì góp ý mới được xử lý và đăng.")},
    )
    field_order = ["body", "provision", "name", "show_name", "contact", "consent", "website", "stamp"]

    def clean_body(self) -> str:
        body = "\n".join(text.normalise(line) for line in self.cleaned_data["body"].splitlines()).strip()
        if len(body) < SHORTEST:
            raise ValidationError(_("Góp ý cần ít nhất %(number)d chữ cái.") % {"number": SHORTEST})
        return body

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("show_name") and not data.get("name"):
            self.add_error("name", _("Hãy ghi tên, hoặc bỏ chọn “Hiện tên tôi”."))
        return data

    @property
    def comment(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class EnteredCommentForm(forms.ModelForm):
    """A comment that came by another road; the unit enters it, so that its answer stands in the same table."""

    road = forms.ChoiceField(
        label=gettext_lazy("Gửi qua"),
        choices=[choice for choice in CommentRoad.choices if choice[0] != CommentRoad.PORTAL],
    )

    class Meta:
        model = ConsultationComment
        fields = ["road", "received_at", "name", "show_name", "provision", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8}), "received_at": AdminDateTimeInput}


class RefusalForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do không đăng"), max_length=300)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do kết thúc sớm"), max_length=300)


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(label=gettext_lazy("Kết quả"), choices=Verdict, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=gettext_lazy("Nội dung tiếp thu, giải trình"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
