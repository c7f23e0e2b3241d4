"""Files that come with cases: looked at before they are taken, stored below no address, gone with their case."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import text
from portal.media.contents import check_document
from portal.media.private import PHOTOS, clean_photo, private_storage

from ..enums import FileRole
from ..models import Case, CaseFile

MOST_FILES = 5
FOLDER = "dialogue"


def clean_upload(upload: File) -> File:
    """The file as it is kept: a photo drawn anew, any other as it came if it is what its name says.

    Raises `ValidationError` with a sentence that names the file.
    """
    name = text.normalise(PurePath(upload.name or "").name)[-150:] or "tep"
    limit = settings.DIALOGUE_FILE_MAX_BYTES
    try:
        if upload.size > limit:
            raise ValidationError(_("Tệp quá lớn. Dung lượng tối đa là %(limit)s.") % {"limit": filesizeformat(limit)})
        extension = PurePath(name).suffix.lower().removeprefix(".")
        if extension in PHOTOS:
            kept: File = clean_photo(upload)
            kept.name = f"{PurePath(name).stem}.jpg"
            return kept
        allowed = settings.DOCUMENT_ATTACHMENT_EXTENSIONS
        if extension not in allowed:
            raise ValidationError(
                _("Không nhận tệp .%(extension)s. Hãy dùng một trong các loại: %(allowed)s.")
                % {"extension": extension or "?", "allowed": ", ".join([*PHOTOS, *allowed])}
            )
        check_document(upload)
    except ValidationError as error:
        raise ValidationError(f"{name}: {' '.join(error.messages)}") from error
    upload.name = name
    return upload


def attach(case: Case, files: Iterable[File], role: str = FileRole.SENT) -> list[CaseFile]:
    """Keep files that `clean_upload` has made with a case, in the transaction of the caller."""
    made = []
    for file in files:
        name = file.name or "tep"
        is_photo = isinstance(file, ContentFile)
        row = CaseFile(case=case, role=role, name=name[:150], size=file.size, is_photo=is_photo)
        file.seek(0)
        row.file.save(name, file, save=False)
        row.save()
        made.append(row)
    return made


def remove(case: Case) -> int:
    """Delete the files of a case: their rows now, what is stored once that is committed; returns how many."""
    rows = list(case.files.all())
    names = [row.file.name for row in rows if row.file.name]
    case.files.all().delete()

    def delete_stored() -> None:
        for name in names:
            private_storage().delete(name)

    transaction.on_commit(delete_stored, robust=True)
    return len(rows)


def sweep_orphans() -> int:
    """Delete what was stored for a case that was never taken, or stayed behind when one was erased; returns how many.

    A day is left to those that are being taken right now.
    """
    storage, gone = private_storage(), 0
    before = timezone.now() - timedelta(days=1)
    for name in _stored(storage, FOLDER):
        if storage.get_modified_time(name) < before and not CaseFile.objects.filter(file=name).exists():
            storage.delete(name)
            gone += 1
    return gone


def _stored(storage: Any, folder: str) -> Iterable[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        yield f"{folder}/{name}"
    for one in folders:
        yield from _stored(storage, f"{folder}/{one}")
