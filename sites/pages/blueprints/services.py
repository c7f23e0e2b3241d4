"""Blueprints and what units take of them; every function owns its transaction."""

import json
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from portal.core import page_cache
from sites.units.boxes import arrangeable, in_places
from sites.units.isolation.unit_settings import arrange_menu
from sites.units.models import Tier, Unit, UnitSettings, UnitVersion
from sites.units.services import provision_unit

from ..enums import PartKind
from .models import NOTE, Blueprint, BlueprintItem, BlueprintVersion, values_of
from .standing import MENU, Part, Shown, parts_of, shown_by

logger = logging.getLogger(__name__)
FIRST = Path(__file__).parent / "first.json"


@cache
def first_plan() -> dict[str, Any]:
    """What blueprints start with; `list_by` and `shows_contacts` also say how a new section of that address begins."""
    return json.loads(FIRST.read_text(encoding="utf-8"))


# --- The province's side -------------------------------------------------------------------------


def blueprint_of(tier: Tier) -> Blueprint:
    """The blueprint of a tier; made with its first version when it is first asked for."""
    return newest_version(tier).blueprint


def newest_version(tier: Tier) -> BlueprintVersion:
    """What units of the tier are offered."""
    found = BlueprintVersion.objects.filter(blueprint__tier=tier).select_related("blueprint__tier").first()
    return found or _first_version(tier)


@transaction.atomic
def _first_version(tier: Tier) -> BlueprintVersion:
    blueprint = Blueprint.objects.create(tier=tier)
    items = [
        BlueprintItem(blueprint=blueprint, sort_order=number, **fields)
        for number, fields in enumerate(_first_items(tier.code))
    ]
    BlueprintItem.objects.bulk_create(items)
    return BlueprintVersion.objects.create(blueprint=blueprint, number=1, values=values_of(items))


def _first_items(tier_code: str) -> Iterable[dict[str, Any]]:
    plan = first_plan()
    for slug in plan["tiers"].get(tier_code, ()):
        section = plan["sections"][slug]
        yield {
            "kind": PartKind.SECTION,
            "key": slug,
            "title": section["title"]["vi"],
            "title_en": section["title"]["en"],
            "shown": section.get("in_menu", True),
        }
    for frame in arrangeable():
        yield {"kind": PartKind.BOX, "key": frame.code}
    for link in plan["links"]:
        yield {"kind": PartKind.LINK, **link}
    yield {"kind": PartKind.FOOTER, "key": NOTE, **plan["footer"]}


@transaction.atomic
def keep_version(blueprint: Blueprint, by: Any = None) -> BlueprintVersion | None:
    """Make what the blueprint is now its newest version; None where nothing has changed."""
    locked = Blueprint.objects.select_for_update().get(pk=blueprint.pk)
    last = locked.versions.first()
    values = locked.values()
    if last is not None and last.values == values:
        return None
    number = last.number + 1 if last else 1
    return BlueprintVersion.objects.create(blueprint=locked, number=number, values=values, made_by=by)


def version_for(unit: Unit) -> BlueprintVersion | None:
    """What the unit is offered: the newest version of its tier of today; None for a unit that is no more."""
    version = unit.version_on()
    return newest_version(version.tier) if version else None


def units_of(version: BlueprintVersion) -> QuerySet[UnitSettings]:
    """The settings of the units of the version's tier that are in force and have a site."""
    units = UnitVersion.objects.on().filter(tier=version.blueprint.tier_id).values("unit")
    return UnitSettings.objects.filter(unit__in=units, unit__site__isnull=False)


def units_behind(version: BlueprintVersion) -> QuerySet[UnitSettings]:
    """Those that have not taken it yet."""
    return units_of(version).filter(blueprint_number__lt=version.number)


@transaction.atomic
def ask_for_all(version: BlueprintVersion, by: Any) -> None:
    """Have every unit of the tier take the version; a job does it, unit by unit."""
    from ..tasks import give_blueprint_to_all

    asked = BlueprintVersion.objects.filter(pk=version.pk)
    asked.update(asked_at=timezone.now(), asked_by=by, done_at=None)
    give_blueprint_to_all.enqueue(version.pk)


def carry_out(version_id: int) -> int:
    """Let the units that are behind take the version, each in a transaction of its own; returns how many did.

    For the job, which may be killed, run again and run twice at once: a unit that has the version is passed by. One
    that cannot take it is logged and does not stop the others.
    """
    version = BlueprintVersion.objects.select_related("blueprint__tier", "asked_by").get(pk=version_id)
    done = 0
    for unit_id in list(units_behind(version).order_by("unit").values_list("unit", flat=True)):
        try:
            take(Unit.objects.get(pk=unit_id), version=version, by=version.asked_by)
        except Exception:
            logger.exception("a unit could not take its blueprint", extra={"unit": unit_id})
        else:
            done += 1
    if not units_behind(version).exists():
        BlueprintVersion.objects.filter(pk=version.pk, done_at=None).update(done_at=timezone.now())
    return done


def unfinished() -> list[int]:
    """The newest versions that all units are to take and some have not: their job waits, runs or was killed."""
    newest = Blueprint.objects.annotate(newest=Max("versions__number")).values_list("pk", "newest")
    asked = BlueprintVersion.objects.filter(asked_at__isnull=False, done_at=None)
    last = dict(newest)
    return [version.pk for version in asked if last[version.blueprint_id] == version.number]


# --- The unit's side -----------------------------------------------------------------------------


def standing(unit: Unit) -> list[Part]:
    """How each part of the unit stands to the newest version of its tier's blueprint."""
    version = version_for(unit)
    if version is None:
        return []
    return parts_of(version, shown_by(unit, UnitSettings.objects.get(unit=unit)))


@transaction.atomic
def take(
    unit: Unit, ids: Iterable[str] | None = None, *, version: BlueprintVersion | None = None, by: Any = None
) -> list[Part]:
    """Take what is offered: these parts, or all; what the unit has changed itself is kept. Returns what was taken.

    Taking again takes nothing. `by` None is a program.
    """
    version = version or version_for(unit)
    if version is None:
        return []
    row = UnitSettings.objects.select_for_update().get(unit=unit)
    parts = parts_of(version, shown_by(unit, row))
    wanted = None if ids is None else set(ids)
    chosen = [part for part in parts if part.is_pending and (wanted is None or part.id in wanted)]
    # What is the same without anybody's doing is remembered too, so that a later change of it is offered.
    _remember(row, [part for part in parts if part.state == "same"] + chosen)
    # A section that the unit has deleted is not made again when another one is.
    row.own |= {part.id: None for part in parts if part.is_own and part.kind == PartKind.SECTION and part.now is None}
    row.blueprint_number = _number(version, row, parts, chosen)
    _apply(unit, row, chosen, by)
    return chosen


def _number(version: BlueprintVersion, row: UnitSettings, parts: list[Part], chosen: list[Part]) -> int:
    left = [part for part in parts if part.is_pending and part not in chosen]
    return row.blueprint_number if left else max(version.number, row.blueprint_number)


@transaction.atomic
def give_up_own(unit: Unit, part_id: str, by: Any = None) -> Part | None:
    """Return one part to what the province has; what the unit has added is dropped. None where it is not its own."""
    version = version_for(unit)
    if version is None:
        return None
    row = UnitSettings.objects.select_for_update().get(unit=unit)
    part = next((one for one in parts_of(version, shown_by(unit, row)) if one.id == part_id and one.is_own), None)
    if part is not None:
        _remember(row, [part])
        _apply(unit, row, [part], by)
    return part


@transaction.atomic
def keep_own(unit: Unit, values: dict[str, Any], by: Any = None) -> None:
    """Put the unit's own boxes, links and foot in place of what it took; what is the same as that is nobody's own."""
    row = UnitSettings.objects.select_for_update().get(unit=unit)
    for part_id, value in values.items():
        if value == row.taken.get(part_id):
            row.own.pop(part_id, None)
        else:
            row.own[part_id] = value
    _apply(unit, row, [], by)


def start(unit: Unit, version: BlueprintVersion) -> None:
    """A unit that gets its site starts with the version whole; later runs change nothing."""
    started = UnitSettings.objects.filter(unit=unit, blueprint_number=0)
    started.update(taken=version.values, blueprint_number=version.number)


def _remember(row: UnitSettings, parts: list[Part]) -> None:
    for part in parts:
        row.own.pop(part.id, None)
        if part.theirs is None:
            row.taken.pop(part.id, None)
        else:
            row.taken[part.id] = part.theirs


def _apply(unit: Unit, row: UnitSettings, parts: list[Part], by: Any) -> None:
    """Write the settings, and what of the parts stands in pages."""
    # By the manager: a save tells every site to forget its pages, and this is about one.
    changed = {name: getattr(row, name) for name in ("taken", "own", "blueprint_number")}
    for part in parts:
        if part.kind == PartKind.SETTING and part.theirs:
            changed[part.key] = part.theirs["title"]
    UnitSettings.objects.filter(pk=row.pk).update(**changed)
    sections = [part for part in parts if part.kind == PartKind.SECTION]
    if any(part.now is None and part.theirs for part in sections):
        _make_missing(unit)
    if sections or any(part.id == MENU for part in parts):
        shown = shown_by(unit, row)
        for part in sections:
            _write_section(shown, part, by)
        for part in parts:
            if part.id == MENU and part.theirs:
                _write_menu(unit, part.theirs, by)
    if by is not None:
        log(instance=unit, action="wagtail.edit", user=by, title=str(unit))
    if unit.site_id:
        page_cache.expire(page_cache.site(unit.site_id))


def _make_missing(unit: Unit) -> None:
    """Provisioning completes what is missing, the sections that the unit has now taken among it."""
    languages = list(unit.homes.order_by("pk").values_list("locale__language_code", flat=True))
    provision_unit(unit, host="", languages=languages)


def _write_section(shown: Shown, part: Part, by: Any) -> None:
    for code, page in shown.pages(part.key).items():
        values: dict[str, Any] = {"show_in_menus": False}
        if part.theirs:
            title = (code == "en" and part.theirs["title_en"]) or part.theirs["title"]
            values = {"title": title, "draft_title": title, "show_in_menus": part.theirs["shown"]}
        if any(getattr(page, name) != value for name, value in values.items()):
            _write_page(page, values, by)


def _write_page(page: Page, values: dict[str, Any], by: Any) -> None:
    specific = page.specific
    for name, value in values.items():
        setattr(specific, name, value)
    specific.save(update_fields=list(values))
    # The draft holds a copy, which would bring the old words back when it is published.
    if revision := specific.latest_revision:
        revision.content |= values
        revision.save(update_fields=["content"])
    log(instance=specific, action="wagtail.edit", user=by)


def _write_menu(unit: Unit, slugs: list[str], by: Any) -> None:
    for home in unit.homes.select_related("page"):
        children = {page.slug: page for page in home.page.get_children()}
        order = in_places(list(children), slugs)
        if order != list(children):
            wanted = [(children[slug].pk, children[slug].show_in_menus, place) for place, slug in enumerate(order)]
            arrange_menu(home.page, wanted, user=by)
