"""What an article is asked for before it goes to approval, point by point; units switch off what they do not ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.units.checklists import register_point

from .models import Adaptation, ArticlePage, NewsIndexPage


@dataclass(frozen=True)
class Picture:
    """A picture of an article: where it stands, in words, and what is said of it there."""

    place: str
    credit: str
    has_text: bool


def pictures(article: ArticlePage) -> Iterator[Picture]:
    """The lead picture and those of the body, with what readers will be told of each."""
    lead = article.lead_image
    if lead is not None:
        yield Picture(_("ảnh chính"), lead.credit, bool(lead.description.strip()))
    for number, block in enumerate(article.body or (), start=1):
        place = _("ảnh ở khối %(number)s") % {"number": number}
        if block.block_type == "figure":
            yield _figure(place, block.value)
        elif block.block_type == "gallery":
            for item, figure in enumerate(block.value, start=1):
                yield _figure(_("ảnh %(item)s của khối %(number)s") % {"item": item, "number": number}, figure)
        elif block.block_type == "video" and block.value.get("still"):
            yield _figure(
                _("ảnh đại diện video ở khối %(number)s") % {"number": number}, {"image": block.value["still"]}
            )


def _figure(place: str, value: Any) -> Picture:
    image = value.get("image")
    if image is None:
        return Picture(place, "", True)
    has_text = image.decorative or bool((image.contextual_alt_text or "").strip())
    return Picture(place, value.get("credit") or image.credit, has_text)


@register_point("summary", gettext_lazy("Tóm tắt"), ArticlePage, field="summary")
def no_summary(article: ArticlePage) -> Iterator[str]:
    if not article.summary.strip():
        yield _("Hãy viết tóm tắt.")


@register_point("source", gettext_lazy("Nguồn tin"), ArticlePage, field="source_credit")
def no_source(article: ArticlePage) -> Iterator[str]:
    if not article.source_credit.strip():
        yield _("Hãy ghi nguồn tin.")


@register_point("image_credit", gettext_lazy("Nguồn ảnh"), ArticlePage, field="body")
def no_image_credit(article: ArticlePage) -> Iterator[str]:
    for picture in pictures(article):
        if not picture.credit.strip():
            yield _("Hãy ghi nguồn của %(picture)s.") % {"picture": picture.place}


@register_point("alt_text", gettext_lazy("Mô tả ảnh cho người khiếm thị"), ArticlePage, field="body")
def no_alt_text(article: ArticlePage) -> Iterator[str]:
    for picture in pictures(article):
        if not picture.has_text:
            yield _("Hãy mô tả %(picture)s bằng lời.") % {"picture": picture.place}


@register_point("category", gettext_lazy("Chuyên mục"), ArticlePage)
def no_category(article: ArticlePage) -> Iterator[str]:
    """Where the unit's news has categories, an article stands in one of them."""
    parent = getattr(article, "future_parent", None) or (article.get_parent() if article.path else None)
    if parent is None:
        return
    is_category = NewsIndexPage.objects.parent_of(parent).exists()
    if not is_category and NewsIndexPage.objects.child_of(parent).live().exists():
        yield _("Hãy chuyển bài vào một chuyên mục của “%(section)s”.") % {"section": parent.title}


@register_point("genre", gettext_lazy("Thể loại"), ArticlePage, field="genre")
def no_genre(article: ArticlePage) -> Iterator[str]:
    if article.genre_id is None:
        yield _("Hãy chọn thể loại.")


@register_point("translated", gettext_lazy("Đã dịch"), ArticlePage, field="title")
def not_translated(article: ArticlePage) -> Iterator[str]:
    """A translation begins with the words of its source; they are not what its readers can read."""
    adaptation = Adaptation.objects.filter(article=article.pk).first() if article.original_id else None
    if adaptation is not None and article.title.strip() == adaptation.source_title.strip():
        yield _("Hãy dịch tiêu đề và nội dung; bản này còn nguyên lời bản gốc.")
