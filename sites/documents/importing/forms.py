"""The forms of an import: the files, then the columns."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from portal.media.forms import DOCUMENT_ERRORS, TOO_LARGE
from portal.media.scanning import check_for_viruses
from portal.media.tables import EXTENSIONS, MAX_BYTES, Row, as_text

from ..enums import Direction, KeepRows
from ..filing.attaching import lazy_text
from .columns import columns_of, guess, kinds

SHORT = 40


class BoundedFileField(forms.FileField):
    """A file of at most so many bytes, refused before anything of it is read; the browser is told as well."""

    default_error_messages = DOCUMENT_ERRORS

    def __init__(self, *, limit: int, extensions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = limit
        self.accept(extensions)
        self.widget.attrs["data-max-bytes"] = str(limit)
        self.widget.attrs["data-too-large"] = lazy_text(lambda: TOO_LARGE % {"limit": filesizeformat(limit)})

    def accept(self, extensions: tuple[str, ...]) -> None:
        """Take files whose names end so."""
        self.extensions = extensions
        self.widget.attrs["accept"] = ",".join(f".{extension}" for extension in extensions)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if data and getattr(data, "size", 0) > self.limit:
            sizes = {"file_size": filesizeformat(data.size), "max_filesize": filesizeformat(self.limit)}
            raise forms.ValidationError(self.error_messages["file_too_large"] % sizes, code="file_too_large")
        file = super().clean(data, initial)
        if file:
            if (file.name or "").rpartition(".")[2].lower() not in self.extensions:
                allowed = ", ".join(f".{extension}" for extension in self.extensions)
                raise forms.ValidationError(_("Chỉ nhận tệp %(allowed)s.") % {"allowed": allowed}, code="extension")
            check_for_viruses(file)
        return file


class BringForm(forms.Form):
    """A table and what comes with it."""

    kind = forms.ChoiceField(label=gettext_lazy("Nhập"), widget=forms.RadioSelect)
    direction = forms.ChoiceField(
        label=gettext_lazy("Sổ"),
        choices=Direction.choices,
        required=False,
        help_text=gettext_lazy("Chỉ dùng khi nhập sổ văn bản."),
    )
    table = BoundedFileField(
        label=gettext_lazy("Bảng (.xlsx, .csv hoặc .json)"), limit=MAX_BYTES, extensions=EXTENSIONS
    )
    archive = BoundedFileField(
        label=gettext_lazy("Tệp đính kèm (.zip)"),
        required=False,
        limit=settings.IMPORT_ARCHIVE_MAX_BYTES,
        extensions=("zip",),
        help_text=gettext_lazy("Chỉ dùng khi nhập văn bản: nén các tệp mà bảng ghi tên ở cột “Tên tệp đính kèm”."),
    )

    def __init__(self, *args: Any, unit: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [kind for kind in kinds() if unit is None or kind.why_not(unit) is None]
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in offered]
        others = sorted({extension for kind in offered for extension in kind.converters})
        self.fields["table"].accept((*EXTENSIONS, *others))
        # The browser offers what some kind takes; the one that was chosen may take less.
        if chosen := next((kind for kind in offered if kind.code == self.data.get("kind")), None):
            self.fields["table"].extensions = (*EXTENSIONS, *sorted(chosen.converters))


class ColumnsForm(forms.Form):
    """Which column of the table is what; the first rows are shown beside it."""

    header_line = forms.TypedChoiceField(label=gettext_lazy("Dòng tiêu đề"), coerce=int)
    keep = forms.ChoiceField(
        label=gettext_lazy("Khi có dòng lỗi"), choices=KeepRows.choices, widget=forms.RadioSelect, initial=KeepRows.GOOD
    )

    def __init__(
        self, *args: Any, kind: str, rows: list[Row], line: int, mapping: dict[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns_of(kind)
        lines = [(row.line, f"{row.line}: {_short(' | '.join(map(as_text, row.cells)), 80)}") for row in rows]
        self.fields["header_line"].choices = lines
        self.fields["header_line"].initial = line
        headings = next((row.cells for row in rows if row.line == line), [])
        mapping = mapping or guess(headings, self.columns)
        width = max((len(row.cells) for row in rows), default=0)
        places = [("", _("– không có –"))] + [(str(place), _place(place, headings)) for place in range(width)]
        for column in self.columns:
            self.fields[f"column-{column.name}"] = forms.ChoiceField(
                label=column.label,
                choices=places,
                required=column.required,
                initial=str(mapping[column.name]) if column.name in mapping else "",
                error_messages={"required": _("Hãy chọn cột.")},
            )

    @property
    def mapping(self) -> dict[str, int]:
        chosen = {column.name: self.cleaned_data.get(f"column-{column.name}") for column in self.columns}
        return {name: int(place) for name, place in chosen.items() if place}


def _place(place: int, headings: list[Any]) -> str:
    heading = as_text(headings[place]) if place < len(headings) else ""
    return f"{get_column_letter(place + 1)}: {_short(heading, SHORT)}"


def _short(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1] + "…"
