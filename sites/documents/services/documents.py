"""Saving documents: what follows from what was typed, whichever way a document is saved."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from portal.core import text
from portal.core.signal_handlers import DRAFT_FIELDS
from sites.units.models import UnitVersion, today

from ..models import IssuingBody, OfficialDocument
from ..numbers import Symbol, bare_symbol, parse_symbol
from .changes import documents_changed
from .effect import recompute_effect
from .issuers import find_issuer, find_type
from .relations import adopt

SLUG_LENGTH = 100


def complete(document: OfficialDocument) -> None:
    """Fill what follows from other fields; what a person has filled in stays, but for the parts of a read symbol.

    Runs before every save. Bulk inserts, which send no signals, call it themselves.
    """
    symbol = parse_symbol(document.symbol)
    document.symbol = bare_symbol(document.symbol)
    document.abstract = document.abstract.strip()
    document.title = text.normalise(document.title) or shortened(text.normalise(document.abstract))
    read_symbol(document, symbol)
    if document.issuer is not None and not document.issuer_name:
        document.issuer_name = document.issuer.name
    if not document.tier_id:
        document.tier_id = tier_of(document.unit_id)
    if not document.slug or (is_unseen(document) and not _has_address(document, slug_base(document))):
        document.slug = free_slug(document)


def read_symbol(document: OfficialDocument, symbol: Symbol) -> None:
    """Fill number, year, type and issuer from a symbol; a symbol that cannot be read is kept and flagged."""
    document.symbol_parsed = symbol.is_whole
    if symbol.number is not None:
        document.number, document.number_suffix = symbol.number, symbol.suffix
    document.year = symbol.year or document.year or document.issued_on.year
    if not document.type_id:
        document.type = find_type(symbol)
    if not document.issuer_id and not document.issuer_name:
        document.issuer = find_issuer(symbol, document.unit, document.issued_on)


def shortened(sentence: str, length: int = 500) -> str:
    """A text of at most `length` characters, cut at a word."""
    if len(sentence) <= length:
        return sentence
    return sentence[: length - 1].rpartition(" ")[0].rstrip(" ,;") + "…"


def tier_of(unit_id: int) -> int | None:
    """The tier of a unit today; of a closed one, the last."""
    begun = UnitVersion.objects.filter(unit=unit_id, valid_from__lte=today())
    return begun.order_by("-valid_from").values_list("tier_id", flat=True).first()


def slug_base(document: OfficialDocument) -> str:
    """The address that a document wishes for: its symbol, with the year where the symbol has none."""
    symbol = parse_symbol(document.symbol)
    base = text.slugify(document.symbol, SLUG_LENGTH)
    if not base:
        return text.slugify(document.title, SLUG_LENGTH) or "van-ban"
    return base if symbol.year else f"{base}-{document.issued_on.year}"


def is_unseen(document: OfficialDocument) -> bool:
    """Whether no reader has ever had its address."""
    return not document.live and document.first_published_at is None


def _has_address(document: OfficialDocument, base: str) -> bool:
    return document.slug == base or document.slug.removeprefix(f"{base}-").isdecimal()


def free_slug(document: OfficialDocument) -> str:
    """The wished address, with a number behind it if the unit has given it to another document."""
    base = slug_base(document)
    # Two saves at once wait for one another.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{document.unit_id}:{base}"])
    others = OfficialDocument.objects.filter(unit=document.unit_id, slug__startswith=base).exclude(pk=document.pk)
    taken = set(others.values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


@transaction.atomic
def save_document(document: OfficialDocument) -> OfficialDocument:
    """Check and save a document made by code (imports, the demo); raises `ValidationError` with sentences.

    It is published if it is `live`; who may publish is asked by `sites.units.publishing`.
    """
    complete(document)
    document.full_clean(exclude=["slug"])
    document.save()
    return document


def after_saving(document: OfficialDocument, changed: Iterable[str] | None) -> None:
    """Bring the effects up to date that a save concerns, and tell what readers now see otherwise.

    `changed` are the fields that were saved, None standing for all.
    """
    if changed is not None and set(changed) <= DRAFT_FIELDS:
        return
    targets = document.__class__.objects.filter(incoming__source=document.pk).values_list("pk", flat=True)
    if document.live:
        adopt(document)
    recompute_effect([document.pk, *targets])
    documents_changed([document.pk])


def duplicates(
    unit_id: int, symbol: str, year: int | None, issuer: IssuingBody | None, but: int | None = None
) -> QuerySet[OfficialDocument]:
    """Documents of the unit with the same symbol, issuer and year; `but` is the document that is edited."""
    key = text.fold(symbol)
    if not key:
        return OfficialDocument.objects.none()
    same = OfficialDocument.objects.filter(unit=unit_id, symbol_key=key, issuer=issuer)
    if year:
        same = same.filter(year=year)
    others = same if but is None else same.exclude(pk=but)
    return others.order_by("-issued_on")


def keep_tier(unit_id: int | None = None) -> int:
    """Bring the tier kept with documents in step with their unit, or with every unit; returns how many changed."""
    latest = UnitVersion.objects.filter(unit=OuterRef("unit"), valid_from__lte=today()).order_by("-valid_from")
    documents = OfficialDocument.objects.annotate(right=Subquery(latest.values("tier")[:1]))
    if unit_id is not None:
        documents = documents.filter(unit=unit_id)
    keys = list(documents.exclude(tier=F("right")).order_by().values_list("pk", flat=True))
    if keys:
        OfficialDocument.objects.filter(pk__in=keys).update(tier=Subquery(latest.values("tier")[:1]))
        documents_changed(keys)
    return len(keys)
