"""The lists of sections that fill themselves with documents: by type, field of work and tag."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from portal.core import text

from ..models import DocumentTag, DocumentType, Field, ListedDocument
from .listing import Row
from .places import units_below
from .serving import closed_units


@dataclass(frozen=True)
class SectionList:
    """What one list of a section asks for, and its place below the section's address."""

    title: str
    slug: str
    types: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    below: bool = False


def lists_of(stream: Any) -> list[SectionList]:
    """The lists that a section's editors have set, each with an address of its own."""
    found: list[SectionList] = []
    taken: set[str] = set()
    for block in stream:
        value = block.value
        base = text.slugify(value["title"], 60) or "danh-sach"
        slug = next(name for name in (base, *(f"{base}-{n}" for n in range(2, 1000))) if name not in taken)
        taken.add(slug)
        tags = (text.normalise(tag) for tag in value["tags"].split(","))
        found.append(
            SectionList(
                title=value["title"],
                slug=slug,
                types=tuple(value["types"]),
                fields=tuple(value["fields"]),
                tags=tuple(filter(None, tags)),
                below=bool(value["below"]),
            )
        )
    return found


def listed_in(wanted: SectionList, unit_id: int) -> QuerySet[ListedDocument]:
    """The published documents that belong in a list of a unit's section, newest first."""
    found = ListedDocument.objects.filter(_units(wanted, unit_id))
    if wanted.types:
        found = found.filter(type__in=_keys(DocumentType, wanted.types))
    if wanted.fields:
        found = found.filter(field__in=_keys(Field, wanted.fields))
    if wanted.tags:
        named = Q()
        for tag in wanted.tags:
            named |= Q(tag__name__iexact=tag)
        found = found.filter(document__in=DocumentTag.objects.filter(named).values("content_object"))
    return found.order_by("-issued_on", "-document")


def rows_in(wanted: SectionList, unit_id: int, start: int, number: int) -> list[Row]:
    """`number` rows of a list from a place on; one query, two for a list that covers the units below."""
    rows = listed_in(wanted, unit_id)[start : start + number]
    return [Row(issued_on, key) for issued_on, key in rows.values_list("issued_on", "document_id")]


def _units(wanted: SectionList, unit_id: int) -> Q:
    if not wanted.below:
        return Q(unit=unit_id)
    units = units_below(unit_id)
    closed = closed_units()
    return (Q(unit__in=units) if units is not None else Q()) & (~Q(unit__in=closed) if closed else Q())


def _keys(model: type[Model], codes: tuple[str, ...]) -> QuerySet:
    return model._default_manager.filter(code__in=codes).order_by().values("pk")
