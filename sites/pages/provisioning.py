"""The sections a new unit gets, from the blueprint of its tier."""

import json
from functools import cache, partial
from pathlib import Path

from sites.units.steps import Provisioning, register_step

from .enums import Listing
from .models import SectionPage

BLUEPRINTS = Path(__file__).parent / "blueprints.json"


@cache
def blueprints() -> dict:
    return json.loads(BLUEPRINTS.read_text(encoding="utf-8"))


@register_step(600)
def make_sections(context: Provisioning) -> None:
    """The sections of the tier's blueprint, in every language of the unit; found again by their slug."""
    plan = blueprints()
    for slug in plan["tiers"][context.version.tier.code]:
        context.add_section(slug, partial(_section, plan["sections"][slug]))


def _section(plan: dict, language: str) -> SectionPage:
    titles = plan["title"]
    return SectionPage(
        title=titles.get(language, titles["vi"]),
        show_in_menus=True,
        list_by=plan.get("list_by", Listing.MANUAL),
        shows_contacts=plan.get("shows_contacts", False),
    )
