"""The texts of the documents that pages link to: taken out by a job after the upload, kept beside the document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from . import extraction
from .local import kind_of, text_of
from .models import DocumentText, PortalDocument

# Sent with `keys`, the primary keys of documents whose text, title or readers are others now.
documents_changed = Signal()

# A file at which the worker died so often is left alone.
MAX_TRIES = 3
# No PDF and no file of an office program that is smaller holds any text.
SMALLEST = 100
_PLAIN = ("txt", "csv")


@dataclass(frozen=True)
class Shown:
    """A document as anybody may read it; without a title and a text where not everybody may."""

    key: int
    title: str = ""
    text: str = ""


def document_saved(document: PortalDocument) -> None:
    """Have the text of a new file taken out by a job, and tell of the change."""
    known = DocumentText.objects.filter(document=document).first()
    if known is None or known.file_name != document.file.name:
        kept = {
            "file_name": document.file.name,
            "text": "",
            "state": extraction.State.WAITING,
            "reason": "",
            "tries": 0,
        }
        DocumentText.objects.update_or_create(document=document, defaults=kept)
        ask_for_text([document])
    documents_changed.send(sender=PortalDocument, keys=[document.pk])


def ask_for_text(documents: Iterable[PortalDocument]) -> None:
    """Enqueue the job for those whose file may hold text; the others are done with."""
    # The tasks call this module.
    from .tasks import extract_document_text

    for document in documents:
        kind = kind_of(document.file)
        if extraction.can_read(kind) and (kind in _PLAIN or (document.get_file_size() or 0) >= SMALLEST):
            extract_document_text.enqueue(document.pk)
        else:
            DocumentText.objects.filter(document=document).update(state=extraction.State.EMPTY)


def take_text(key: int) -> None:
    """Take the text out of a document's file and keep it; run again, it does the same."""
    # Counted before anything is tried, so that a file that kills the worker does not kill it for ever.
    DocumentText.objects.filter(document=key).update(tries=F("tries") + 1)
    document = PortalDocument.objects.filter(pk=key).first()
    if document is None:
        return
    found = text_of(document.file, kind_of(document.file))
    with transaction.atomic():
        # Of the file that was read only: another may have been uploaded meanwhile, and has a job of its own.
        kept = DocumentText.objects.filter(document=key, file_name=document.file.name)
        kept.update(text=found.text, state=found.state, reason=found.reason)
        documents_changed.send(sender=PortalDocument, keys=[key])


def left_waiting() -> list[PortalDocument]:
    """Documents whose job has been lost, with the worker that had it."""
    hour_ago = timezone.now() - timedelta(hours=1)
    waiting = DocumentText.objects.filter(state=extraction.State.WAITING, asked_at__lt=hour_ago, tries__lt=MAX_TRIES)
    return [row.document for row in waiting.select_related("document").order_by("pk")[:1000]]


def shown_to_all(keys: Sequence[int]) -> list[Shown]:
    """The documents with these keys that exist, in this order, as anybody may read them."""
    documents = PortalDocument.objects.filter(pk__in=keys).select_related("collection").in_bulk()
    closed = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    texts = dict(DocumentText.objects.filter(document__in=documents).values_list("document", "text"))
    return [
        Shown(key)
        if documents[key].collection.path.startswith(closed or ("-",))
        else Shown(key, documents[key].title, texts.get(key, ""))
        for key in keys
        if key in documents
    ]


def collection_closed_or_opened(path: str) -> None:
    """Tell of all documents in a collection and below it, whose readers are others now."""
    keys = PortalDocument.objects.filter(collection__path__startswith=path).values_list("pk", flat=True)
    documents_changed.send(sender=PortalDocument, keys=list(keys))
