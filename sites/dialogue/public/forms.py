"""The forms by which people send and follow cases, without an account and without a script."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import text
from portal.core.riddles import AskedForm
from portal.core.senders import PublicForm
from portal.media.private import PHOTOS
from sites.documents.models import Field

from ..enums import Publication, Rating
from ..models import CaseKind
from ..models.cases import LONGEST_BODY
from ..services.files import MOST_FILES, clean_upload
from ..services.links import clean_code, clean_secret

SHORTEST = 10
# What goes to the case; the rest of the form is about the form.
FIELDS = ("subject", "body", "place", "field", "name", "email", "phone", "address", "may_publish", "show_name")


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files at once, each looked at and, where it is a photo, drawn anew."""

    def __init__(self, **kwargs: Any) -> None:
        extensions = [*PHOTOS, *settings.DOCUMENT_ATTACHMENT_EXTENSIONS]
        accept = ",".join(f".{extension}" for extension in extensions)
        super().__init__(widget=SeveralFiles(attrs={"accept": accept}), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("Gửi nhiều nhất %(number)d tệp.") % {"number": MOST_FILES})
        faults, kept = [], []
        for upload in uploads:
            try:
                kept.append(clean_upload(upload))
            except ValidationError as error:
                faults += error.messages
        if faults:
            raise ValidationError(faults)
        return kept


class CaseForm(AskedForm):
    """What a kind of case asks for. A consent to what was read above stands first."""

    consent = forms.BooleanField(
        label=gettext_lazy("Tôi đã đọc và đồng ý để cơ quan xử lý thông tin tôi gửi theo mục đích nêu trên."),
        error_messages={"required": gettext_lazy("Cần bạn đồng ý thì cơ quan mới xử lý được.")},
    )
    subject = forms.CharField(
        label=gettext_lazy("Tiêu đề"), max_length=200, help_text=gettext_lazy("Một câu ngắn nói việc gì.")
    )
    body = forms.CharField(
        label=gettext_lazy("Nội dung"),
        min_length=SHORTEST,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Nhiều nhất 5.000 chữ cái. Không ghi thông tin riêng của người khác."),
    )
    place = forms.CharField(
        label=gettext_lazy("Nơi xảy ra"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Ví dụ: trước nhà văn hoá thôn 3, xã Trung Môn."),
    )
    field = forms.ModelChoiceField(
        label=gettext_lazy("Lĩnh vực"),
        queryset=Field.objects.none(),
        required=False,
        empty_label=gettext_lazy("Không rõ"),
        help_text=gettext_lazy("Để chuyển đúng nơi phụ trách. Có thể để trống."),
    )
    uploads = FilesField(label=gettext_lazy("Tệp đính kèm"))
    name = forms.CharField(
        label=gettext_lazy("Họ tên hoặc tổ chức"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Để nhận biên nhận và báo tin; không hiện ở đâu."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Điện thoại"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ"),
        required=False,
        max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    may_publish = forms.BooleanField(
        label=gettext_lazy("Cơ quan có thể công bố câu hỏi và trả lời, sau khi ẩn thông tin cá nhân."), required=False
    )
    show_name = forms.BooleanField(label=gettext_lazy("Hiện tên tôi khi công bố."), required=False)
    field_order = [
        *("consent", "subject", "body", "place", "field", "uploads", "name", "email", "phone", "address"),
        *("may_publish", "show_name", "riddle", "website", "stamp"),
    ]

    def __init__(self, *args: Any, kind: CaseKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["field"].queryset = Field.objects.all()
        photos = _(
            "Ảnh JPG, PNG, WEBP hoặc tệp PDF, Word, Excel; nhiều nhất %(number)d tệp. Vị trí trong ảnh được xoá."
        )
        self.fields["uploads"].help_text = photos % {"number": MOST_FILES}
        if kind.asks_place:
            self.fields["place"].required = True
        else:
            del self.fields["place"]
        if kind.needs_name:
            self.fields["name"].required = self.fields["address"].required = True
        else:
            del self.fields["address"]
        if kind.publication != Publication.CONSENT:
            del self.fields["may_publish"]
        if kind.publication == Publication.NEVER:
            del self.fields["show_name"]

    def clean_subject(self) -> str:
        return text.normalise(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        body = "\n".join(text.normalise(line) for line in self.cleaned_data["body"].splitlines()).strip()
        if len(body) < SHORTEST:
            raise ValidationError(_("Nội dung cần ít nhất %(number)d chữ cái.") % {"number": SHORTEST})
        return body

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        digits = "".join(letter for letter in phone if letter.isdigit())
        if phone and not 8 <= len(digits) <= 15:
            raise ValidationError(_("Số điện thoại không đúng. Hãy ghi đủ số, ví dụ 0912 345 678."))
        return digits

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.kind.needs_contact and not (data.get("email") or data.get("phone")):
            self.add_error("email", _("Hãy ghi thư điện tử hoặc điện thoại để cơ quan liên hệ."))
        if data.get("show_name") and not data.get("name"):
            self.add_error("name", _("Hãy ghi tên, hoặc bỏ chọn “Hiện tên tôi”."))
        return data

    @property
    def case(self) -> dict[str, Any]:
        """What goes to the case."""
        data = {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}
        if self.kind.publication == Publication.ANONYMOUS:
            data["may_publish"] = True
        return data


class AddForm(PublicForm):
    text = forms.CharField(
        label=gettext_lazy("Nội dung bổ sung"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 5})
    )
    uploads = FilesField(label=gettext_lazy("Tệp đính kèm"))
    field_order = ["text", "uploads", "website", "stamp"]


class RateForm(forms.Form):
    rating = forms.ChoiceField(
        label=gettext_lazy("Bạn thấy câu trả lời thế nào?"), choices=Rating.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(label=gettext_lazy("Nhận xét"), required=False, max_length=500)


class LookupForm(forms.Form):
    """The code and the secret on the receipt, for who has lost the link."""

    code = forms.CharField(
        label=gettext_lazy("Mã"),
        max_length=30,
        help_text=gettext_lazy("Trên biên nhận, ví dụ 26-7K3M-9QXR."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("Khoá theo dõi"),
        max_length=40,
        help_text=gettext_lazy("20 chữ trên biên nhận, không phân biệt hoa thường."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = clean_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("Mã không đúng dạng. Hãy nhập như trên biên nhận."))
        return code

    def clean_secret(self) -> str:
        secret = clean_secret(self.cleaned_data["secret"])
        if not secret:
            raise ValidationError(_("Khoá gồm 20 chữ và số. Hãy nhập như trên biên nhận."))
        return secret
