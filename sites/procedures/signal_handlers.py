"""What follows when procedures, local facts, lists and units change."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from portal.core.signal_handlers import DRAFT_FIELDS

from . import services
from .models import Agency, ApplicantGroup, LifeEvent, LocalFacts, Procedure, ServiceLevel
from .services.saving import PAGES

SEGMENT = "thu-tuc"


@receiver(post_migrate)
def load_lists(sender: AppConfig, **kwargs: Any) -> None:
    """Events, groups, agencies and levels are there as soon as their tables are."""
    if sender.label == "procedures":
        services.sync_lists()


@page_cache.register_versions
def pages_of_procedures(request: HttpRequest) -> tuple[str, ...]:
    """A procedure of the province is on every unit's site."""
    return (PAGES,) if f"/{SEGMENT}/" in request.path_info else ()


@receiver(pre_save, sender=Procedure)
def fill_what_follows(instance: Procedure, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        services.complete(instance)


@receiver(post_save, sender=Procedure)
def procedure_saved(instance: Procedure, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or (update_fields is not None and set(update_fields) <= DRAFT_FIELDS):
        return
    if instance.live:
        services.keep_version(instance)
    services.tell([instance.pk])


@receiver(post_delete, sender=Procedure)
def procedure_deleted(instance: Procedure, **kwargs: Any) -> None:
    services.tell([instance.pk])


@receiver([post_save, post_delete], sender=LocalFacts)
def facts_changed(instance: LocalFacts, raw: bool = False, **kwargs: Any) -> None:
    """What a unit says holds in all units below it."""
    if not raw and (instance.live or instance.first_published_at):
        page_cache.expire(PAGES)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def site_closed_or_opened(**kwargs: Any) -> None:
    """The procedures of a unit whose site is closed leave the lists of all others."""
    page_cache.expire(PAGES)


@receiver([post_save, post_delete], sender=LifeEvent)
@receiver([post_save, post_delete], sender=ApplicantGroup)
@receiver([post_save, post_delete], sender=Agency)
@receiver([post_save, post_delete], sender=ServiceLevel)
def name_changed(**kwargs: Any) -> None:
    page_cache.expire(page_cache.EVERYTHING)
