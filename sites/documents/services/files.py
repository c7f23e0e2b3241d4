"""Keeping files: checked before they are stored, stored once, their text taken out by a job."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import text
from portal.media import extraction
from portal.media.contents import check_document
from portal.media.local import CHUNK, kind_of, local_path, text_of
from sites.units.models import Unit

from ..enums import TextReason, TextState
from ..models import Attachment, DocumentFile, FileText, OfficialDocument
from .changes import documents_changed

NAME_LENGTH = 200
# A file at which the worker died so often is left alone.
MAX_TRIES = 3
# What may have become readable when a converter has been installed.
NEEDS_CONVERTER = (TextReason.NEEDS_RECOGNITION, TextReason.NO_WORD_READER)


def store_file(upload: File, *, unit: Unit, by: Any = None) -> DocumentFile:
    """Keep a file for a unit; the same content is kept once. Its text follows by a job.

    Raises `ValidationError` with a sentence for a file that is too large, not what its name says, infected,
    locked with a password or broken.
    """
    [stored] = store_files([upload], unit=unit, by=by)
    if isinstance(stored, ValidationError):
        raise stored
    return stored


def store_files(uploads: Sequence[File], *, unit: Unit, by: Any = None) -> list[DocumentFile | ValidationError]:
    """The same for several files, each with its own answer; the PDF files among them are opened by one process."""
    answers: list[DocumentFile | ValidationError | None] = [_why_not_taken(upload) for upload in uploads]
    pdfs = [index for index, upload in enumerate(uploads) if answers[index] is None and kind_of(upload) == "pdf"]
    pages: dict[int, int | None] = {}
    with ExitStack() as stack:
        paths = [stack.enter_context(local_path(uploads[index])) for index in pdfs]
        for index, found in zip(pdfs, extraction.probe(paths), strict=True):
            pages[index] = found.pages
            if found.reason:
                answers[index] = ValidationError(TextReason(found.reason).label, code=found.reason)
    return [
        answer or _keep(upload, unit, by, pages.get(index))
        for index, (upload, answer) in enumerate(zip(uploads, answers, strict=True))
    ]


def clean_name(name: str) -> str:
    """The name of a file as it is shown and downloaded: composed, without folders and signs that systems refuse."""
    path = PurePath(text.normalise(name.replace("\\", "/")))
    stem = "".join(char for char in path.stem if char.isprintable() and char not in '<>:"/|?*%').strip(". ")
    extension = path.suffix.lower()
    return (stem[: NAME_LENGTH - len(extension)] or "tep") + extension


def _why_not_taken(upload: File) -> ValidationError | None:
    limit = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    if upload.size > limit:
        sizes = {"size": filesizeformat(upload.size), "limit": filesizeformat(limit)}
        return ValidationError(
            _("Tệp quá lớn (%(size)s). Dung lượng tối đa là %(limit)s.") % sizes, code="file_too_large"
        )
    allowed = settings.DOCUMENT_ATTACHMENT_EXTENSIONS
    if kind_of(upload) not in allowed:
        kinds = {"extension": kind_of(upload) or "?", "allowed": ", ".join(allowed)}
        return ValidationError(
            _("Không nhận tệp .%(extension)s. Hãy dùng một trong các loại: %(allowed)s.") % kinds, code="extension"
        )
    try:
        check_document(upload)
    except ValidationError as error:
        return error
    return None


def _keep(upload: File, unit: Unit, by: Any, pages: int | None) -> DocumentFile:
    digest = _checksum(upload)
    with transaction.atomic():
        known = DocumentFile.objects.filter(unit=unit, sha256=digest).first()
        if known is not None:
            if not known.file.storage.exists(str(known.file.name)):
                _write(known, upload)
            return known
        stored = DocumentFile(
            unit=unit,
            owner=by,
            name=clean_name(upload.name or ""),
            extension=kind_of(upload),
            size=upload.size,
            sha256=digest,
            pages=pages,
        )
        _write(stored, upload)
        # Two people may bring the same file at the same moment.
        DocumentFile.objects.bulk_create([stored], ignore_conflicts=True)
        kept = DocumentFile.objects.get(unit=unit, sha256=digest)
        if kept.uuid == stored.uuid:
            ask_for_text([kept.pk])
        return kept


def _write(stored: DocumentFile, upload: File) -> None:
    """Put the content where it belongs; what a broken attempt has left there is the same, or is replaced."""
    field = DocumentFile._meta.get_field("file")
    name = field.generate_filename(stored, upload.name or "")
    storage = field.storage
    upload.seek(0)
    if storage.exists(name):
        if storage.size(name) == upload.size:
            stored.file.name = name
            return
        storage.delete(name)
    stored.file.name = storage.save(name, upload)


def _checksum(upload: File) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    while chunk := upload.read(CHUNK):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


# --- Attaching -------------------------------------------------------------------------------------


def attach(document: OfficialDocument, stored: DocumentFile, title: str = "") -> Attachment:
    """Put a file behind the others of a saved document; the same file is put once.

    For code that makes documents (imports, the demo). Editors attach in the document's form, as part of a draft.
    """
    last = document.attachments.aggregate(last=Max("sort_order"))["last"] if document.pk else None
    place = 0 if last is None else last + 1
    attachment, _created = Attachment.objects.get_or_create(
        document=document, stored=stored, defaults={"title": title, "sort_order": place}
    )
    return attachment


# --- Text ------------------------------------------------------------------------------------------


def ask_for_text(keys: Sequence[int]) -> None:
    """Have the text of these files taken out by a job, once this transaction has committed."""
    # The tasks call this module.
    from ..tasks import extract_text

    for key in keys:
        extract_text.enqueue(key)


def take_text(key: int, *, seconds: int = extraction.SECONDS) -> DocumentFile | None:
    """Take the text out of a file and keep it with its status; None for a file that is gone by now."""
    # Counted before anything is tried, so that a file that kills the worker does not kill it for ever.
    DocumentFile.objects.filter(pk=key).update(tries=F("tries") + 1)
    stored = DocumentFile.objects.filter(pk=key).first()
    if stored is None:
        return None
    _keep_text(stored, text_of(stored.file, stored.extension, seconds=seconds))
    return stored


@transaction.atomic
def _keep_text(stored: DocumentFile, found: extraction.Extracted) -> None:
    stored.text_state, stored.text_reason = TextState(found.state), found.reason.value
    stored.text_forms, stored.recognised_pages = found.forms, found.recognised
    stored.pages = found.pages if found.pages is not None else stored.pages
    stored.extracted_at = timezone.now()
    stored.save(update_fields=["text_state", "text_reason", "text_forms", "recognised_pages", "pages", "extracted_at"])
    if found.text:
        FileText.objects.update_or_create(file=stored, defaults={"text": found.text})
    else:
        FileText.objects.filter(file=stored).delete()
    shown = OfficialDocument.objects.filter(attachments__stored=stored, live=True)
    documents_changed(shown.order_by().values_list("pk", flat=True).distinct())


def text_now(stored: DocumentFile, *, seconds: int = 20) -> str:
    """The text of a file at once, for a form that is waiting; empty when it cannot be had in this time."""
    if stored.text_state == TextState.WAITING:
        stored = take_text(stored.pk, seconds=seconds) or stored
        if stored.text_reason == TextReason.TOO_SLOW:
            # Without the haste of a form it may well be read.
            DocumentFile.objects.filter(pk=stored.pk).update(text_state=TextState.WAITING, text_reason="", tries=0)
    return stored.text


def left_waiting() -> QuerySet[DocumentFile]:
    """Files whose job has been lost, with the worker that had it."""
    hour_ago = timezone.now() - timedelta(hours=1)
    return DocumentFile.objects.filter(
        text_state=TextState.WAITING, created_at__lt=hour_ago, tries__lt=MAX_TRIES
    ).order_by("pk")


def worth_another_try() -> QuerySet[DocumentFile]:
    """Files that a converter which has been installed since may read."""
    return DocumentFile.objects.filter(text_reason__in=NEEDS_CONVERTER).order_by("pk")
