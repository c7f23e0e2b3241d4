"""What follows when spokespersons and sites change: the province's list shows those of every unit."""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from sites.units.contents import contents_changed

from .models import Spokesperson
from .reading import SPOKESPERSONS, SPOKESPERSONS_SEGMENT


@page_cache.register_versions
def pages_of_all_spokespersons(request: HttpRequest) -> tuple[str, ...]:
    return (SPOKESPERSONS,) if f"/{SPOKESPERSONS_SEGMENT}/" in request.path_info else ()


@receiver(contents_changed, sender=Spokesperson)
def spokesperson_changed(keys: Iterable[int], **kwargs: Any) -> None:
    page_cache.expire(SPOKESPERSONS)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def site_closed_or_opened(**kwargs: Any) -> None:
    """The spokespersons of a unit whose site is closed leave the list of all."""
    page_cache.expire(SPOKESPERSONS)
