"""The forms of a procedure and of what a unit says of it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from sites.units.isolation.references import UnitOwnedForm
from sites.units.models import Unit
from sites.units.permissions import working_unit_id

from .defining import can_define
from .models import LocalFacts, Procedure
from .models.facts import INHERITED
from .services import complete, resolve
from .services.versions import why_not_from


def why_not_national(url: str) -> str | None:
    """Why an address is none of the National Portal, as a sentence; None when it is one."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname in settings.NATIONAL_PORTAL_HOSTS and not parts.username:
        return None
    return _("Hãy ghi địa chỉ bắt đầu bằng https:// của Cổng Dịch vụ công quốc gia (%(hosts)s).") % {
        "hosts": ", ".join(settings.NATIONAL_PORTAL_HOSTS)
    }


class _OfUnitForm(UnitOwnedForm):
    """Knows the unit of the thing: its owner, else the one worked in."""

    def unit(self) -> Unit | None:
        key = self.instance.unit_id or working_unit_id(self.for_user)
        return Unit.objects.filter(pk=key).first() if key else None


class ProcedureForm(_OfUnitForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        unit = self.unit()
        if unit is not None and not can_define(unit):
            self.add_error(
                None,
                _("Thủ tục do tỉnh và các sở công bố. Đơn vị bạn dùng lại và chỉ ghi nơi nộp, giờ làm việc."),
            )
        if (url := data.get("national_url")) and (reason := why_not_national(url)):
            self.add_error("national_url", reason)
        code = data.get("code")
        same = Procedure.objects.filter(code=code, locale=self.instance.locale_id).exclude(pk=self.instance.pk)
        if code and self.instance.locale_id and same.exists():
            self.add_error("code", _("Đã có thủ tục mang mã này."))
        first_day = data.get("valid_from")
        if first_day and (reason := why_not_from(self.instance, first_day)):
            self.add_error("valid_from", reason)
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and self.instance.unit_id:
            # A draft is not saved but kept as a revision, which must tell the same.
            complete(self.instance)

    def is_valid(self) -> bool:
        # Not in `clean`: inline children are validated after their parent.
        return super().is_valid() and self._levels_hold() and not self.errors

    def _levels_hold(self) -> bool:
        """Of one scheme, one level at a time, and only while the law knows it."""
        rows = (
            [
                form
                for form in self.formsets["levels"].forms
                if form.cleaned_data.get("level") and not self.formsets["levels"]._should_delete_form(form)
            ]
            if "levels" in self.formsets
            else []
        )
        fine = True
        for place, form in enumerate(rows):
            row = form.cleaned_data
            level, begins, ends = row["level"], row.get("valid_from"), row.get("valid_to")
            if begins is None:
                continue
            if begins < level.valid_from or (level.valid_to and (ends or begins) > level.valid_to):
                form.add_error("level", _("Mức này không áp dụng trong thời gian đó."))
                fine = False
            for other in rows[:place]:
                before = other.cleaned_data
                overlap = (before.get("valid_to") is None or begins < before["valid_to"]) and (
                    ends is None or before["valid_from"] < ends
                )
                if before["level"].scheme == level.scheme and overlap:
                    form.add_error("valid_from", _("Cùng thời gian này đã có mức “%(level)s”.") % before)
                    fine = False
        return fine


class LocalFactsForm(_OfUnitForm):
    """Shows beside each field what holds while it is empty, and whose word that is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.unit()
        if unit is None:
            return
        inherited = resolve(unit, self.instance.procedure_id, without=self.instance.pk)
        for name in INHERITED:
            field, fact = self.fields.get(name), inherited.values.get(name)
            if field is None:
                continue
            field.widget.attrs["placeholder"] = fact.value if fact else ""
            if fact is None:
                continue
            words = {"unit": fact.unit_name, "value": fact.value}
            said = (
                _("Thay cho của %(unit)s: %(value)s")
                if getattr(self.instance, name)
                else _("Để trống thì theo %(unit)s: %(value)s")
            )
            field.help_text = f"{field.help_text} {said % words}".strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        unit = self.unit()
        if unit is None:
            return data
        if not any(data.get(name) for name in (*INHERITED,)) and data.get("offered") == "inherited":
            self.add_error(None, _("Hãy ghi ít nhất một thông tin khác với đơn vị cấp trên."))
        same = LocalFacts.objects.filter(unit=unit, procedure=data.get("procedure")).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error("procedure", _("Đơn vị đã có thông tin cho thủ tục này. Hãy sửa thông tin đó."))
        return data
