"""Makes pages stale that show something of a unit which has changed.

Bulk writes send no signals: services that use them call `page_cache.expire(page_cache.EVERYTHING)` themselves.
"""

from typing import Any

from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.core import page_cache
from portal.core.signal_handlers import DRAFT_FIELDS

from . import role_groups, scheduling
from .contents import contents_changed
from .models import (
    HostName,
    RoleAssignment,
    Tier,
    Unit,
    UnitContent,
    UnitEvent,
    UnitEventEdge,
    UnitHome,
    UnitSettings,
    UnitType,
    UnitVersion,
)

# What any page of any site may show: names, places in the tree, hosts, how a site calls itself.
SHOWN_EVERYWHERE = (HostName, Tier, Unit, UnitEvent, UnitEventEdge, UnitHome, UnitSettings, UnitType, UnitVersion)


def expire_everything(**kwargs: Any) -> None:
    page_cache.expire(page_cache.EVERYTHING)


for _model in SHOWN_EVERYWHERE:
    post_save.connect(expire_everything, sender=_model, dispatch_uid=f"expire-{_model.__name__}")
    post_delete.connect(expire_everything, sender=_model, dispatch_uid=f"expire-{_model.__name__}")


@receiver([post_save, post_delete], sender=get_image_model())
@receiver([post_save, post_delete], sender=get_document_model())
def expire_where_the_file_is_shown(instance: Any, created: bool = False, **kwargs: Any) -> None:
    """A file belongs to the unit of its collection; one that is nobody's may be shown anywhere."""
    if created:
        return
    site_id = Unit.objects.filter(collection=instance.collection_id).values_list("site_id", flat=True).first()
    page_cache.expire(page_cache.site(site_id) if site_id else page_cache.EVERYTHING)


@receiver([post_save, post_delete], sender=RoleAssignment)
def sync_groups(instance: RoleAssignment, **kwargs: Any) -> None:
    """In the transaction of the change; what begins or ends by its date is synced daily."""
    role_groups.sync_role_groups([instance.person_id])


@receiver(post_migrate)
def plan_sweeps(sender: Any, **kwargs: Any) -> None:
    """Once the tables of jobs are there, the sweeper goes on by itself."""
    if sender.label == "django_tasks_database":
        scheduling.plan_next_sweep()


@receiver([post_save, post_delete])
def content_changed(sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """What a unit shows has changed; a draft that nobody has ever seen changes nothing for readers."""
    if raw or not isinstance(instance, UnitContent) or (update_fields and set(update_fields) <= DRAFT_FIELDS):
        return
    if not (instance.live or instance.first_published_at):
        return
    if instance.unit.site_id:
        page_cache.expire(page_cache.site(instance.unit.site_id))
    contents_changed.send(sender=sender, keys=[instance.pk])
