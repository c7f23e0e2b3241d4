"""The fields in which somebody says to whom something is sent: a kind, and a tier, an area or units by name.

Units are typed, one a line, by name or official code: a list pasted from a table works, nothing loads the
thousands of units there may be, and no script is needed. What is not understood is named with what is near it.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import text

from . import audiences
from .enums import AudienceKind
from .models import Audience, Tier, Unit, UnitVersion

SUGGESTED = 5


def unit_named(typed: str) -> Unit:
    """The unit in force today with this name (accents or not, with or without its type) or official code.

    Raises `ValidationError` with a sentence that names what is near, where it is none or more than one.
    """
    folded, now = text.fold(typed), UnitVersion.objects.on().select_related("unit", "unit_type", "tier")
    for exactly in (Q(code=typed.strip()) & ~Q(code=""), Q(folded=folded), Q(folded__endswith=f" {folded}")):
        found = list(now.filter(exactly)[: SUGGESTED + 1]) if folded else []
        if len(found) == 1:
            return found[0].unit
        if found:
            raise ValidationError(
                _("“%(typed)s” có nhiều đơn vị: %(units)s. Hãy ghi mã đơn vị.")
                % {"typed": typed, "units": _listed(found)}
            )
    near = list(now.filter(folded__contains=folded)[:SUGGESTED]) if folded else []
    if near:
        raise ValidationError(
            _("Không có đơn vị “%(typed)s”. Gần giống: %(units)s.") % {"typed": typed, "units": _listed(near)}
        )
    raise ValidationError(_("Không có đơn vị nào tên hoặc mã là “%(typed)s”.") % {"typed": typed})


def _listed(versions: list[UnitVersion]) -> str:
    shown = [f"{version} ({version.code})" if version.code else str(version) for version in versions[:SUGGESTED]]
    return ", ".join(shown) + (", …" if len(versions) > SUGGESTED else "")


class AudienceFormMixin(forms.Form):
    """Made with `by` (the person) and `sender` (their unit); `address` fills the audience of a valid form."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Nơi nhận"), choices=AudienceKind, widget=forms.RadioSelect, initial=AudienceKind.SUBTREE
    )
    tier = forms.ModelChoiceField(
        label=gettext_lazy("Cấp"),
        queryset=Tier.objects.none(),
        required=False,
        help_text=gettext_lazy("Khi nơi nhận là một cấp."),
    )
    area = forms.CharField(
        label=gettext_lazy("Địa bàn"),
        required=False,
        max_length=210,
        help_text=gettext_lazy(
            "Khi nơi nhận là một địa bàn: tên hoặc mã đơn vị đứng đầu địa bàn. Để trống là đơn vị mình và các đơn vị"
            " trực thuộc."
        ),
    )
    units = forms.CharField(
        label=gettext_lazy("Các đơn vị"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Khi nơi nhận là danh sách: mỗi dòng một tên hoặc mã đơn vị."),
    )

    def __init__(self, *args: Any, by: Any, sender: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.sender = by, sender
        self.fields["tier"].queryset = Tier.objects.order_by("rank")
        if not audiences.reaches_everyone(by, sender):
            # For them "all" would mean the same as the area of their own unit.
            self.fields["audience"].choices = [kind for kind in AudienceKind.choices if kind[0] != AudienceKind.ALL]

    def clean_area(self) -> Unit | None:
        typed = self.cleaned_data["area"].strip()
        return unit_named(typed) if typed else None

    def clean_units(self) -> list[Unit]:
        lines = [line.strip() for line in self.cleaned_data["units"].splitlines() if line.strip()]
        if len(lines) > audiences.MAX_CHOSEN:
            # Before each is looked up; `address` says the same of what is sent in another way.
            raise ValidationError(
                _("Chọn nhiều nhất %(max)d đơn vị; nhiều hơn thì chọn một cấp hoặc một địa bàn.")
                % {"max": audiences.MAX_CHOSEN}
            )
        found, refused = {}, []
        for line in lines:
            try:
                unit = unit_named(line)
                found[unit.pk] = unit
            except ValidationError as error:
                refused += error.messages
        if refused:
            raise ValidationError(refused)
        return list(found.values())

    def address(self, audience: Audience) -> bool:
        """Fill `audience` from the cleaned fields; False, with an error at the field, where it may not be."""
        data = self.cleaned_data
        if {"audience", "tier", "area", "units"} - data.keys():
            return False
        area = data["area"]
        if data["audience"] == AudienceKind.SUBTREE and area is None:
            area = self.sender
        try:
            audiences.address(
                audience,
                by=self.by,
                sender=self.sender,
                kind=data["audience"],
                tier=data["tier"],
                area=area,
                units=data["units"],
            )
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                self.add_error(field if field in self.fields else None, messages)
            return False
        return True

    @staticmethod
    def initial_of(audience: Audience) -> dict[str, Any]:
        """What the fields show of an audience that was filled before."""
        uuids = [key.removeprefix("unit:") for key in audience.keys if key.startswith("unit:")]
        chosen = UnitVersion.objects.on().filter(unit__uuid__in=uuids).order_by("tier__rank", "name_key")
        return {
            "audience": audience.audience,
            "tier": audience.tier_id,
            "area": _typed(audience.area.version) if audience.area_id else "",
            "units": "\n".join(_typed(version) for version in chosen),
        }


def _typed(version: UnitVersion | None) -> str:
    """What to type for a unit so that it is found again."""
    return (version.code or version.full_name) if version else ""
