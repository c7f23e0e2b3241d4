"""The form of a document: what can be read from its symbol or from its file is filled in for the clerk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import text
from sites.units.isolation.references import UnitOwnedForm
from sites.units.models import Unit
from sites.units.permissions import working_unit_id

from . import services
from .entry import Filled, fill_from_file, fill_from_symbol, issuer_choices, type_choices
from .filing.attaching import UploadField
from .models import Attachment, DocumentFile, IssuingBody, OfficialDocument
from .services.files import store_file


class OfficialDocumentForm(UnitOwnedForm):
    """Nothing here needs a script: what `entry.js` fills in while one types is filled in on saving as well."""

    source_file = UploadField(required=False, label=gettext_lazy("Tệp văn bản"))
    # The file that the script has sent before the form, so that it is not sent twice.
    source_stored = forms.IntegerField(required=False, label=gettext_lazy("Tệp văn bản"), widget=forms.HiddenInput)
    accept_duplicate = forms.BooleanField(
        required=False, label=gettext_lazy("Đây là văn bản khác: vẫn lưu dù trùng số")
    )

    class Media:
        js = ["documents/entry.js"]
        css = {"all": ["documents/admin.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = self._unit()
        if "type" in self.fields:
            self.fields["type"].choices = type_choices()
        if "issuer" in self.fields:
            self.offered = issuer_choices(self.unit, self.instance.issuer)
            self.fields["issuer"].choices = self.offered
        if "symbol" in self.fields:
            self.fields["symbol"].widget.attrs |= {
                "data-read-url": reverse("documents_read_symbol"),
                "data-document": self.instance.pk or "",
                "data-duplicates": _("Đã có văn bản cùng số, ký hiệu, cơ quan và năm:"),
                "autocomplete": "off",
            }
        self.fields["source_file"].widget.attrs |= {
            "data-read-url": reverse("documents_read_file"),
            "data-reading": _("Đang đọc tệp…"),
            "data-failed": _("Chưa đọc được tệp vì mất kết nối. Tệp vẫn được gửi khi bạn lưu."),
        }
        if "issued_on" in self.fields:
            # It may stand in the file; without a day, the sentence below is shown.
            self.fields["issued_on"].required = False

    def _unit(self) -> Unit | None:
        key = self.instance.unit_id or working_unit_id(self.for_user)
        return Unit.objects.filter(pk=key).first()

    # --- Filling -----------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.unit is None:
            return data
        self._forget_what_followed(data)
        self.stored = self._source()
        if self.stored is not None:
            self._take(fill_from_file(self.stored, self.unit))
        self._take(fill_from_symbol(data.get("symbol") or "", self.unit, data.get("issued_on")))
        if not data.get("issued_on") and "issued_on" not in self.errors:
            self.add_error("issued_on", _("Hãy ghi ngày ban hành."))
        self._check_days(data)
        self._check_duplicates(data)
        return data

    def _take(self, filled: Filled) -> None:
        """Fill what was left empty; what a person has typed stays."""
        for name, value in filled.values().items():
            if name in self.fields and name not in self.errors and not self.cleaned_data.get(name):
                self.cleaned_data[name] = value

    def _forget_what_followed(self, data: dict[str, Any]) -> None:
        """What followed from a field that is changed now follows from the new one."""
        title_before = services.shortened(text.normalise(self.initial.get("abstract") or ""))
        if "issuer" in self.changed_data and "issuer_name" not in self.changed_data:
            data["issuer_name"] = ""
        if "abstract" in self.changed_data and data.get("title") == title_before:
            data["title"] = ""
        if "issued_on" in self.changed_data and "year" not in self.changed_data:
            data["year"] = None

    def _source(self) -> DocumentFile | None:
        upload = self.cleaned_data.get("source_file")
        if upload:
            try:
                return store_file(upload, unit=self.unit, by=self.for_user)
            except ValidationError as error:
                self.add_error("source_file", error)
                return None
        key = self.cleaned_data.get("source_stored")
        return DocumentFile.objects.filter(pk=key, unit=self.unit).first() if key else None

    # --- Checking ----------------------------------------------------------------------------------

    def clean_issuer(self) -> IssuingBody | None:
        """Choices are only what is shown: nobody publishes in the name of a body that was not offered."""
        issuer = self.cleaned_data["issuer"]
        offered = {key for _group, rows in self.offered if isinstance(rows, list) for key, _label in rows}
        if issuer is not None and issuer.pk not in offered:
            raise ValidationError(_("Hãy chọn một cơ quan trong danh sách."))
        return issuer

    def _check_days(self, data: dict[str, Any]) -> None:
        issued, effective, expires = (data.get(name) for name in ("issued_on", "effective_on", "expires_on"))
        if issued and effective and effective < issued:
            self.add_error(
                "effective_on",
                _("Ngày có hiệu lực không được trước ngày ban hành (%(day)s).") % {"day": f"{issued:%d/%m/%Y}"},
            )
        begins = effective or issued
        if begins and expires and expires <= begins:
            self.add_error("expires_on", _("Ngày hết hiệu lực phải sau ngày có hiệu lực."))

    def _check_duplicates(self, data: dict[str, Any]) -> None:
        """A second document of the same symbol, issuer and year is saved only when the clerk says so."""
        if data.get("accept_duplicate") or "symbol" not in self.fields:
            return
        issued = data.get("issued_on")
        year = data.get("year") or (issued.year if issued else None)
        found = services.duplicates(
            self.unit.pk, data.get("symbol") or "", year, data.get("issuer"), self.instance.pk
        ).first()
        if found is not None:
            self.add_error(
                "symbol",
                _(
                    "Đã có văn bản %(document)s của cùng cơ quan, cùng năm. Nếu đây là văn bản khác, hãy đánh dấu"
                    " “%(box)s” rồi lưu lại."
                )
                % {"document": found, "box": self.fields["accept_duplicate"].label},
            )

    def _get_validation_exclusions(self) -> set[str]:
        # Each is said in better words at its field.
        return super()._get_validation_exclusions() | ({"effective_on"} if "effective_on" in self.errors else set())

    def _post_clean(self) -> None:
        super()._post_clean()
        document = self.instance
        if not self.errors and document.unit_id and document.issued_on:
            # A draft is not saved but kept as a revision, which must tell the same.
            services.complete(document)

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_bound and not getattr(self, "_relations_checked", False):
            self._relations_checked = True
            valid = self._check_relations() and valid
        return valid and not self.errors

    def _check_relations(self) -> bool:
        formset = self.formsets.get("relations")
        fine = True
        for form in formset.forms if formset else ():
            if not form.has_changed() or formset._should_delete_form(form) or not hasattr(form, "cleaned_data"):
                continue
            target = form.cleaned_data.get("target")
            kind = form.cleaned_data.get("kind")
            if target is None or not kind:
                continue
            if reason := services.why_not_relate(self.instance.pk, target.pk, kind, form.instance.pk):
                form.add_error("target", reason)
                fine = False
        return fine

    # --- Saving ------------------------------------------------------------------------------------

    def save(self, commit: bool = True) -> OfficialDocument:
        document = super().save(commit)
        stored = getattr(self, "stored", None)
        if stored is not None and stored.pk not in {row.stored_id for row in document.attachments.all()}:
            document.attachments.add(Attachment(stored=stored, sort_order=len(document.attachments.all())))
            if commit:
                document.attachments.commit()
        return document
