"""Tables to fill in: for each kind a workbook with its headings, and a sheet that says what goes into each column."""

from typing import Any

from django.utils.translation import gettext as _

from portal.core.spreadsheets import Sheet

from .columns import Kind


def sheets_of(kind: Kind) -> list[Sheet]:
    """The sheet to fill in, which comes first and is the one that is read, and the one that explains it."""
    headings = [str(column.label) for column in kind.columns]
    explained = [
        [
            str(column.label),
            _("bắt buộc") if column.required else _("không bắt buộc"),
            _text(getattr(column, "example", "")),
            _text(getattr(column, "note", "")),
        ]
        for column in kind.columns
    ]
    return [
        Sheet(_("Nhập liệu"), headings, []),
        Sheet(
            _("Hướng dẫn"),
            [_("Cột"), _("Bắt buộc"), _("Ví dụ"), _("Cách ghi")],
            explained,
            lines=[_("Điền vào trang “Nhập liệu”, mỗi dòng một mục; có thể bỏ các cột không dùng.")],
        ),
    ]


def _text(value: Any) -> str:
    return str(value) if value is not None else ""
