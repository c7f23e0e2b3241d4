"""The news section every new unit gets, and the genres it starts with."""

from sites.units.steps import Provisioning, register_step

from .models import Genre, NewsIndexPage

TITLES = {"vi": "Tin tức", "en": "News"}
SLUG = "tin-tuc"
# In the order they are offered; a unit adds, renames and drops as it likes.
GENRES = ("Tin", "Bài phản ánh", "Phỏng vấn", "Phóng sự", "Ảnh", "Video")
TRANSLATIONS = "Dịch"


@register_step(550)
def make_news_section(context: Provisioning) -> None:
    context.add_section(
        SLUG, lambda language: NewsIndexPage(title=TITLES.get(language, TITLES["vi"]), show_in_menus=True)
    )


@register_step(560)
def make_genres(context: Provisioning) -> None:
    """The genres of the blueprint, for a unit that has none: one that it renamed or deleted does not come back."""
    if Genre.objects.filter(unit=context.unit).exists():
        return
    names = (*GENRES, TRANSLATIONS)
    Genre.objects.bulk_create(
        Genre(unit=context.unit, name=name, order=10 * number, is_translation=name == TRANSLATIONS)
        for number, name in enumerate(names, start=1)
    )
    context.changes.append("genres")
