"""The sections a new unit gets, from the blueprint of its tier."""

from functools import partial

from sites.units.models import UnitSettings
from sites.units.steps import Provisioning, register_step

from .blueprints.services import first_plan, newest_version, start
from .enums import Listing
from .models import SectionPage


@register_step(690)
def make_sections(context: Provisioning) -> None:
    """The sections that the unit took of its tier's blueprint, in every language; found again by their slugs.

    Comes after the steps of the other apps, whose sections are only named and put in order here.
    """
    start(context.unit, newest_version(context.version.tier))
    wanted = UnitSettings.objects.get(unit=context.unit).parts("section")
    sections = {slug: value for slug, value in wanted.items() if value}
    # Those that the unit has dropped do not come back by themselves.
    context.leave_out(set(wanted) - set(sections))
    asked = {page.slug for _language, page in context.asked()}
    for slug, value in sections.items():
        if slug not in asked:
            context.add_section(slug, partial(_section, slug, value))
    for language, page in context.asked():
        if value := sections.get(page.slug):
            page.title = (language == "en" and value["title_en"]) or value["title"]
            page.show_in_menus = value["shown"]
    context.sort_sections(list(sections))


def _section(slug: str, value: dict, language: str) -> SectionPage:
    plan = first_plan()["sections"].get(slug, {})
    return SectionPage(
        title=(language == "en" and value["title_en"]) or value["title"],
        list_by=plan.get("list_by", Listing.MANUAL),
        shows_contacts=plan.get("shows_contacts", False),
    )
