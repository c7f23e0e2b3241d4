"""What a document tells of itself to those who cite it and to machines: citation, Dublin Core, schema.org."""

from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.structured import as_json_ld

from .enums import Effect, RelationKind
from .models import OfficialDocument
from .services.relations import Related


def citation(document: OfficialDocument, url: str) -> str:
    """How to name the document in another text."""
    named = document.heading or document.text_in().title
    parts = [
        _("%(issuer)s (%(year)s)") % {"issuer": document.issuer_name, "year": document.issued_on.year}
        if document.issuer_name
        else str(document.issued_on.year),
        _("%(named)s ngày %(day)s") % {"named": named, "day": date_format(document.issued_on, "d/m/Y")},
    ]
    if document.heading:
        parts.append(document.text_in().title.rstrip("."))
    return f"{', '.join(parts)}. {url}"


def dublin_core(document: OfficialDocument, url: str, publisher: str, tag_names: list[str]) -> list[tuple[str, str]]:
    """The metadata that portals owe of a document (NĐ 43/2011 art. 14, TT 24/2011)."""
    shown = document.text_in()
    terms = [
        ("DC.title", shown.title),
        ("DC.creator", document.issuer_name or publisher),
        ("DC.date", document.issued_on.isoformat()),
        ("DC.description", shown.abstract or shown.title),
        ("DC.publisher", publisher),
        ("DC.identifier", url),
        ("DC.language", get_language() if shown is not document else document.language),
        ("DC.source", document.source_url),
        ("DC.contributor", document.signer),
        (
            "DC.subject",
            "; ".join(filter(None, [str(document.field or ""), *tag_names])),
        ),
        ("DC.type", str(document.type or "Text")),
        ("DC.format", "text/html"),
        ("DCTERMS.bibliographicCitation", document.symbol),
        ("DCTERMS.valid", document.in_force_from.isoformat()),
    ]
    return [(name, value) for name, value in terms if value]


_FORCE = {
    Effect.IN_FORCE: "InForce",
    Effect.PARTLY: "PartiallyInForce",
    Effect.EXPIRED: "NotInForce",
    Effect.SUSPENDED: "NotInForce",
    Effect.NOT_YET: "NotInForce",
}
_LEGISLATION = {
    RelationKind.AMENDS: "legislationAmends",
    RelationKind.REPLACES: "legislationRepeals",
    RelationKind.REPEALS: "legislationRepeals",
    RelationKind.CORRECTS: "legislationCorrects",
    RelationKind.CONSOLIDATES: "legislationConsolidates",
    RelationKind.GUIDES: "legislationApplies",
    RelationKind.BASED_ON: "isBasedOn",
    RelationKind.CITES: "citation",
}


def legislation(document: OfficialDocument, url: str, publisher: str, lines: list[Related]) -> SafeString:
    """The same for search engines: schema.org Legislation as JSON-LD."""
    shown = document.text_in()
    known: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": url,
        "url": url,
        "name": shown.title,
        "headline": document.heading or shown.title,
        "description": shown.abstract,
        "legislationIdentifier": document.symbol,
        "legislationType": str(document.type or ""),
        "legislationDate": document.issued_on.isoformat(),
        "legislationDateVersion": document.issued_on.isoformat(),
        "legislationLegalForce": f"https://schema.org/{_FORCE[Effect(document.effect)]}",
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": document.issuer_name or publisher},
        "publisher": {"@type": "GovernmentOrganization", "name": publisher},
        "datePublished": document.issued_on.isoformat(),
        "temporalCoverage": f"{document.in_force_from.isoformat()}/"
        + (document.expires_on.isoformat() if document.expires_on else ".."),
        "inLanguage": document.language,
        "about": str(document.field or ""),
        "isAccessibleForFree": True,
    }
    for line in lines:
        if line.outgoing and (name := _LEGISLATION.get(RelationKind(line.kind))):
            other = {"@type": "Legislation", "legislationIdentifier": line.symbol}
            known.setdefault(name, []).append(other)
    return as_json_ld({name: value for name, value in known.items() if value})
