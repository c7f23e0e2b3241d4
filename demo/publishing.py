"""Puts the pages of a section live together: what saving each of them would write, in one go for all."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from portal.core import text
from portal.core.page_tree import add_children
from sites.newsroom.models import ArticlePage, ArticleRelatedLink, ArticleTag


def publish(parent: Page, pages: Sequence[Page]) -> None:
    """Add pages below a section, with free addresses, published at the time that `first_published_at` says."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    for page in pages:
        page.slug = free_slug(page.slug or text.slugify(page.title), taken)
        taken.add(page.slug)
        page.last_published_at = page.latest_revision_created_at = page.first_published_at
    add_children(parent, pages)


def free_slug(wanted: str, taken: set[str]) -> str:
    """`tin-moi`, or `tin-moi-2` where that is taken."""
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def keep_relations(articles: Sequence[ArticlePage]) -> None:
    """Write the tags and related links that saved articles have in memory."""
    for model, name, owner in (
        (ArticleTag, "tagged_items", "content_object"),
        (ArticleRelatedLink, "related_links", "article"),
    ):
        rows = [row for article in articles for row in getattr(article, name).all()]
        for article in articles:
            for row in getattr(article, name).all():
                setattr(row, owner, article)
        model.objects.bulk_create(rows)


def keep_revisions(pages: Sequence[Page]) -> None:
    """The state that history begins with, so that an editor can go back to it."""
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type_id=page.content_type_id,
            base_content_type=base,
            object_id=str(page.pk),
            object_str=str(page),
            created_at=page.first_published_at,
            content=page.serializable_data(),
        )
        for page in pages
    )
    rows = [
        Page(pk=page.pk, latest_revision=revision, live_revision=revision)
        for page, revision in zip(pages, revisions, strict=True)
    ]
    Page.objects.bulk_update(rows, ["latest_revision", "live_revision"])
