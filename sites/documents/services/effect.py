"""Whether a document holds: computed from its dates and from what published documents do to it.

The effect is a stored column, so that lists filter by it; it is brought up to date in the transaction of every
change that concerns it, and each night for what the new day brings.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from sites.units.models import today

from ..enums import ENDING, Effect, RelationKind
from ..models import DocumentRelation, OfficialDocument
from .changes import documents_changed


def acting_on(day: date) -> QuerySet[DocumentRelation]:
    """The relations that have begun on a day: those of published documents, from their own date or the source's."""
    begins = Coalesce("from_date", "source__effective_on", "source__issued_on")
    begun = DocumentRelation.objects.filter(source__live=True).annotate(begins=begins).filter(begins__lte=day)
    return begun.filter(Q(to_date__isnull=True) | Q(to_date__gt=day))


def effect_on(day: date) -> Case:
    """The effect on a day, as an expression over documents.

    What has ended stays ended, whatever else is said of it. An amended document is one of which a part no longer
    holds (Law on the promulgation of legal documents). That guiding documents end with what they guide is left to
    the editors, because the law lets them be kept.
    """
    here = acting_on(day).filter(target=OuterRef("pk"))
    ended = Q(expires_on__lte=day) | Exists(here.filter(kind__in=ENDING, partly=False))
    in_part = Exists(here.filter(Q(kind__in=ENDING, partly=True) | Q(kind=RelationKind.AMENDS)))
    return Case(
        When(ended, then=Value(Effect.EXPIRED)),
        When(Q(effective_on__gt=day) | Q(effective_on__isnull=True, issued_on__gt=day), then=Value(Effect.NOT_YET)),
        When(Exists(here.filter(kind=RelationKind.SUSPENDS, partly=False)), then=Value(Effect.SUSPENDED)),
        When(in_part, then=Value(Effect.PARTLY)),
        default=Value(Effect.IN_FORCE),
        output_field=CharField(),
    )


def _changed(documents: QuerySet[OfficialDocument], day: date) -> list[int]:
    right = documents.order_by().annotate(right=effect_on(day)).exclude(effect=F("right"))
    return list(right.values_list("pk", flat=True))


@transaction.atomic
def recompute_effect(ids: Iterable[int], day: date | None = None) -> list[int]:
    """Bring the stored effect of these documents up to date; returns the keys of those that changed."""
    day = day or today()
    changed = _changed(OfficialDocument.objects.filter(pk__in=list(ids)), day)
    if changed:
        OfficialDocument.objects.filter(pk__in=changed).update(effect=effect_on(day))
        documents_changed(changed)
    return changed


def recompute_all(day: date | None = None, batch: int = 500) -> int:
    """The same for all documents, in transactions of `batch` changes each; returns how many changed."""
    stale = _changed(OfficialDocument.objects.all(), day or today())
    return sum(len(recompute_effect(stale[start : start + batch], day)) for start in range(0, len(stale), batch))
