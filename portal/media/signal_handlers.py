"""What follows when documents and the restrictions of their collections change."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import CollectionViewRestriction

from . import texts
from .models import PortalDocument


@receiver(post_save, sender=PortalDocument)
def document_saved(instance: PortalDocument, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        texts.document_saved(instance)


@receiver(post_delete, sender=PortalDocument)
def document_deleted(instance: PortalDocument, **kwargs: Any) -> None:
    texts.documents_changed.send(sender=PortalDocument, keys=[instance.pk])


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def collection_restricted(instance: CollectionViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        texts.collection_closed_or_opened(instance.collection.path)
