"""Forms with a file that becomes part of the thing: a table of figures, a list of people, a map."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import geojson
from sites.documents.importing.forms import BoundedFileField
from sites.units.isolation.references import UnitOwnedForm

from . import tables


class TableForm(UnitOwnedForm):
    """Takes the figures from a table; without a new file those of before stay."""

    upload = BoundedFileField(
        label=gettext_lazy("Bảng (.xlsx, .csv)"),
        required=False,
        limit=tables.MAX_BYTES,
        extensions=tables.EXTENSIONS,
        help_text=gettext_lazy("Dòng đầu là tên cột. Để trống khi không thay bảng đã có."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file = data.get("upload")
        if file:
            try:
                self.instance.headings, self.instance.rows = tables.read_table(file)
            except ValidationError as error:
                self.add_error("upload", error)
                return data
        elif "upload" not in self.errors and not self.instance.rows:
            self.add_error("upload", _("Hãy tải bảng lên."))
        if (chart := data.get("chart")) and (
            reason := tables.why_not_chart(chart, self.instance.headings, self.instance.rows)
        ):
            self.add_error("chart", reason)
        return data


class NoticeListForm(TableForm):
    """Figures of people: taken up again after they have been taken away only with a new file."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            self.instance.purged_at = None
        return data


class MapForm(UnitOwnedForm):
    """Takes the shapes from a GeoJSON file; without a new file those of before stay."""

    upload = BoundedFileField(
        label=gettext_lazy("Bản đồ (.geojson)"),
        required=False,
        limit=geojson.MAX_BYTES,
        extensions=("geojson", "json"),
        help_text=gettext_lazy("Toạ độ WGS 84, kinh độ trước, vĩ độ sau. Để trống khi không thay bản đồ đã có."),
    )
    needs_map = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file = data.get("upload")
        if file:
            file.seek(0)
            try:
                self.instance.geojson = geojson.read(file.read())
            except geojson.GeoProblem as problem:
                self.add_error("upload", str(problem))
        elif self.needs_map and "upload" not in self.errors and not self.instance.geojson:
            self.add_error("upload", _("Hãy tải tệp ranh giới lên."))
        return data


class BoundaryForm(MapForm):
    needs_map = True
