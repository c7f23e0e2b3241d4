"""The sections a new unit gets, from the blueprint of its tier."""

import json
from functools import cache
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
    wanted = plan["tiers"][context.version.tier.code]
    for language, home in context.homes.items():
        present = set(home.get_children().values_list("slug", flat=True))
        for slug in wanted:
            if slug in present:
                continue
            section = plan["sections"][slug]
            titles = section["title"]
            home.add_child(
                instance=SectionPage(
                    title=titles.get(language, titles["vi"]),
                    slug=slug,
                    locale=home.locale,
                    show_in_menus=True,
                    list_by=section.get("list_by", Listing.MANUAL),
                )
            )
            context.changes.append(f"section {slug} ({language})")
