"""What the newsroom does when something goes on line, changes or goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.core.page_tree import pages_added
from portal.core.signal_handlers import DRAFT_FIELDS
from sites.units.models import Unit
from sites.units.permissions import unit_id_of
from sites.units.publishing import content_published

from .models import ArticlePage
from .services import adapting, flow_down, flow_reading, flow_up, royalties


@receiver(content_published, sender=ArticlePage, dispatch_uid="newsroom_count_royalties")
def count_royalties(obj: ArticlePage, at: datetime, how: str, first: bool, **kwargs: Any) -> None:
    """In the transaction of the publication: an article is on line and counted, or neither."""
    if first:
        royalties.count_article(obj, at=at, how=how)


# --- What flows along the tree --------------------------------------------------------------------


@receiver(pre_save, sender=ArticlePage)
def know_the_unit(instance: ArticlePage, **kwargs: Any) -> None:
    """An article knows whose it is from the moment it has a place."""
    if instance.path and (instance._state.adding or instance.unit_id is None):
        instance.unit_id = unit_id_of(instance)


@receiver(pre_save, sender=ArticlePage)
def date_what_goes_on_line(instance: ArticlePage, **kwargs: Any) -> None:
    """What waited days for its approval bears the moment it went on line, not that of its first draft."""
    if instance.live and instance.published_at is None:
        instance.published_at = instance.first_published_at or timezone.now()


@receiver(post_page_move)
def follow_the_move(instance: Page, parent_page_before: Page, **kwargs: Any) -> None:
    """The platform may move pages from unit to unit; their address changes in any case."""
    ArticlePage.objects.filter(path__startswith=instance.path).update(unit=unit_id_of(instance))
    flow_down.expire_receivers(Q(page__path__startswith=instance.path))
    adapting.expire_adaptations(Q(article__original__path__startswith=instance.path))
    for page in (instance, parent_page_before):
        _expire_lists_above(page)


@receiver([page_published, page_unpublished])
def follow_publication(instance: Page, **kwargs: Any) -> None:
    """A correction, and taking off line, reach every site on which the page is shown."""
    _expire_where_shown(instance)


@receiver(post_save)
def follow_change(
    instance: Any, created: bool = False, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    if not isinstance(instance, flow_down.ITEM_TYPES) or raw or (created and not instance.live):
        return
    if update_fields is None or not set(update_fields) <= DRAFT_FIELDS:
        _expire_where_shown(instance, is_new=created)


@receiver(pre_delete)
def follow_deletion(instance: Any, **kwargs: Any) -> None:
    """Before the push forgets its page."""
    if isinstance(instance, flow_down.ITEM_TYPES):
        _expire_where_shown(instance)


@receiver(pages_added)
def follow_added_pages(parent: Page, pages: Sequence[Page], **kwargs: Any) -> None:
    """Those that are added many at once know whose they are as well, though nobody saves them one by one."""
    articles = [page for page in pages if isinstance(page, ArticlePage)]
    if articles:
        unit_id = unit_id_of(parent)
        ArticlePage.objects.filter(pk__in=[article.pk for article in articles]).update(unit=unit_id)
        for article in articles:
            article.unit_id = unit_id
    _expire_lists_above(parent)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def follow_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    """What not everybody may read any more is shown nowhere else."""
    flow_down.expire_receivers(Q(page__path__startswith=instance.page.path))
    _expire_lists_above(instance.page)


@receiver([post_save, post_delete], sender=get_image_model())
@receiver([post_save, post_delete], sender=get_document_model())
def follow_file(instance: Any, created: bool = False, **kwargs: Any) -> None:
    """What a unit has sent down may show this file."""
    if not created and (unit_id := unit_id_of(instance)):
        flow_down.expire_receivers(Q(unit=unit_id))


@receiver(content_published, sender=ArticlePage, dispatch_uid="newsroom_tell_of_publication")
def tell_where_it_came_from(obj: ArticlePage, by: Any, first: bool, **kwargs: Any) -> None:
    """The unit learns that its item stands on the site of the one that took it over."""
    if first and obj.original_id:
        flow_up.tell_of_publication(obj, by=by)


def _expire_where_shown(page: Page, *, is_new: bool = False) -> None:
    if not is_new:
        flow_down.expire_receivers(Q(page=page.pk))
        adapting.expire_adaptations(Q(article__original=page.pk))
    if isinstance(page, ArticlePage):
        _expire_lists_above(page)


def _expire_lists_above(page: Page) -> None:
    unit_id = unit_id_of(page)
    if unit_id is not None:
        flow_reading.expire_below(Unit(pk=unit_id))
