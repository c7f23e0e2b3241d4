"""What follows when published cases, the lists and the sites of units change."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from portal.core import page_cache

from .models import CaseKind, Poll, PublishedCase
from .provisioning import SLUG
from .public_urls import POLLS
from .services import polls, publishing
from .services.kinds import sync_kinds


@receiver(post_migrate)
def load_kinds(sender: AppConfig, **kwargs: Any) -> None:
    """The kinds are there as soon as their table is."""
    if sender.label == "dialogue":
        sync_kinds()


@page_cache.register_versions
def pages_of_dialogue(request: HttpRequest) -> tuple[str, ...]:
    """Lists of all tiers show the answers of every unit, and every form the rules of its kind."""
    own = any(f"/{segment}/" in request.path_info for segment in (SLUG, POLLS))
    return (publishing.PAGES,) if own else ()


@receiver(pre_save, sender=PublishedCase)
def fill_published(instance: PublishedCase, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        publishing.complete(instance)


@receiver([post_save, post_delete], sender=PublishedCase)
def published_changed(instance: PublishedCase, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        publishing.changed(instance)


@receiver(pre_save, sender=Poll)
def fill_poll(instance: Poll, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        polls.complete(instance)


@receiver([post_save, post_delete], sender=Poll)
def poll_changed(instance: Poll, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        polls.changed(instance)


@receiver([post_save, post_delete], sender=CaseKind)
def kind_changed(raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        page_cache.expire(publishing.PAGES)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def site_closed_or_opened(**kwargs: Any) -> None:
    """What a unit whose site is closed has answered leaves the lists of all others."""
    page_cache.expire(publishing.PAGES)
