"""What follows when documents, their relations and the units that own them change."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from portal.core import page_cache
from sites.units.models import UnitVersion

from . import services
from .models import DocumentRelation, OfficialDocument
from .services.changes import PAGES

SEGMENT = "van-ban"


@receiver(post_migrate)
def load_lists(sender: AppConfig, **kwargs: Any) -> None:
    """Types, fields and central bodies are there as soon as their tables are."""
    if sender.label == "documents":
        services.sync_lists()


@page_cache.register_versions
def pages_of_documents(request: HttpRequest) -> tuple[str, ...]:
    """Lists may show the documents of every unit."""
    return (PAGES,) if f"/{SEGMENT}/" in request.path_info else ()


@receiver(pre_save, sender=OfficialDocument)
def fill_what_follows(instance: OfficialDocument, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        services.complete(instance)


@receiver(post_save, sender=OfficialDocument)
def document_saved(instance: OfficialDocument, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if not raw:
        services.after_saving(instance, update_fields)


@receiver(post_delete, sender=OfficialDocument)
def document_deleted(instance: OfficialDocument, **kwargs: Any) -> None:
    services.documents_changed([instance.pk], [instance.unit_id])


@receiver(pre_save, sender=DocumentRelation)
def relation_holds(instance: DocumentRelation, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        services.check_relation(instance)


@receiver([post_save, post_delete], sender=DocumentRelation)
def relation_changed(instance: DocumentRelation, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.target_id:
        services.recompute_effect([instance.target_id])


@receiver([post_save, post_delete], sender=UnitVersion)
def unit_changed(instance: UnitVersion, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        services.keep_bodies(instance.unit_id)
        services.keep_tier(instance.unit_id)
