"""The forms of the desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.documents.models import OfficialDocument
from sites.documents.services.serving import public_documents

from ..enums import CaseState
from ..models import CaseKind
from ..models.cases import LONGEST_ANSWER, LONGEST_BODY
from ..public.forms import FilesField


class TextForm(forms.Form):
    """Some words: a note, a question to the sender, a reason."""

    text = forms.CharField(
        label=gettext_lazy("Nội dung"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 4})
    )


class ProlongForm(TextForm):
    days = forms.IntegerField(label=gettext_lazy("Thêm bao nhiêu ngày"), min_value=1, max_value=365)
    field_order = ["days", "text"]


class AnswerForm(forms.Form):
    """An answer, as a draft or for good; documents of the portal go with it by their symbols."""

    answer = forms.CharField(
        label=gettext_lazy("Nội dung trả lời"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 14})
    )
    symbols = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản kèm theo"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Văn bản đã công bố trên cổng; mỗi số một dòng hoặc cách nhau bằng dấu chấm phẩy."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    uploads = FilesField(label=gettext_lazy("Tệp trả lời"))

    def clean_symbols(self) -> list[OfficialDocument]:
        """The documents of these symbols; where several units have one, the newest."""
        wanted = [one.strip() for one in self.cleaned_data["symbols"].replace("\n", ";").split(";") if one.strip()]
        found = []
        for symbol in wanted[:10]:
            document = public_documents().filter(symbol__iexact=symbol).order_by("-issued_on", "-pk").first()
            if document is None:
                raise ValidationError(_("Không có văn bản đã công bố nào số %(symbol)s.") % {"symbol": symbol})
            found.append(document)
        return found


class InboxForm(forms.Form):
    """What of the inbox is shown."""

    LATE, SOON, OPEN, ALL = "late", "soon", "open", "all"
    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), required=False)
    kind = forms.ModelChoiceField(
        label=gettext_lazy("Loại"), queryset=CaseKind.objects.none(), required=False, empty_label=gettext_lazy("Tất cả")
    )
    code = forms.CharField(label=gettext_lazy("Mã"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = CaseKind.objects.all()
        self.fields["state"].choices = [
            ("", _("Đang xử lý")),
            (self.LATE, _("Quá hạn")),
            (self.SOON, _("Sắp hết hạn")),
            (self.ALL, _("Tất cả")),
            *CaseState.choices,
        ]


class PersonForm(forms.Form):
    wanted = forms.CharField(
        label=gettext_lazy("Mã, thư điện tử hoặc số điện thoại"),
        max_length=120,
        min_length=6,
        help_text=gettext_lazy("Đúng như người gửi đã ghi; chỉ tìm trong các vụ việc của đơn vị."),
    )


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Căn cứ xoá"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: đề nghị của người gửi ngày 02/03/2026, đã xác minh."),
    )
