"""Forms with which the platform opens, changes and ends units."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from .enums import HostRole
from .models import Tier, Unit, UnitType, today
from .viewsets import UnitChooserWidget


class GroupedTypes(forms.models.ModelChoiceIterator):
    """Type words under their tiers: `thành phố` stands at two of them."""

    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        types = list(self.queryset)
        for tier in dict.fromkeys(unit_type.tier for unit_type in types):
            yield str(tier), [self.choice(unit_type) for unit_type in types if unit_type.tier == tier]


class TypeField(forms.ModelChoiceField):
    iterator = GroupedTypes

    def label_from_instance(self, obj: UnitType) -> str:
        return str(obj) or str(obj.tier)


class ServiceForm(forms.Form):
    """A form whose last word is a service's: what it refuses is shown at the field it names."""

    def take_errors(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields and name != NON_FIELD_ERRORS else None, errors)


class VersionFields(ServiceForm):
    """What a unit is during a time."""

    tier = forms.ModelChoiceField(Tier.objects.all(), label=_("Cấp"))
    unit_type = TypeField(UnitType.objects.select_related("tier"), label=_("Loại"))
    name = forms.CharField(max_length=150, label=_("Tên"), help_text=_("Không kèm từ chỉ loại, ví dụ: Trung Môn."))
    name_en = forms.CharField(max_length=150, required=False, label=_("Tên tiếng Anh"))
    code = forms.CharField(max_length=20, required=False, label=_("Mã chính thức"))
    parent = forms.ModelChoiceField(
        Unit.objects.all(),
        required=False,
        label=_("Đơn vị cấp trên"),
        widget=UnitChooserWidget,
        error_messages={"invalid_choice": _("Không có đơn vị này.")},
    )


class CreateUnitForm(VersionFields):
    valid_from = forms.DateField(label=_("Có hiệu lực từ ngày"), widget=AdminDateInput, initial=today)
    valid_to = forms.DateField(
        label=_("Đến trước ngày"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Để trống nếu chưa biết ngày kết thúc."),
    )
    host = forms.CharField(
        max_length=253,
        required=False,
        label=_("Tên miền"),
        help_text=_("Để trống thì tên miền được đặt theo quy tắc: tên đơn vị không dấu, dưới tên miền của tỉnh."),
    )
    languages = forms.MultipleChoiceField(
        choices=settings.WAGTAIL_CONTENT_LANGUAGES,
        initial=[settings.WAGTAIL_CONTENT_LANGUAGES[0][0]],
        widget=forms.CheckboxSelectMultiple,
        label=_("Ngôn ngữ"),
    )
    legal_basis = forms.CharField(max_length=200, required=False, label=_("Căn cứ pháp lý"))


class ChangeUnitForm(VersionFields):
    valid_from = forms.DateField(
        label=_("Thay đổi từ ngày"),
        widget=AdminDateInput,
        initial=today,
        help_text=_("Giai đoạn hiện có kết thúc vào ngày này và giai đoạn mới bắt đầu."),
    )
    legal_basis = forms.CharField(max_length=200, required=False, label=_("Căn cứ pháp lý"))


class EndUnitForm(ServiceForm):
    valid_to = forms.DateField(label=_("Kết thúc từ ngày"), widget=AdminDateInput)
    legal_basis = forms.CharField(max_length=200, required=False, label=_("Căn cứ pháp lý"))


class HostForm(ServiceForm):
    host = forms.CharField(max_length=253, label=_("Tên miền"))
    role = forms.ChoiceField(choices=HostRole.choices, initial=HostRole.ALIAS, label=_("Vai trò"))
    valid_from = forms.DateField(label=_("Có hiệu lực từ ngày"), widget=AdminDateInput, initial=today)
    valid_to = forms.DateField(label=_("Đến trước ngày"), required=False, widget=AdminDateInput)


class ProvisionForm(ServiceForm):
    languages = forms.MultipleChoiceField(
        choices=settings.WAGTAIL_CONTENT_LANGUAGES, widget=forms.CheckboxSelectMultiple, label=_("Ngôn ngữ")
    )


class ImportUnitsForm(ServiceForm):
    file = forms.FileField(label=_("Tệp CSV"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))
    skip_bad = forms.BooleanField(
        required=False, label=_("Bỏ qua dòng sai"), help_text=_("Nếu không chọn, một dòng sai thì không nhận dòng nào.")
    )

    MAX_BYTES = 5 * 1024 * 1024

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.MAX_BYTES:
            raise ValidationError(_("Tệp lớn quá 5 MB."))
        return file
