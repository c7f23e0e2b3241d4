"""Keeps what portal.core remembers about sites in step with the database."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, Site

from . import root_paths


@receiver([post_save, post_delete], sender=Site)
def forget_site_root(instance: Site, **kwargs: Any) -> None:
    home = Page.objects.filter(pk=instance.root_page_id).only("translation_key").first()
    if home:
        for path in Page.objects.filter(translation_key=home.translation_key).values_list("path", flat=True):
            transaction.on_commit(lambda path=path: root_paths.forget(path))
