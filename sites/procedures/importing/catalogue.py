"""Reading procedures from a national catalogue.

No interface of the national database is public, so none is written against here. What an adapter is asked for is
small: `NATIONAL_CATALOGUE` names a class without arguments that has the method of `Catalogue`. Nothing is asked of
anybody while the setting is empty. What an adapter gives goes the way of every import: checked, shown, kept as drafts
of one batch.
"""

import json
from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from sites.documents.importing.starting import start_import
from sites.documents.models import TableImport
from sites.units.models import Unit

from .columns import COLUMNS
from .rows import KIND


class CatalogueError(Exception):
    """A catalogue that cannot be read now; the message is a sentence."""


class Catalogue(Protocol):
    """What an adapter is.

    `procedures()` yields one mapping for each procedure with the keys of `columns.COLUMNS`; lists are lists of
    mappings as in a JSON file (docs/procedures.md). Keys that are left out leave what is there. It raises
    `CatalogueError` with a sentence when the catalogue does not answer, and asks with time limits of its own.
    """

    def procedures(self) -> Iterable[dict[str, Any]]: ...


def configured() -> Catalogue:
    """The adapter that the settings name; raises `CatalogueError` where there is none."""
    if not settings.NATIONAL_CATALOGUE:
        raise CatalogueError(_("Chưa khai báo danh mục quốc gia (NATIONAL_CATALOGUE)."))
    try:
        return import_string(settings.NATIONAL_CATALOGUE)()
    except ImportError as error:
        raise CatalogueError(
            _("Không tìm thấy bộ đọc danh mục %(name)s.") % {"name": settings.NATIONAL_CATALOGUE}
        ) from error


def fetch(catalogue: Catalogue, unit: Unit, by: Any = None) -> TableImport:
    """Keep what the catalogue gives as an import of the unit, to be checked and written like a file.

    Raises `CatalogueError`; nothing is kept then.
    """
    known = {column.name for column in COLUMNS}
    rows = [{name: value for name, value in row.items() if name in known} for row in catalogue.procedures()]
    if not rows:
        raise CatalogueError(_("Danh mục quốc gia không có thủ tục nào."))
    name = f"danh-muc-quoc-gia-{timezone.localtime():%Y%m%d-%H%M}.json"
    file = ContentFile(json.dumps(rows, ensure_ascii=False, default=str).encode(), name=name)
    return start_import(unit=unit, by=by, kind=KIND, table=file)
