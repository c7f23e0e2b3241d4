"""Which procedures anybody may read: the one question that lists, pages, search and API ask."""

from datetime import date

from django.db.models import Q, QuerySet

from sites.documents.services.serving import closed_units
from sites.units.models import today

from ..models import Procedure

# The language that procedures are announced in; rows of others are translations of its rows.
LANGUAGE = "vi"


def public_procedures(closed: list[int] | None = None) -> QuerySet[Procedure]:
    """The published procedures of units whose site is open, in the language they were announced in.

    Ended ones are among them: their page stays. Who has asked for the closed units already hands them over.
    """
    procedures = Procedure.objects.filter(live=True, locale__language_code=LANGUAGE)
    closed = closed_units() if closed is None else closed
    return procedures.exclude(unit__in=closed) if closed else procedures


def in_force(procedures: QuerySet[Procedure], day: date | None = None) -> QuerySet[Procedure]:
    """Those that have not been abolished."""
    return procedures.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day or today()))


def source(procedure: Procedure) -> Procedure:
    """The row in the language it was announced in, to which all belongs that is not text."""
    if procedure.locale.language_code == LANGUAGE:
        return procedure
    return Procedure.objects.get(translation_key=procedure.translation_key, locale__language_code=LANGUAGE)
