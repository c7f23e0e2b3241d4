"""Drafts open for comment as readers find them: while comments are taken, and not a moment longer."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import override

from sites.documents.models import Consultation
from sites.documents.services.consultations import consultations_changed, public_consultations
from sites.units.models import today

from . import services
from .sources import Facts, Part, Source, get_source, register_source

NAME = "consultation"
LANGUAGE = "vi"
TEXT = "toan-van"


def facts(consultation: Consultation) -> Iterator[Facts]:
    """What a draft tells of itself; nothing that citizens said about it."""
    body = consultation.body.stream_block.get_searchable_content(consultation.body) if consultation.body else []
    parts = [Part(consultation.summary)]
    if body:
        parts.append(Part(" ".join(map(str, body)), TEXT))
    with override(LANGUAGE):
        path = reverse("consultations:one", args=[consultation.slug])
    yield Facts(
        unit_id=consultation.unit_id,
        language=LANGUAGE,
        kind=NAME,
        title=consultation.title,
        path=path,
        parts=parts,
        date=consultation.begins_at,
        issuer=consultation.drafted_by,
        field=consultation.field.name if consultation.field else "",
        visible_from=consultation.begins_at,
        # Asked of the clock by every search, so that nothing needs to run at the end.
        visible_to=consultation.ends_at,
    )


def public() -> Any:
    """Those that are open or will be; an ended one leaves the index with the night's job."""
    found = public_consultations().filter(closed_at=None, closes_on__gte=today())
    return found.select_related("field").order_by("pk")


register_source(Source(name=NAME, model=Consultation, public=public, facts=facts))


@receiver(consultations_changed)
def refresh_consultations(keys: Iterable[int], **kwargs: Any) -> None:
    """In the transaction of whatever changed: published, taken off line, closed, over since yesterday."""
    services.refresh_in_batches(get_source(NAME), list(keys))
