"""What is filled in for a clerk: from the symbol that is typed, or from the text of the document's file."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sites.units import tree
from sites.units.models import Unit, UnitVersion, today

from .enums import BodyKind, TextState
from .models import DocumentFile, DocumentType, IssuingBody
from .numbers import parse_symbol
from .reading import Guess, guess_from_text
from .services import bodies_of, body_named, find_issuer, find_type
from .services.files import text_now

# A form does not wait longer than this for the text of a file.
SECONDS = 20
Choices = list[tuple[Any, Any]]


@dataclass
class Filled:
    """Values for the fields of the form that bear these names; empty ones say nothing.

    `message` tells the clerk what was read, or why nothing was.
    """

    symbol: str = ""
    number: int | None = None
    number_suffix: str = ""
    year: int | None = None
    type: DocumentType | None = None
    issuer: IssuingBody | None = None
    issuer_name: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    abstract: str = ""
    signer: str = ""
    signer_title: str = ""
    recipients: str = ""
    message: str = field(default="", metadata={"is_value": False})
    relations: list[tuple[str, str]] = field(default_factory=list, metadata={"is_value": False})

    def values(self) -> dict[str, Any]:
        """The values that say something, by the name of their field."""
        found = {row.name: getattr(self, row.name) for row in fields(self) if row.metadata.get("is_value", True)}
        return {name: value for name, value in found.items() if value not in (None, "")}


def fill_from_symbol(typed: str, unit: Unit, issued_on: date | None = None) -> Filled:
    """What a symbol tells, seen from the unit that enters it."""
    symbol = parse_symbol(typed)
    if not typed.strip():
        return Filled()
    if symbol.number is None:
        return Filled(message=_("Không đọc được số, ký hiệu này. Văn bản vẫn lưu được; hãy tự chọn loại và cơ quan."))
    day = issued_on or (min(date(symbol.year, 12, 31), today()) if symbol.year else None)
    filled = Filled(
        number=symbol.number,
        number_suffix=symbol.suffix,
        year=symbol.year,
        type=find_type(symbol),
        issuer=find_issuer(symbol, unit, day),
    )
    told = [_("số %(number)s") % {"number": f"{symbol.number}{symbol.suffix}"}]
    told += [_("năm %(year)s") % {"year": symbol.year}] if symbol.year else []
    told += [str(filled.type)] if filled.type else []
    told += [filled.issuer.name] if filled.issuer else []
    filled.message = _("Đọc được: %(parts)s.") % {"parts": ", ".join(told)}
    return filled


def fill_from_file(stored: DocumentFile, unit: Unit) -> Filled:
    """What the text of a stored file tells; a message only where it has no text that can be had now."""
    content = text_now(stored, seconds=SECONDS)
    if not content:
        stored.refresh_from_db()
        if stored.text_state == TextState.WAITING:
            return Filled(message=_("Tệp đã nhận; nội dung chữ được trích sau. Hãy tự điền các ô."))
        return Filled(message=_("Tệp đã nhận. %(note)s Hãy tự điền các ô.") % {"note": _sentence(stored.text_note)})
    return filled_from(guess_from_text(content), unit)


def _sentence(note: Any) -> str:
    return f"{str(note).rstrip('.')}."


def filled_from(guess: Guess, unit: Unit) -> Filled:
    """The values that a reading of a text gives, the types and bodies among them found."""
    by_symbol = fill_from_symbol(guess.symbol, unit, guess.issued_on) if guess.symbol else Filled()
    kind = by_symbol.type
    if guess.type_code and (kind is None or kind.code == "cong-van"):
        kind = DocumentType.objects.filter(code=guess.type_code).first()
    named = body_named(guess.issuer_name, guess.issued_on) if guess.issuer_name else None
    issuer = named or by_symbol.issuer
    filled = Filled(
        symbol=guess.symbol,
        number=by_symbol.number,
        number_suffix=by_symbol.number_suffix,
        year=by_symbol.year,
        type=kind,
        issuer=issuer,
        issuer_name=issuer.name if issuer else guess.issuer_name,
        issued_on=guess.issued_on,
        effective_on=guess.effective_on,
        abstract=guess.abstract,
        signer=guess.signer,
        signer_title=guess.signer_title,
        recipients=guess.recipients,
        relations=guess.relations,
    )
    if filled.values():
        filled.message = _("Đã đọc từ tệp; hãy xem lại các ô trước khi lưu.")
    else:
        filled.message = _("Không nhận ra thể thức văn bản trong tệp. Hãy tự điền các ô.")
    return filled


# --- Choices ---------------------------------------------------------------------------------------


def type_choices() -> Choices:
    """The types, the administrative ones apart from the legal normative ones; one query."""
    groups: dict[bool, Choices] = {False: [], True: []}
    for kind in DocumentType.objects.all():
        groups[kind.normative].append((kind.pk, str(kind)))
    return [
        ("", "---------"),
        (_("Văn bản hành chính"), groups[False]),
        (_("Văn bản quy phạm pháp luật"), groups[True]),
    ]


def issuer_choices(unit: Unit | None, chosen: IssuingBody | None = None) -> Choices:
    """The bodies whose documents a unit is likely to keep, under every name they had; three queries or four.

    Its own, those of the units above, the departments of those, and the central ones: never the bodies of all units.
    """
    own: Choices = []
    above: Choices = []
    departments: Choices = []
    central: Choices = []
    if unit is not None:
        bodies_of(unit)
        chain = [link.unit_id for link in tree.place(unit)]
        beside = UnitVersion.objects.filter(parent__in=chain, tier__code="department").values("unit_id")
        likely = Q(unit__in=chain) | Q(unit__in=beside) | Q(unit__isnull=True)
        for body in IssuingBody.objects.filter(likely).order_by("tier__rank", "name_key", "valid_from"):
            row = (body.pk, labelled(body))
            if body.unit_id == unit.pk:
                own.append(row)
            elif body.unit_id is None:
                central.append(row)
            elif body.kind == BodyKind.DEPARTMENT:
                departments.append(row)
            else:
                above.append(row)
    groups = [
        (_("Của đơn vị"), own),
        (_("Của đơn vị cấp trên"), above),
        (_("Sở, ban, ngành"), departments),
        (_("Cơ quan trung ương và cơ quan khác"), central),
    ]
    known = {key for _name, rows in groups for key, _label in rows}
    if chosen is not None and chosen.pk not in known:
        groups.append((_("Đang chọn"), [(chosen.pk, labelled(chosen))]))
    return [("", "---------"), *((name, rows) for name, rows in groups if rows)]


def labelled(body: IssuingBody) -> str:
    """A body's name, with the day until when it was called so."""
    if body.valid_to and body.valid_to <= today():
        return _("%(name)s (đến trước %(day)s)") % {"name": body.name, "day": f"{body.valid_to:%d/%m/%Y}"}
    return body.name
