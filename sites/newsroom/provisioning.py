"""The news section every new unit gets."""

from sites.units.steps import Provisioning, register_step

from .models import NewsIndexPage

TITLES = {"vi": "Tin tức", "en": "News"}
SLUG = "tin-tuc"


@register_step(550)
def make_news_section(context: Provisioning) -> None:
    context.add_section(
        SLUG, lambda language: NewsIndexPage(title=TITLES.get(language, TITLES["vi"]), show_in_menus=True)
    )
