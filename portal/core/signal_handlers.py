"""Keeps what portal.core remembers about sites in step with the database."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, Site

from . import root_paths
from .models import PageSortKey


@receiver([post_save, post_delete], sender=Site)
def forget_site_root(instance: Site, **kwargs: Any) -> None:
    home = Page.objects.filter(pk=instance.root_page_id).only("translation_key").first()
    if home:
        for path in Page.objects.filter(translation_key=home.translation_key).values_list("path", flat=True):
            transaction.on_commit(lambda path=path: root_paths.forget(path))


@receiver(post_save)
def keep_sort_key(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """Write the sort key of a page whenever its title may have changed."""
    if isinstance(instance, Page) and not raw and (update_fields is None or "title" in update_fields):
        PageSortKey.objects.bulk_create(
            [PageSortKey(page_id=instance.pk, title=instance.title)],
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=["title", "title_key"],
        )
