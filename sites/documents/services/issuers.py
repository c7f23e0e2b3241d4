"""Who issued: bodies of units made from what the unit was on a day, and found from the codes of a symbol."""

from datetime import date

from django.db.models import Q

from portal.core import text
from sites.units import tree
from sites.units.models import Unit, UnitVersion, today

from ..enums import BodyKind
from ..models import DocumentType, IssuingBody
from ..numbers import COMMITTEE, COUNCIL, Symbol

# The tiers with a people's council and committee; a department is one body itself.
GOVERNED = ("province", "district", "commune")
NAMES = {
    BodyKind.COMMITTEE: ("Ủy ban nhân dân {unit}", "People's Committee of {unit}", COMMITTEE),
    BodyKind.COUNCIL: ("Hội đồng nhân dân {unit}", "People's Council of {unit}", COUNCIL),
}
# How bodies are named in the head of a document, folded.
ABBREVIATED = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan"}
# Words that an abbreviation leaves out: Sở Khoa học và Công nghệ → SKHCN.
SMALL_WORDS = {"và", "của"}


def bodies_of(unit: Unit, day: date | None = None) -> list[IssuingBody]:
    """The bodies of a unit as it was on a day, made where they are missing; none before it began or of no authority.

    A unit that was renamed has bodies of the old name and of the new, the old leading to the new.
    """
    version = _version(unit, day or today())
    if version is None:
        return []
    kinds = [BodyKind.COMMITTEE, BodyKind.COUNCIL] if version.tier.code in GOVERNED else [BodyKind.DEPARTMENT]
    if not version.tier.is_authority:
        kinds = []
    known = {body.kind: body for body in IssuingBody.objects.filter(unit=unit, valid_from=version.valid_from)}
    return [known.get(kind) or _make(version, kind) for kind in kinds]


def body_of(unit: Unit, kind: str, day: date | None = None) -> IssuingBody | None:
    """The unit's body of one kind on a day, made where it is missing; None where the unit has none."""
    return next((body for body in bodies_of(unit, day) if body.kind == kind), None)


def _version(unit: Unit, day: date) -> UnitVersion | None:
    """What the unit was on a day; for one that has ended, what it was last."""
    versions = unit.versions.select_related("unit_type", "tier").filter(valid_from__lte=day)
    return versions.order_by("-valid_from").first()


def _make(version: UnitVersion, kind: str) -> IssuingBody:
    names = body_names(version, kind)
    body, _created = IssuingBody.objects.update_or_create(
        unit_id=version.unit_id,
        kind=kind,
        valid_from=version.valid_from,
        defaults=names | {"valid_to": version.valid_to, "tier": version.tier},
    )
    before = IssuingBody.objects.filter(
        unit_id=version.unit_id, kind=kind, valid_from__lt=version.valid_from, successor__isnull=True
    )
    before.update(successor=body)
    return body


def body_names(version: UnitVersion, kind: str) -> dict[str, str]:
    """Name, English name and abbreviation of a body of a unit."""
    if kind == BodyKind.DEPARTMENT:
        return {
            "name": version.full_name,
            "name_en": f"{version.name_en} {version.unit_type.name_en}".strip() if version.name_en else "",
            "abbreviation": initials(version.full_name),
        }
    name, name_en, abbreviation = NAMES[BodyKind(kind)]
    lower = version.full_name[:1].lower() + version.full_name[1:]
    english = f"{version.name_en} {version.unit_type.name_en}".strip() if version.name_en else ""
    return {
        "name": name.format(unit=lower),
        "name_en": name_en.format(unit=english) if english else "",
        "abbreviation": abbreviation,
    }


def initials(name: str) -> str:
    """The abbreviation of a department's name: `Sở Giáo dục và Đào tạo` → `SGDĐT`."""
    words = text.normalise(name).replace("-", " ").replace(",", " ").split()
    return "".join(word[0].upper() for word in words if word.lower() not in SMALL_WORDS)


def keep_bodies(unit_id: int) -> None:
    """Bring the bodies that were made for a unit in step with its versions, after a correction of those."""
    versions = {version.valid_from: version for version in UnitVersion.objects.filter(unit=unit_id)}
    for body in IssuingBody.objects.filter(unit=unit_id):
        version = versions.get(body.valid_from)
        if version is None:
            continue
        wanted = body_names(version, body.kind) | {"valid_to": version.valid_to, "tier_id": version.tier_id}
        if any(getattr(body, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(body, name, value)
            body.save()


def find_issuer(symbol: Symbol, unit: Unit, day: date | None = None) -> IssuingBody | None:
    """The body that a symbol names, seen from the unit that keeps the document; None where that is not certain."""
    if not symbol.issuer:
        return None
    day = day or today()
    kind = {COMMITTEE: BodyKind.COMMITTEE, COUNCIL: BodyKind.COUNCIL}.get(symbol.issuer)
    if kind:
        return _nearest(unit, kind, day)
    key = text.fold(symbol.issuer)
    own = [body for body in bodies_of(unit, day) if text.fold(body.abbreviation) == key]
    if own:
        return own[0]
    # Seen from a unit, a department is one of those of the units above it.
    chain = [link.unit_id for link in tree.place(unit, day)]
    children = UnitVersion.objects.on(day).filter(parent__in=chain, tier__code="department").values("unit_id")
    named = IssuingBody.objects.on(day).filter(abbreviation_key=key)
    found = list(named.filter(Q(unit__isnull=True) | Q(unit__in=chain) | Q(unit__in=children))[:2])
    return found[0] if len(found) == 1 else None


def body_named(name: str, day: date | None = None) -> IssuingBody | None:
    """The body of this name, accents and capitals aside, on a day; None where none or several bear it."""
    folded = text.fold(name)
    for short, long in ABBREVIATED.items():
        folded = f"{long}{folded.removeprefix(short)}" if folded.startswith(f"{short} ") else folded
    found = list(IssuingBody.objects.on(day).filter(folded=folded)[:2]) if folded else []
    return found[0] if len(found) == 1 else None


def _nearest(unit: Unit, kind: str, day: date) -> IssuingBody | None:
    """The council or committee of the unit, or of the nearest unit above that has one."""
    for link in tree.place(unit, day):
        body = body_of(Unit(pk=link.unit_id), kind, day)
        if body is not None:
            return body
    return None


def find_type(symbol: Symbol) -> DocumentType | None:
    """The type that a symbol names; None where it leaves that open.

    Of the types with one abbreviation, the legal normative one of that issuer is meant if the symbol has a year,
    the administrative one otherwise.
    """
    if symbol.type_code:
        return DocumentType.objects.filter(code=symbol.type_code).first()
    if not symbol.abbreviation:
        return None
    found = list(DocumentType.objects.filter(abbreviation=symbol.abbreviation))
    of_issuer = [kind for kind in found if symbol.issuer and symbol.issuer in kind.issued_by.split(",")]
    general = [kind for kind in found if not kind.issued_by]
    if symbol.year and of_issuer:
        return of_issuer[0]
    plain = [kind for kind in general if not kind.normative] or general or of_issuer
    best = plain or found
    return best[0] if best else None
