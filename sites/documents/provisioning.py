"""What a new unit gets for its documents: the bodies that issue them, the list in its menu, the sections by law."""

import json
from functools import cache, partial
from pathlib import Path

from sites.units.steps import Provisioning, register_step

from .models import DocumentIndexPage, DocumentSectionPage
from .services import bodies_of

BLUEPRINTS = Path(__file__).parent / "data" / "sections.json"
TITLES = {"vi": "Văn bản", "en": "Documents"}
SLUG = "van-ban"


@cache
def blueprints() -> dict:
    return json.loads(BLUEPRINTS.read_text(encoding="utf-8"))


@register_step(560, of_authorities=True)
def make_issuing_bodies(context: Provisioning) -> None:
    """The unit's council and committee, or the department itself, under the name of today."""
    bodies_of(context.unit)


@register_step(570, of_authorities=True)
def make_document_list(context: Provisioning) -> None:
    """The list of documents in the menu, in every language of the unit."""
    context.add_section(
        SLUG, lambda language: DocumentIndexPage(title=TITLES.get(language, TITLES["vi"]), show_in_menus=True)
    )


@register_step(610, of_authorities=True)
def make_document_sections(context: Provisioning) -> None:
    """The sections of the tier's blueprint that fill themselves with documents."""
    plan = blueprints()
    for slug in plan["tiers"][context.version.tier.code]:
        context.add_section(slug, partial(_section, plan["sections"][slug]))


def _section(plan: dict, language: str) -> DocumentSectionPage:
    titles = plan["title"]
    lists = [
        {"type": "documents", "value": row | {"title": row["title"].get(language, row["title"]["vi"])}}
        for row in plan["lists"]
    ]
    return DocumentSectionPage(
        title=titles.get(language, titles["vi"]), show_in_menus=plan.get("in_menu", False), lists=json.dumps(lists)
    )
