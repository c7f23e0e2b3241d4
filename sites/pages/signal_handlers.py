"""Keeps the kept pages in step with what they show."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from portal.core import page_cache

from .models import ContactPoint


@receiver([post_save, post_delete], sender=ContactPoint)
def expire_contacts(instance: ContactPoint, **kwargs: Any) -> None:
    if instance.unit.site_id:
        page_cache.expire(page_cache.site(instance.unit.site_id))
