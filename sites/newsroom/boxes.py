"""The news on a unit's front page: the lead story and the newest after it."""

from django.utils.translation import gettext_lazy as _

from portal.core import serving
from portal.media import renditions
from sites.units.boxes import Box, Front, register_box

from .models import ArticlePage, NewsIndexPage

BESIDE, BELOW = 5, 6
# Fewer cards than fill a row look like a mistake; the list of all news has them.
FEWEST_BELOW = 3
# Among so many of the newest the first one with a picture leads, if the editors chose none.
LEAD_WINDOW = 4


@register_box(100, _("Tin tức"))
def news(front: Front) -> Box | None:
    articles = list(ArticlePage.newest_under(front.home)[: 1 + BESIDE + BELOW])
    lead = _lead(front, articles)
    if lead is None:
        return None
    others = [article for article in articles if article.pk != lead.pk]
    renditions.fetch([article.lead_image for article in (lead, *others)], "lead", "card")
    below = others[BESIDE:]
    section = next((page for page in front.sections if page.specific_class is NewsIndexPage), None)
    return Box(
        "newsroom/boxes/news.html",
        {
            "lead": lead,
            "beside": others[:BESIDE],
            "below": below if len(below) >= FEWEST_BELOW else [],
            "more_url": serving.local_url(section, front.home) if section else "",
            "title": section.title if section else "",
        },
    )


def _lead(front: Front, articles: list[ArticlePage]) -> ArticlePage | None:
    """The story chosen by the editors while everybody may read it here, else the newest with a picture."""
    key = getattr(front.home, "lead_article_id", None)
    if key:
        chosen = next((article for article in articles if article.pk == key), None)
        chosen = chosen or ArticlePage.newest_under(front.home).filter(pk=key).first()
        if chosen:
            return chosen
    pictured = (article for article in articles[:LEAD_WINDOW] if article.lead_image_id)
    return next(pictured, articles[0] if articles else None)
