"""What follows when documents, their relations and the units that own them change."""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from sites.units.models import UnitVersion

from . import services
from .models import DocumentRelation, DocumentType, Field, IssuingBody, OfficialDocument, RegisterEntry
from .services import counts, registers
from .services.changes import PAGES, content_changed
from .tasks import fold_counts

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
    if raw:
        return
    ends = [key for key in (instance.source_id, instance.target_id) if key]
    services.recompute_effect(ends[1:])
    # Both show the relation, whether it changes an effect or not.
    services.documents_changed(ends)


@receiver([post_save, post_delete], sender=UnitVersion)
def unit_changed(instance: UnitVersion, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        services.keep_bodies(instance.unit_id)
        services.keep_tier(instance.unit_id)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def site_closed_or_opened(instance: PageViewRestriction, **kwargs: Any) -> None:
    """The documents of a unit whose site is closed leave the lists of all others."""
    page_cache.expire(PAGES)


@receiver([post_save, post_delete], sender=DocumentType)
@receiver([post_save, post_delete], sender=Field)
@receiver([post_save, post_delete], sender=IssuingBody)
def name_changed(**kwargs: Any) -> None:
    page_cache.expire(page_cache.EVERYTHING)


@receiver(content_changed)
def fold_when_due(**kwargs: Any) -> None:
    """The stored numbers of the lists take in what has changed once enough of it waits."""

    def fold() -> None:
        if counts.is_due():
            fold_counts.enqueue()

    transaction.on_commit(fold, robust=True)


@receiver(pre_save, sender=RegisterEntry)
def complete_register_entry(instance: RegisterEntry, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        registers.complete_entry(instance)


@receiver([post_save, post_delete], sender=RegisterEntry)
def register_entry_changed(instance: RegisterEntry, **kwargs: Any) -> None:
    if instance.live or instance.first_published_at:
        registers.entries_changed()


@page_cache.register_versions
def pages_of_registers(request: HttpRequest) -> tuple[str, ...]:
    """A line of a register leads to its document once that is published."""
    path = request.path_info
    # The list of documents leads to the registers once there is anything in them.
    return (registers.REGISTERS, PAGES) if "/so-van-ban/" in path or path.endswith("/van-ban/") else ()
