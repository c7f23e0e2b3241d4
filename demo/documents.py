"""The demo's official documents: real acts by their facts, and documents written for the demo, with files."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from taggit.models import Tag
from wagtail.rich_text import RichText

from portal.core import text
from sites.documents.enums import BodyKind, RelationKind
from sites.documents.models import (
    DocumentRelation,
    DocumentTag,
    DocumentText,
    DocumentType,
    Field,
    IssuingBody,
    OfficialDocument,
)
from sites.documents.services import bodies_of, complete, documents_changed, recompute_effect
from sites.documents.services.documents import slug_base
from sites.documents.services.files import attach, store_files
from sites.units.models import Unit, UnitVersion, today

from .facts import Country, in_sentence
from .models import DemoItem
from .papers import NOTE, letter, paper
from .texts import content

SERIES = "DEMO"
RELATIONS = {"replaces": RelationKind.REPLACES, "amends": RelationKind.AMENDS, "guides": RelationKind.GUIDES}
# What a document written for the demo may do to an earlier one of its unit.
CHANGES = {"amends": RelationKind.AMENDS, "repeals": RelationKind.REPEALS}
# Making and checking files takes longest; these are enough to look at.
COMMUNES_WITH_FILES = 0.15
QUARTERS = ("I", "II", "III", "IV")


@dataclass
class Draft:
    """A document before it is saved, with what is saved after it."""

    document: OfficialDocument
    tags: list[str]
    # What it does to which document.
    relations: list[tuple[RelationKind, OfficialDocument]] = dataclass_field(default_factory=list)
    # The text, for its file.
    lines: tuple[str, ...] = ()


class Archive:
    """Writes the documents of all units, each unit in one transaction."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.plan = content("documents.toml")

    @cached_property
    def types(self) -> dict[str, DocumentType]:
        return {row.code: row for row in DocumentType.objects.all()}

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {row.code: row for row in Field.objects.all()}

    @cached_property
    def acts(self) -> dict[str, OfficialDocument]:
        """The real acts by their symbol; the province, which comes first, has them."""
        symbols = [act["symbol"] for act in self.plan["act"]]
        rows = OfficialDocument.objects.filter(unit=self.country.province.unit_id, symbol__in=symbols)
        return {row.symbol: row for row in rows.defer("body")}

    def write(self, version: UnitVersion) -> None:
        """The documents of a unit, made once; the province also shows the acts it works by."""
        key = f"documents:{version.unit_id}"
        if DemoItem.objects.filter(key=key).exists():
            return
        with transaction.atomic():
            if version == self.country.province:
                self._acts(version)
            self._made(version)
            DemoItem.objects.create(key=key)

    # --- Real acts ---------------------------------------------------------------------------------

    def _acts(self, version: UnitVersion) -> None:
        bodies = {body.code: body for body in IssuingBody.objects.filter(code__isnull=False)}
        known: dict[str, OfficialDocument] = {}
        for act in self.plan["act"]:
            document = OfficialDocument(
                unit=version.unit,
                tier=version.tier,
                symbol=act["symbol"],
                type=self.types[act["type"]],
                issuer=bodies[act["issuer"]],
                field=self.fields[act["field"]],
                title=act["title"],
                abstract=act["title"],
                issued_on=act["issued"],
                effective_on=act.get("effective"),
                expires_on=act.get("expires"),
                source_url=self.plan["source"]["url"],
            )
            complete(document)
            document.save()
            known[act["symbol"]] = document
            if "title_en" in act:
                DocumentText.objects.create(document=document, language="en", title=act["title_en"])
        for act in self.plan["act"]:
            for name, kind in RELATIONS.items():
                for symbol in act.get(name, ()):
                    DocumentRelation.objects.create(
                        source=known[act["symbol"]], kind=kind, target=known.get(symbol), target_symbol=symbol
                    )
        recompute_effect([document.pk for document in known.values()])

    # --- Written for the demo ------------------------------------------------------------------------

    def _made(self, version: UnitVersion) -> None:
        chance = Random(f"documents {version.code} {version.full_name}")
        drafts = list(self._drafts(version, chance))
        documents = OfficialDocument.objects.bulk_create([draft.document for draft in drafts])
        self._tag(drafts)
        DocumentRelation.objects.bulk_create(
            DocumentRelation(source=draft.document, kind=kind, target=target, target_symbol=target.symbol)
            for draft in drafts
            for kind, target in draft.relations
        )
        if version.tier.code != "commune" or chance.random() < COMMUNES_WITH_FILES:
            self._attach_files(version.unit, drafts, chance)
        recompute_effect([document.pk for document in documents])
        documents_changed([document.pk for document in documents])

    def _drafts(self, version: UnitVersion, chance: Random) -> Iterator[Draft]:
        bodies = {body.kind: body for body in bodies_of(version.unit)}
        numbers: dict[tuple[str, int], int] = {}
        # By the `id` of its plan.
        newest: dict[str, OfficialDocument] = {}
        for plan in self.plan["made"]:
            kind = BodyKind.DEPARTMENT if plan["issuer"] == "own" and BodyKind.DEPARTMENT in bodies else plan["issuer"]
            body = bodies.get(BodyKind.COMMITTEE if kind == "own" else BodyKind(kind))
            if body is None or version.tier.code not in plan["tiers"]:
                continue
            earlier = None
            changed = next(((kind, plan[name]) for name, kind in CHANGES.items() if name in plan), None)
            for year in plan["years"]:
                series = (plan["type"], year)
                numbers[series] = numbers.get(series, chance.randrange(3, 40)) + chance.randrange(1, 9)
                target = newest.get(changed[1]) if changed else None
                document = self._document(version, plan, body, year, numbers[series], chance, target)
                relations = [(changed[0], target)] if changed and target else []
                if earlier and plan.get("normative") and not plan.get("yearly"):
                    relations.append((RelationKind.REPLACES, earlier))
                if act := self.acts.get(plan.get("based_on", {}).get(str(year), "")):
                    relations.append((RelationKind.BASED_ON, act))
                yield Draft(document, plan.get("tags", []), relations, tuple(plan["articles"]))
                earlier = newest[plan.get("id", "")] = document

    def _document(
        self,
        version: UnitVersion,
        plan: dict[str, Any],
        body: IssuingBody,
        year: int,
        number: int,
        chance: Random,
        target: OfficialDocument | None,
    ) -> OfficialDocument:
        abbreviation = "-".join(filter(None, [plan["abbreviation"], body.abbreviation, SERIES]))
        symbol = f"{number:02}/{f'{year}/' if plan.get('normative') else ''}{abbreviation}"
        issued = issued_in(year, chance)
        slots = {
            "name": in_sentence(version),
            "year": year,
            "quarter": QUARTERS[(issued.month - 1) // 3],
            "target": f"{target.type} số {target.symbol}" if target else "",
        }
        abstract = plan["abstract"].format(**slots)
        document = OfficialDocument(
            unit=version.unit,
            tier=version.tier,
            symbol=symbol,
            type=self.types[plan["type"]],
            issuer=body,
            field=self.fields[plan["field"]],
            abstract=abstract,
            signer_title=signer_title(body),
            issued_on=issued,
            effective_on=issued + timedelta(days=10) if plan.get("normative") else None,
            expires_on=date(year + 1, 1, 1) if plan.get("yearly") else None,
            urgency=plan.get("urgency", "normal"),
            recipients="Như trên;\nLưu: VT.",
            body=[("text", RichText("".join(articles(plan["articles"]))))],
            is_sample=True,
        )
        # Numbers of a unit's year are its own, so the wished address is free; asking for each would take minutes.
        document.slug = slug_base(document)
        complete(document)
        return document

    def _tag(self, drafts: list[Draft]) -> None:
        names = {name for draft in drafts for name in draft.tags}
        tags = {name: Tag.objects.get_or_create(name=name, defaults={"slug": text.slugify(name)})[0] for name in names}
        DocumentTag.objects.bulk_create(
            DocumentTag(content_object=draft.document, tag=tags[name]) for draft in drafts for name in draft.tags
        )

    def _attach_files(self, unit: Unit, drafts: list[Draft], chance: Random) -> None:
        """A PDF and a Word file."""
        chosen = chance.sample(drafts, k=min(2, len(drafts)))
        uploads = []
        for draft, (make, ending) in zip(chosen, ((paper, "pdf"), (letter, "docx")), strict=False):
            document = draft.document
            lines = [f"Số: {document.symbol}", document.abstract, *draft.lines, f"({NOTE})"]
            made = make(document.issuer_name, str(document.type), lines)
            uploads.append(ContentFile(made, name=f"{text.slugify(document.symbol)}.{ending}"))
        for draft, stored in zip(chosen, store_files(uploads, unit=unit), strict=True):
            if isinstance(stored, Exception):
                raise stored
            attach(draft.document, stored)


def issued_in(year: int, chance: Random) -> date:
    """A day of a year on which a document may have been issued: never one that is still to come."""
    first = date(year, 1, 5)
    days = min(300, (today() - first).days)
    return first + timedelta(days=chance.randrange(0, max(1, days)))


def signer_title(body: IssuingBody) -> str:
    """The post alone: nobody real signs a document of the demo."""
    return {BodyKind.COUNCIL: "CHỦ TỊCH", BodyKind.COMMITTEE: "TM. UỶ BAN NHÂN DÂN, CHỦ TỊCH"}.get(
        BodyKind(body.kind), "GIÁM ĐỐC"
    )


def articles(texts: list[str]) -> Iterator[str]:
    """The text of a document, an article for each text."""
    for number, article in enumerate(texts, 1):
        yield f"<h2>Điều {number}</h2><p>{article}</p>"
