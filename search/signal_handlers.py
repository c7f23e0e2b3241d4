"""Every way a public thing changes reaches its entries, in the transaction of the change."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from portal.core.page_tree import pages_added
from portal.core.signal_handlers import DRAFT_FIELDS
from sites.units.models import UnitVersion

from . import services
from .models import Entry
from .tasks import refresh_unit


@receiver(post_save)
def page_saved(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """Publishing, unpublishing, scheduled or not, and imports all save the page."""
    if isinstance(instance, Page) and not raw and not (update_fields and set(update_fields) <= DRAFT_FIELDS):
        services.refresh(instance)


@receiver(pages_added)
def pages_were_added(parent: Page, **kwargs: Any) -> None:
    services.refresh_below(parent.path)


@receiver(post_delete)
def page_deleted(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        Entry.objects.filter(source="page", object_id=instance.pk).delete()


@receiver([post_page_move, page_slug_changed])
def page_moved(instance: Page, **kwargs: Any) -> None:
    services.refresh_below(instance.path)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def page_restricted(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        services.refresh_below(instance.page.path)


@receiver(post_save, sender=Site)
def site_opened(instance: Site, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """The pages made before the site have an address from now on."""
    if created and not raw:
        services.refresh_below(instance.root_page.path)


@receiver([post_save, post_delete], sender=UnitVersion)
def unit_changed(instance: UnitVersion, raw: bool = False, **kwargs: Any) -> None:
    """A name, a tier or a parent concerns everything of the unit and below it: a job of the worker."""
    if not raw and instance.unit.site_id:
        refresh_unit.enqueue(instance.unit_id)
