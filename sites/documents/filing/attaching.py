"""Attaching files in the form of a document: a file is kept as soon as it is found good, whatever else is wrong."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel

from portal.media.forms import DOCUMENT_ERRORS, TOO_LARGE
from sites.units.models import Unit
from sites.units.permissions import working_unit_id

from ..models import DocumentFile
from ..services.files import store_file

# A form field is made when the code is read; its words are wanted in the language of the one who reads them.
lazy_text = lazy(lambda make: make(), str)


class StoredFileWidget(forms.HiddenInput):
    """Shows the file that is attached: its name, size, checksum and what became of its text."""

    template_name = "documents/admin/stored_file.html"
    is_hidden = False
    # Set by the form: a number that was made up must not tell of another unit's file.
    choosable: QuerySet[DocumentFile] | None = None

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        key = str(value or "")
        is_asked = self.choosable is not None and key.isdecimal()
        context["stored"] = self.choosable.filter(pk=key).first() if is_asked else None
        return context


class UploadField(forms.FileField):
    """One file of the kinds that a document may carry; its limit is told to the browser as well."""

    default_error_messages = DOCUMENT_ERRORS

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        extensions = settings.DOCUMENT_ATTACHMENT_EXTENSIONS
        self.widget.attrs["accept"] = ",".join(f".{extension}" for extension in extensions)
        self.widget.attrs["data-max-bytes"] = str(limit)
        self.widget.attrs["data-too-large"] = lazy_text(lambda: TOO_LARGE % {"limit": filesizeformat(limit)})
        self.help_text = lazy_text(
            lambda: (
                _("PDF, Word, Excel hoặc OpenDocument. Mỗi tệp tối đa %(limit)s.") % {"limit": filesizeformat(limit)}
            )
        )


class AttachmentForm(WagtailAdminModelForm):
    """A row of the attachments: a file that is stored already, or one that is sent now and takes its place."""

    upload = UploadField(required=False, label=gettext_lazy("Chọn tệp"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.fields["stored"]
        stored.required = False
        unit_id = working_unit_id(self.for_user) if self.for_user else None
        # Without a unit worked in there is the platform alone, and the form of the document checks references.
        stored.queryset = DocumentFile.objects.filter(unit=unit_id) if unit_id else DocumentFile.objects.all()
        stored.widget.choosable = stored.queryset
        stored.error_messages["invalid_choice"] = _("Không có tệp này. Hãy chọn lại tệp.")

    def clean(self) -> dict:
        data = super().clean()
        upload = data.get("upload")
        if upload is not None:
            self._store(data, upload)
        elif (
            data.get("stored") is None and "upload" not in self.errors and not self.data.get(self.add_prefix("DELETE"))
        ):
            self.add_error("upload", _("Hãy chọn một tệp."))
        return data

    def _store(self, data: dict, upload: Any) -> None:
        unit = Unit.objects.filter(pk=working_unit_id(self.for_user)).first()
        if unit is None:
            self.add_error("upload", _("Hãy chọn đơn vị bạn đang làm việc rồi lưu lại."))
            return
        try:
            data["stored"] = store_file(upload, unit=unit, by=self.for_user)
        except ValidationError as error:
            self.add_error("upload", error)
            return
        # Shown again because of an error elsewhere, the form still has the file.
        self.data = self.data.copy()
        self.data[self.add_prefix("stored")] = str(data["stored"].pk)


class AttachmentsPanel(InlinePanel):
    """The attachments in the form of a document."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", gettext_lazy("Tệp đính kèm"))
        kwargs.setdefault("label", gettext_lazy("Tệp"))
        kwargs.setdefault(
            "panels",
            [FieldPanel("stored", widget=StoredFileWidget), FieldPanel("upload"), FieldPanel("title")],
        )
        # Wagtail clones a panel with all that it was made of.
        super().__init__(**{"relation_name": "attachments", **kwargs})

    def get_form_options(self) -> dict:
        options = super().get_form_options()
        options["formsets"]["attachments"] |= {"form": AttachmentForm, "inherit_kwargs": ["for_user"]}
        return options
