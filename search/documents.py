"""Official documents as readers find them: by number and title, by what they say and by what their files say."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import override

from sites.documents.models import OfficialDocument
from sites.documents.presenting import document_path
from sites.documents.services import public_documents
from sites.documents.services.changes import content_changed
from sites.documents.showing import LONGEST_TEXT, file_texts, full_text
from sites.units.models import UnitHome

from . import services
from .sources import Facts, Part, Source, by_heading, by_page, get_source, register_source

NAME = "document"
# Where on the page of a document its text and its files begin.
TEXT, FILES = "toan-van", "tep"


def facts(document: OfficialDocument) -> Iterator[Facts]:
    """What a document tells of itself in its own language, and its title in others.

    The text of a file belongs to the document that shows it: found by it, counted once. A unit's site has only the
    languages that the unit has.
    """
    yield _facts(document, document.language, document.title, _parts(document))
    others = {row.language: row for row in document.texts.all()}
    if others:
        homes = UnitHome.objects.filter(unit=document.unit_id, locale__language_code__in=others, page__live=True)
        for language in homes.order_by("locale__language_code").values_list("locale__language_code", flat=True):
            yield _facts(document, language, others[language].title, [Part(others[language].abstract)])


def _facts(document: OfficialDocument, language: str, title: str, parts: list[Part]) -> Facts:
    kind = str(document.type) if document.type_id else ""
    with override(language):
        path = document_path(document)
    return Facts(
        unit_id=document.unit_id,
        language=language,
        kind=NAME,
        title=_called(kind, document.symbol, title),
        path=path,
        parts=parts,
        date=timezone.make_aware(datetime.combine(document.issued_on, time(12))),
        number=document.symbol,
        issuer=document.issuer_name,
        field=document.field.name if document.field else "",
        status=document.effect,
        visible_to=document.expire_at,
    )


def _called(kind: str, symbol: str, title: str) -> str:
    """How people name a document: `Nghị định 43/2011/NĐ-CP: quy định về …`, its kind once."""
    name = " ".join(filter(None, ["" if title.lower().startswith(kind.lower()) else kind, symbol]))
    return f"{name}: {title}" if name else title


def _parts(document: OfficialDocument) -> list[Part]:
    """Abstract and people first, then the text, then each file."""
    known = [document.abstract if document.abstract != document.title else "", document.signer, document.signer_title]
    parts = [Part(". ".join(filter(None, known)))]
    files = file_texts(document)
    shown = full_text(document, None, files)
    if len(document.body) and shown:
        parts.append(Part(anchor=TEXT, sections=by_heading(shown.html)))
    for one, text in files:
        is_shown = shown is not None and one.stored_id == shown.stored
        begun = by_heading(shown.html) if shown and is_shown else []
        parts.append(Part(anchor=FILES, sections=begun + by_page(text[LONGEST_TEXT:] if is_shown else text)))
    return parts


def public() -> Any:
    return public_documents().select_related("type", "field").prefetch_related("texts", "attachments").order_by("pk")


register_source(Source(name=NAME, model=OfficialDocument, public=public, facts=facts))


@receiver(content_changed)
def documents_changed(keys: Iterable[int], **kwargs: Any) -> None:
    """In the transaction of whatever changed: a document, a relation that ends it, the text of its file."""
    services.refresh_in_batches(get_source(NAME), list(keys))
