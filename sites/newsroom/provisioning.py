"""The news section every new unit gets."""

from sites.units.steps import Provisioning, register_step

from .models import NewsIndexPage

TITLES = {"vi": "Tin tức", "en": "News"}
SLUG = "tin-tuc"


@register_step(550)
def make_news_section(context: Provisioning) -> None:
    for language, home in context.homes.items():
        if not home.get_children().filter(slug=SLUG).exists():
            home.add_child(
                instance=NewsIndexPage(
                    title=TITLES.get(language, TITLES["vi"]), slug=SLUG, locale=home.locale, show_in_menus=True
                )
            )
            context.changes.append(f"news section ({language})")
