"""Published questions and answers as readers find them: what was published, never what was sent."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import override

from portal.core.working_days import end_of
from sites.dialogue.models import PublishedCase
from sites.dialogue.services.publishing import public_cases, published_changed

from . import services
from .sources import Facts, Part, Source, get_source, register_source

NAME = "answer"
LANGUAGE = "vi"


def facts(published: PublishedCase) -> Iterator[Facts]:
    """What a published answer tells of itself."""
    with override(LANGUAGE):
        path = reverse("dialogue:published", args=[published.slug])
    yield Facts(
        unit_id=published.unit_id,
        language=LANGUAGE,
        kind=NAME,
        title=published.title,
        path=path,
        parts=[Part(published.question), Part(published.answer, "answer")],
        date=end_of(published.answered_on),
        ages=True,
        field=published.field.name if published.field else "",
    )


def public() -> Any:
    return public_cases().select_related("field").order_by("pk")


register_source(Source(name=NAME, model=PublishedCase, public=public, facts=facts))


@receiver(published_changed)
def refresh_answers(keys: Iterable[int], **kwargs: Any) -> None:
    """In the transaction of whatever changed: published, edited, taken off line."""
    services.refresh_in_batches(get_source(NAME), list(keys))
