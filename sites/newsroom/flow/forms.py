"""The forms of what flows along the tree."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from sites.units.audience_form import AudienceFormMixin
from sites.units.enums import AudienceKind
from sites.units.models import Unit

from ..enums import Placement
from ..models import Push
from ..services.desk import sections

USUAL = timedelta(days=30)


class PushForm(AudienceFormMixin, forms.Form):
    """To whom an item is sent, how it is shown there and for how long."""

    placement = forms.ChoiceField(
        label=_("Vị trí"), choices=Placement, widget=forms.RadioSelect, initial=Placement.LIST
    )
    compulsory = forms.BooleanField(
        label=_("Bắt buộc"),
        required=False,
        help_text=_("Đơn vị nhận không ẩn được. Để trống thì đơn vị nhận có thể ẩn trên trang của mình."),
    )
    starts_at = forms.DateTimeField(
        label=_("Hiện từ"), required=False, widget=AdminDateTimeInput, help_text=_("Để trống thì hiện ngay.")
    )
    ends_at = forms.DateTimeField(
        label=_("Hiện đến"), widget=AdminDateTimeInput, help_text=_("Dài nhất 366 ngày; có thể gia hạn.")
    )
    # Looks units up by name; what is found is added to the list below by its button.
    find = forms.CharField(label=_("Tìm đơn vị để thêm vào danh sách"), required=False, max_length=100)
    field_order = ["placement", "compulsory", "starts_at", "ends_at", "audience", "tier", "area", "find", "units"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"ends_at": timezone.now() + USUAL} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def choice(self) -> dict[str, Any]:
        """What `send_down` takes, of a valid form."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "find"}
        data["starts_at"] = data["starts_at"] or timezone.now()
        if data["audience"] == AudienceKind.SUBTREE and data["area"] is None:
            data["area"] = self.sender
        return data


class ChangePushForm(forms.Form):
    """What may be changed about something that has been sent."""

    placement = forms.ChoiceField(label=_("Vị trí"), choices=Placement, widget=forms.RadioSelect)
    compulsory = forms.BooleanField(label=_("Bắt buộc"), required=False)
    ends_at = forms.DateTimeField(label=_("Hiện đến"), widget=AdminDateTimeInput)

    def __init__(self, *args: Any, push: Push, **kwargs: Any) -> None:
        values = {"placement": push.placement, "compulsory": push.compulsory, "ends_at": push.ends_at}
        super().__init__(*args, initial=values, **kwargs)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Lý do thu hồi"), max_length=300, required=False)


class ReceiptFilterForm(forms.Form):
    """Which of the receiving units are listed."""

    ALL, SHOWN, HIDDEN, CONFIRMED, SILENT = "", "hien", "an", "xac-nhan", "chua-xac-nhan"

    q = forms.CharField(label=_("Tên đơn vị"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[
            (ALL, _("Tất cả")),
            (SHOWN, _("Đang hiện")),
            (HIDDEN, _("Đã ẩn")),
            (CONFIRMED, _("Đã xác nhận")),
            (SILENT, _("Chưa xác nhận")),
        ],
    )


class ProposeForm(forms.Form):
    """To whom an article is put forward, and by which way."""

    goal = forms.ChoiceField(label=_("Gửi tới"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Lời gửi kèm"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, goals: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = {str(unit.pk): unit for unit in goals}
        choices = [(key, unit.full_name) for key, unit in self.goals.items()]
        if len(goals) > 1:
            by_steps = _("%(goal)s, qua %(first)s") % {"goal": goals[-1].full_name, "first": goals[0].full_name}
            straight = _("%(goal)s, gửi thẳng") % {"goal": goals[-1].full_name}
            choices = [choices[0], (choices[-1][0], by_steps), (f"{choices[-1][0]}-thang", straight)]
        self.fields["goal"].choices = choices
        self.initial.setdefault("goal", choices[0][0] if choices else None)

    def choice(self) -> tuple[Unit, bool]:
        """The unit, and whether the item goes straight to it."""
        key, _dash, straight = self.cleaned_data["goal"].partition("-")
        return self.goals[key], bool(straight)


class AcceptForm(forms.Form):
    """Where the own copy goes, and whether the proposal goes on."""

    section = forms.ModelChoiceField(label=_("Chuyên mục"), queryset=None, empty_label=None)
    pass_on = forms.BooleanField(label=_("Đồng thời chuyển lên cấp trên"), required=False)
    note = forms.CharField(label=_("Ý kiến"), required=False, max_length=1000)

    def __init__(self, *args: Any, unit: Unit, may_pass_on: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections(unit)
        if not may_pass_on:
            del self.fields["pass_on"]


class NoteForm(forms.Form):
    """A word of explanation; whether it must be given is the service's to say."""

    note = forms.CharField(
        label=_("Lý do, ý kiến"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
