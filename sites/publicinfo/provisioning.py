"""What a new unit gets for its public information: the entry in its menu."""

from sites.units.steps import Provisioning, register_step

from .models import PublicInfoIndexPage

TITLES = {"vi": "Công khai", "en": "Public information"}
SLUG = "cong-khai"


@register_step(587, of_authorities=True)
def make_public_information(context: Provisioning) -> None:
    """Public information in the menu, in every language of the unit."""
    context.add_section(
        SLUG, lambda language: PublicInfoIndexPage(title=TITLES.get(language, TITLES["vi"]), show_in_menus=True)
    )
