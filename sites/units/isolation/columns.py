"""Wagtail's columns of state and date, whose headings are in the language of the reader and not of the start."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui import tables


class LiveStatusTagColumn(tables.LiveStatusTagColumn):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=kwargs.pop("label", _("Trạng thái")), **kwargs)


class UpdatedAtColumn(tables.UpdatedAtColumn):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=kwargs.pop("label", _("Cập nhật")), **kwargs)
