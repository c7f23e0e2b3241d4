"""Which documents anybody may read: the one question that lists, pages, feeds, exports, search and API ask."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import Http404
from wagtail.models import PageViewRestriction

from portal.core.root_paths import HOME_DEPTH
from sites.units.models import Unit, UnitHome

from ..models import OfficialDocument


def closed_units() -> list[int]:
    """The units whose whole site is behind a password or for some people only; one query where there is none."""
    # A restriction below a home page hides that page; one on it, or above it, hides the unit.
    upper = PageViewRestriction.objects.filter(page__depth__lte=HOME_DEPTH)
    at_or_below = [Q(page__path__startswith=path) for path in upper.values_list("page__path", flat=True)]
    if not at_or_below:
        return []
    return sorted(set(UnitHome.objects.filter(reduce(or_, at_or_below)).values_list("unit_id", flat=True)))


def open_unit(unit_id: int) -> Unit:
    """The unit, if it is there today and its site is open; raises `Http404`."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or unit.pk in closed_units() or not unit.versions.on().exists():
        raise Http404
    return unit


def public_documents(closed: list[int] | None = None) -> QuerySet[OfficialDocument]:
    """The published documents of units whose site is open. Nothing public shows a document by another way.

    Who has asked for the closed units in the same request hands them over.
    """
    documents = OfficialDocument.objects.filter(live=True)
    closed = closed_units() if closed is None else closed
    return documents.exclude(unit__in=closed) if closed else documents
