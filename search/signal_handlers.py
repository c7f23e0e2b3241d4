"""Every way a public thing changes reaches its entries, in the transaction of the change."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from portal.core import root_paths
from portal.core.models import addresses_changed
from portal.core.page_tree import pages_added
from portal.core.signal_handlers import DRAFT_FIELDS
from portal.media.texts import documents_changed
from sites.units.models import UnitHome, UnitVersion

from . import abbreviations, services
from .models import Abbreviation, Entry
from .sources import anchor_of, get_source
from .tasks import refresh_unit


@receiver(post_save)
def page_saved(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """Publishing, unpublishing, scheduled or not, and imports all save the page."""
    if not isinstance(instance, Page) or raw or (update_fields and set(update_fields) <= DRAFT_FIELDS):
        return
    # A type that is never found by itself has no entries, whatever becomes of its pages.
    if getattr(instance.specific_class, "search_kind", ""):
        services.refresh(instance)


@receiver(pages_added)
def pages_were_added(parent: Page, pages: Sequence[Page], **kwargs: Any) -> None:
    # A home page is no unit's yet when it is added; `home_became_a_units` tells when it is.
    if parent.depth >= root_paths.HOME_DEPTH:
        found = [page.pk for page in pages if getattr(page, "search_kind", "")]
        services.refresh_in_batches(get_source("page"), found)


@receiver(post_delete)
def page_deleted(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        services.remove(get_source("page"), instance.pk)


@receiver([post_page_move, addresses_changed])
def page_moved(instance: Page, **kwargs: Any) -> None:
    services.refresh_below(instance.path)


@receiver(documents_changed)
def file_changed(keys: Sequence[int], **kwargs: Any) -> None:
    """The text of a file has arrived, or it is another file, for other readers, or gone: the pages that show it."""
    shown = Entry.objects.filter(source="page", anchor__in=[anchor_of(key) for key in keys])
    pages = sorted(set(shown.values_list("object_id", flat=True)))
    services.refresh_in_batches(get_source("page"), pages)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def page_restricted(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    services.refresh_below(instance.page.path)
    # A restriction on a unit's home page, or above it, hides what is no page as well.
    if instance.page.depth <= root_paths.HOME_DEPTH:
        units = UnitHome.objects.filter(page__path__startswith=instance.page.path).values_list("unit_id", flat=True)
        services.refresh_owned_by(sorted(set(units)))


@receiver(post_save, sender=Site)
def site_opened(instance: Site, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """The pages made before the site, in any language, have an address from now on."""
    if created and not raw:
        homes = Page.objects.filter(translation_key=instance.root_page.translation_key)
        for path in homes.values_list("path", flat=True):
            services.refresh_below(path)


@receiver(post_save, sender=UnitHome)
def home_became_a_units(instance: UnitHome, raw: bool = False, **kwargs: Any) -> None:
    """A language that a site gets later, or loses; the homes of a new unit wait for `site_opened`."""
    if instance.unit.site_id and not raw:
        services.refresh_below(instance.page.path)
        services.refresh_owned_by([instance.unit_id])


@receiver([post_save, post_delete], sender=UnitVersion)
def unit_changed(instance: UnitVersion, raw: bool = False, **kwargs: Any) -> None:
    """A name, a tier or a parent concerns everything of the unit and below it: a job of the worker."""
    if not raw and instance.unit.site_id:
        refresh_unit.enqueue(instance.unit_id)


@receiver([post_save, post_delete], sender=Abbreviation)
def abbreviation_changed(raw: bool = False, **kwargs: Any) -> None:
    transaction.on_commit(abbreviations.forget)
