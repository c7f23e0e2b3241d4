"""What a new unit gets for its organisation: the entry in its menu."""

from sites.units.steps import Provisioning, register_step

from .models import OrganisationIndexPage

TITLES = {"vi": "Tổ chức bộ máy", "en": "Organisation"}
SLUG = "to-chuc-bo-may"


@register_step(585, of_authorities=True)
def make_organisation(context: Provisioning) -> None:
    """The organisation in the menu, in every language of the unit."""
    context.add_section(
        SLUG, lambda language: OrganisationIndexPage(title=TITLES.get(language, TITLES["vi"]), show_in_menus=True)
    )
