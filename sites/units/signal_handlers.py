"""Keeps what is remembered about hosts in step with the database."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from . import hosts
from .models import HostName


@receiver([post_save, post_delete], sender=HostName)
def forget_host(instance: HostName, **kwargs: Any) -> None:
    known = set(HostName.objects.filter(unit=instance.unit_id).values_list("host", flat=True)) | {instance.host}
    transaction.on_commit(lambda: [hosts.forget(host) for host in known])
