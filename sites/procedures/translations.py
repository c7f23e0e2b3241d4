"""Translations of procedures that are behind what they were translated from: told to readers, found by editors."""

from datetime import datetime

from django.db.models import DateTimeField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, Least

from sites.units.languages import taken_over

from .models import Procedure, ProcedureVersion
from .services.serving import LANGUAGE


def with_times(versions: QuerySet[ProcedureVersion]) -> QuerySet[ProcedureVersion]:
    """Versions with `changed_at`, when readers were last shown another text, and `follows`.

    `follows` is the moment up to which a translation follows its original: as with pages, when the translator
    took it over, seen by readers from the day of publication.
    """
    changed = ExpressionWrapper(
        Greatest(F("published_at"), Coalesce(F("corrected_at"), F("published_at"))), output_field=DateTimeField()
    )
    taken = taken_over(OuterRef("procedure__translation_key"), OuterRef("procedure__locale"))
    return versions.annotate(changed_at=changed).annotate(follows=Least(changed, Coalesce(Subquery(taken), changed)))


def changed_since(version: ProcedureVersion, original: ProcedureVersion) -> datetime | None:
    """When the original changed, if a translation does not follow that; both `with_times`."""
    return original.changed_at if original.changed_at > version.follows else None


def behind(procedures: QuerySet[Procedure]) -> QuerySet[Procedure]:
    """Those that are translations, are on line, and do not follow what was published of their original since."""
    open_ones = with_times(ProcedureVersion.objects.filter(valid_to=None))
    originals = open_ones.filter(
        procedure__translation_key=OuterRef("translation_key"),
        procedure__locale__language_code=LANGUAGE,
        procedure__live=True,
    )
    mine = open_ones.filter(procedure=OuterRef("pk"))
    return (
        procedures.filter(~Q(locale__language_code=LANGUAGE), live=True)
        .annotate(
            follows=Subquery(mine.values("follows")[:1]),
            original_changed_at=Subquery(originals.values("changed_at")[:1]),
        )
        .filter(original_changed_at__gt=F("follows"))
    )
