"""Everything the page of one procedure shows, as a guide: what it takes, what to do, how long, how much, where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from sites.documents.consulting.presenting import document_urls
from sites.documents.models import OfficialDocument
from sites.units import tree
from sites.units.languages import behind, only_in
from sites.units.models import Unit, UnitVersion, today

from . import translations, wording
from .enums import ServiceScheme
from .models import Procedure, ProcedureVersion
from .services.facts import Resolved, resolve
from .services.lists import names
from .services.serving import LANGUAGE
from .services.versions import content_of


@dataclass(frozen=True)
class Level:
    """A level of service in words; `until` is the last day of one that no longer holds."""

    scheme: str
    name: str
    meaning: str
    reason: str
    is_full: bool
    since: date
    until: date | None


def levels_of(procedure: Procedure, day: date | None = None) -> tuple[list[Level], list[Level]]:
    """The levels that hold on a day, and those that held before; both from the newest."""
    day = day or today()
    now, before = [], []
    for row in sorted(procedure.levels.all(), key=lambda row: row.valid_from, reverse=True):
        if row.valid_from > day:
            continue
        level = row.level
        shown = Level(
            scheme=str(ServiceScheme(level.scheme).label),
            name=level.shown_name,
            meaning=level.shown_meaning,
            reason=row.reason,
            is_full=level.scheme == ServiceScheme.SCOPE and not level.needs_reason,
            since=row.valid_from,
            until=row.valid_to,
        )
        (now if row.is_valid_on(day) and level.is_valid_on(day) else before).append(shown)
    return now, before


@dataclass(frozen=True)
class Paper:
    name: str
    copies: str
    note: str


@dataclass(frozen=True)
class Dossier:
    """The papers of one case; `case` is empty where it is the only one."""

    case: str
    papers: list[Paper]


@dataclass(frozen=True)
class Cited:
    text: str
    provisions: str
    url: str


def guide(content: wording.Content) -> dict[str, Any]:
    """A content in words, ready for a template; asks the database where the cited documents are."""
    cited = [basis["pk"] for basis in content["bases"]] + [(content["announced_by"] or {}).get("pk")]
    urls = document_urls(OfficialDocument(pk=key) for key in cited if key)
    return {
        "content": content,
        "time": wording.time_of(content),
        "fees": [
            {"name": fee["name"], "amount": wording.amount_of(fee), "note": fee["note"]} for fee in content["fees"]
        ],
        "fee_line": wording.fees_of(content),
        "dossiers": [
            Dossier(
                dossier["case"],
                [Paper(paper["name"], wording.copies_of(paper), paper["note"]) for paper in dossier["papers"]],
            )
            for dossier in content["dossiers"]
        ],
        "ways": [{"label": wording.way_of(way), "text": way["text"], "way": way["way"]} for way in content["ways"]],
        "bases": [
            Cited(basis["text"], basis["provisions"], urls.get(basis["pk"] or 0, "")) for basis in content["bases"]
        ],
        "announced": content["announced_by"]
        and Cited(content["announced_by"]["text"], "", urls.get(content["announced_by"]["pk"], "")),
    }


# --- Where ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Where:
    """Where a procedure is carried out for the reader: in a unit, or in whichever they name."""

    facts: Resolved | None
    # Whether the unit of this site does it itself; otherwise the reader is asked for theirs.
    is_here: bool
    # Whether readers may name a unit of theirs.
    may_choose: bool


def where(procedure: Procedure, unit: Unit, place: list[tree.UnitLink], named: Unit | None = None) -> Where:
    """The place for a reader of this unit's site; `named` is the unit that the address names.

    What many units of a tier do is done by the reader's own. What a department or the province does is done by the
    unit of the agency, else by the owner.
    """
    local = {tier.code for tier in procedure.tiers.all()} - {"national", "province", "department"}
    may_choose = bool(local)
    if named is not None:
        return Where(resolve(named, procedure.pk), False, may_choose)
    is_agency = procedure.agency.unit_id == unit.pk
    if is_agency or (place and place[0].tier in local):
        return Where(resolve(unit, procedure.pk, place=place), True, may_choose)
    if may_choose:
        return Where(None, False, True)
    desk = Unit(pk=procedure.agency.unit_id or procedure.unit_id)
    return Where(resolve(desk, procedure.pk), False, False)


def unit_named(uuid: str, procedure: Procedure) -> Unit | None:
    """The unit of this id, if it is one that carries the procedure out today."""
    tiers = [tier.pk for tier in procedure.tiers.all()]
    version = UnitVersion.objects.on().filter(unit__uuid=uuid, tier__in=tiers).select_related("unit").first()
    return version.unit if version else None


# --- The page ---------------------------------------------------------------------------------------


def text_of(procedure: Procedure) -> tuple[Procedure, ProcedureVersion | None, wording.Content]:
    """The content in the reader's language, else in the first one, with its row and version."""
    return _in_readers_language(procedure, _open_versions(procedure))


def _open_versions(procedure: Procedure) -> dict[str, ProcedureVersion]:
    """What is in force of a procedure, by language."""
    found = ProcedureVersion.objects.filter(
        procedure__translation_key=procedure.translation_key, procedure__live=True, valid_to=None
    ).select_related("procedure__locale")
    return {version.procedure.locale.language_code: version for version in translations.with_times(found)}


def _in_readers_language(
    procedure: Procedure, found: dict[str, ProcedureVersion]
) -> tuple[Procedure, ProcedureVersion | None, wording.Content]:
    version = found.get(get_language() or LANGUAGE) or found.get(LANGUAGE)
    if version is None:
        return procedure, None, content_of(procedure)
    return version.procedure, version, version.content


def context(
    procedure: Procedure, request: HttpRequest, place: list[tree.UnitLink], named: Unit | None = None
) -> dict[str, Any]:
    """What the page of a public procedure shows on the site of a unit."""
    found = _open_versions(procedure)
    row, version, content = _in_readers_language(procedure, found)
    if len(found) < 2:
        only_in(request, row.locale.language_code)
    original = found.get(LANGUAGE)
    if version and original and (changed_at := translations.changed_since(version, original)):
        behind(request, LANGUAGE, changed_at)
    shown = _shown(procedure, content) | {
        "where": where(procedure, request.unit, place, named),
        "version": version,
        "language": "" if row.locale.language_code == get_language() else row.locale.language_code,
    }
    path = reverse("procedures:one", args=[procedure.slug])
    return shown | {
        "path": path,
        "print_url": reverse("procedures:print", args=[procedure.slug]),
        "forms": [
            form | {"url": reverse("procedures:form", args=[procedure.slug, form["mark"], form["name"]])}
            for form in content["forms"]
        ],
    }


def _shown(procedure: Procedure, content: wording.Content) -> dict[str, Any]:
    now, before = levels_of(procedure)
    known = names()
    return guide(content) | {
        "procedure": procedure,
        "title": content["name"],
        "levels": now,
        "former_levels": before,
        "field": known["field"].get(procedure.field_id),
        "agency": known["agency"].get(procedure.agency_id),
        "national_url": content["national_url"] or settings.NATIONAL_SERVICE_PORTAL,
        "has_own_national_page": bool(content["national_url"]),
        "ended_on": procedure.ends_on if procedure.has_ended() else None,
        "ends_on": procedure.ends_on if procedure.ends_on and not procedure.has_ended() else None,
    }


def preview_context(procedure: Procedure, request: Any) -> dict[str, Any]:
    """The same of a draft, on the site of its owner."""
    shown = _shown(procedure, content_of(procedure))
    forms = [form | {"url": ""} for form in shown["content"]["forms"]]
    return shown | {
        "forms": forms,
        "where": Where(None, False, False),
        "version": None,
        "language": "",
        "path": "",
        "print_url": "",
    }


# --- What changed -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A version beside the one before it."""

    version: ProcedureVersion
    differences: list[wording.Difference]


def changes_of(procedure: Procedure) -> list[Change]:
    """Every version with what it changed, the newest first; the first one changes nothing."""
    versions = list(procedure.versions.order_by("number"))
    pairs: Iterable[tuple[ProcedureVersion | None, ProcedureVersion]] = zip(
        [None, *versions[:-1]], versions, strict=True
    )
    changes = [
        Change(version, wording.differences(earlier.content, version.content) if earlier else [])
        for earlier, version in pairs
    ]
    return changes[::-1]


def prefetched(rows: Any) -> Any:
    """Procedures with what their page asks of them."""
    return rows.select_related("agency", "locale").prefetch_related("tiers", "levels__level")
