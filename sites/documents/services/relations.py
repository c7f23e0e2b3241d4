"""What documents do to one another: what may stand, both ways of reading it, and what is in force in the end."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.core import text
from sites.units import tree
from sites.units.models import Unit

from ..enums import ENDING, NEVER_ROUND, READ_BACKWARDS, Effect, RelationKind
from ..models import DocumentRelation, DocumentText, OfficialDocument
from ..numbers import bare_symbol
from .serving import public_documents

LONGEST_CHAIN = 50
_LOCK = "documents:relations"


def circle(source_id: int | None, target_id: int, kind: str, but: int | None = None) -> list[int]:
    """The way by which `target` already does this kind of thing to `source`; empty where there is none.

    Replacing and repealing end a document alike, so they are followed together.
    """
    if source_id is None or kind not in NEVER_ROUND:
        return []
    kinds = ENDING if kind in ENDING else (kind,)
    came_from = {target_id: 0}
    level = [target_id]
    while level:
        steps = DocumentRelation.objects.filter(source__in=level, kind__in=kinds, target__isnull=False)
        steps = steps if but is None else steps.exclude(pk=but)
        level = []
        for start, end in steps.values_list("source_id", "target_id"):
            if end not in came_from:
                came_from[end] = start
                level.append(end)
        if source_id in came_from:
            way = [source_id]
            while way[-1] != target_id:
                way.append(came_from[way[-1]])
            return way[::-1]
    return []


def why_not_relate(source_id: int | None, target_id: int | None, kind: str, but: int | None = None) -> str:
    """The sentence that says why this relation cannot stand; empty where it can."""
    if target_id is None:
        return ""
    if source_id == target_id:
        return _("Một văn bản không thể có quan hệ với chính nó.")
    way = circle(source_id, target_id, kind, but)
    if not way:
        return ""
    symbols = OfficialDocument.objects.in_bulk(way)
    names = " → ".join(symbols[key].symbol or symbols[key].title for key in way)
    return _(
        "Quan hệ “%(kind)s” này tạo thành vòng khép kín, vì đã có: %(way)s. Hãy xem lại văn bản nào ban hành sau."
    ) % {"kind": RelationKind(kind).label, "way": names}


def check_relation(relation: DocumentRelation) -> None:
    """Refuse a relation that cannot stand with a `ValidationError`; runs before every save of one.

    Two that would close a circle together are checked one after the other.
    """
    relation.target_symbol = bare_symbol(relation.target_symbol)
    if relation.target_id is None and relation.target_symbol:
        relation.target = find_target(relation.target_symbol, relation.source.unit_id)
    if relation.target is not None and not relation.target_symbol:
        # Kept for the day on which the target is no longer here.
        relation.target_symbol = relation.target.symbol
    if relation.kind in NEVER_ROUND:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
    if reason := why_not_relate(relation.source_id, relation.target_id, relation.kind, relation.pk):
        raise ValidationError(reason, code="circle")


@transaction.atomic
def relate(
    source: OfficialDocument,
    kind: str,
    target: OfficialDocument | str,
    *,
    partly: bool = False,
    from_date: date | None = None,
    to_date: date | None = None,
    provisions: str = "",
) -> DocumentRelation:
    """Say that `source` does something to `target`, a document or the symbol of one that is not here.

    Said again, it is changed. The effect of the target is right when this returns. Raises `ValidationError` with a
    sentence for a relation to itself or in a circle.
    """
    here = isinstance(target, OfficialDocument)
    key: dict[str, Any] = {"target": target}
    if not here:
        found = find_target(target, source.unit_id)
        key = {"target": found} if found else {"target": None, "target_symbol": bare_symbol(target)}
    relation = DocumentRelation.objects.filter(source=source, kind=kind, **key).first()
    relation = relation or DocumentRelation(source=source, kind=kind, **key)
    relation.partly, relation.provisions = partly, provisions
    relation.from_date, relation.to_date = from_date, to_date
    relation.full_clean(validate_constraints=True)
    relation.save()
    return relation


def find_target(symbol: str, unit_id: int) -> OfficialDocument | None:
    """The published document that a symbol means to a unit: one of its own or of a unit above, if there is one only."""
    key = text.fold(bare_symbol(symbol))
    chain = [link.unit_id for link in tree.place(Unit(pk=unit_id))]
    found = list(OfficialDocument.objects.filter(symbol_key=key, unit__in=chain, live=True)[:2]) if key else []
    return found[0] if len(found) == 1 else None


def adopt(document: OfficialDocument) -> int:
    """Tie to a document what was said of it by its symbol before it came; returns how many relations."""
    waiting = DocumentRelation.objects.filter(target__isnull=True, target_key=document.symbol_key)
    done = 0
    for relation in waiting.exclude(target_key="").exclude(source=document.pk).select_related("source"):
        if find_target(relation.target_symbol, relation.source.unit_id) != document:
            continue
        if DocumentRelation.objects.filter(source=relation.source_id, target=document, kind=relation.kind).exists():
            continue
        if why_not_relate(relation.source_id, document.pk, relation.kind, relation.pk):
            continue
        relation.target = document
        relation.save()
        done += 1
    return done


# --- Reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Related:
    """One line of what a document has to do with others, as a reader sees it.

    `document` is None for one that is not here, or not public: then there is its symbol only.
    """

    kind: str
    label: str
    outgoing: bool
    symbol: str
    document: OfficialDocument | None
    partly: bool
    provisions: str
    from_date: date | None
    to_date: date | None


def related(document: OfficialDocument, closed: list[int] | None = None) -> list[Related]:
    """What a document does to others, then what public documents do to it; two queries besides those for `closed`."""
    public = DocumentText.with_texts(public_documents(closed).defer("body").select_related("type", "issuer"))
    # What a draft says of others is in its revision, not in the table.
    drafted = document.__dict__.get("_cluster_related_objects", {}).get("relations")
    outgoing, incoming = list(drafted or []), []
    if document.pk:
        both = DocumentRelation.objects.filter(Q(source=document.pk) | Q(target=document.pk)).order_by("kind", "pk")
        for relation in both:
            if relation.source_id != document.pk:
                incoming.append(relation)
            elif drafted is None:
                outgoing.append(relation)
    found = public.in_bulk(
        {relation.target_id for relation in outgoing if relation.target_id}
        | {relation.source_id for relation in incoming}
    )
    lines = [_line(relation, document, found.get(relation.target_id), outgoing=True) for relation in outgoing]
    lines += [
        _line(relation, found[relation.source_id], found[relation.source_id], outgoing=False)
        for relation in incoming
        if relation.source_id in found
    ]
    order = list(RelationKind)
    return sorted(lines, key=lambda line: (not line.outgoing, order.index(RelationKind(line.kind))))


def _line(
    relation: DocumentRelation, source: OfficialDocument, other: OfficialDocument | None, *, outgoing: bool
) -> Related:
    kind = RelationKind(relation.kind)
    return Related(
        kind=relation.kind,
        label=str(kind.label if outgoing else READ_BACKWARDS[kind]),
        outgoing=outgoing,
        symbol=other.symbol if other else relation.target_symbol,
        document=other,
        partly=relation.partly,
        provisions=relation.provisions,
        from_date=relation.from_date or source.in_force_from,
        to_date=relation.to_date,
    )


def ended_by(document: OfficialDocument) -> list[OfficialDocument]:
    """The public documents that wholly replaced or repealed this one."""
    acting = DocumentRelation.objects.filter(target=document.pk, kind__in=ENDING, partly=False)
    return list(public_documents().filter(pk__in=acting.values("source")).defer("body").select_related("type"))


def in_force_instead(document: OfficialDocument) -> list[OfficialDocument]:
    """What is in force in place of a document that has been replaced: the end of the chain of replacements.

    Where a replacement has been replaced itself, the one that replaced it; where it has been repealed with
    nothing in its place, nothing.
    """
    seen, level, last = {document.pk}, [document.pk], []
    for _step in range(LONGEST_CHAIN):
        acting = DocumentRelation.objects.filter(target__in=level, kind=RelationKind.REPLACES, partly=False)
        found = list(
            DocumentText.with_texts(public_documents())
            .filter(pk__in=acting.values("source"))
            .exclude(pk__in=seen)
            .defer("body")
            .select_related("type")
        )
        if not found:
            break
        last += [newer for newer in found if newer.effect != Effect.EXPIRED]
        seen |= {newer.pk for newer in found}
        level = [newer.pk for newer in found if newer.effect == Effect.EXPIRED]
        if not level:
            break
    return last
