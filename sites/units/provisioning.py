"""The steps of provisioning that are about the unit itself; content apps add theirs."""

from datetime import date

from django.conf import settings
from django.db.models import F, Q
from wagtail.models import Collection, Site

from .enums import HostRole
from .models import HostName, UnitSettings, today
from .role_groups import make_role_groups, sync_role_groups
from .services.hosts import check_host, sync_sites
from .steps import Provisioning, register_step


@register_step(200)
def make_site_and_host(context: Provisioning) -> None:
    """The Wagtail site and the primary host; refuses a host that speaks for another unit in that time."""
    unit = context.unit
    primary = unit.hosts.on().filter(role=HostRole.PRIMARY).first()
    if primary is None:
        start = _host_start(context)
        check_host(context.host, unit, start, context.version.valid_to)
        primary = HostName.objects.create(
            unit=unit, host=context.host, role=HostRole.PRIMARY, valid_from=start, valid_to=context.version.valid_to
        )
        context.changes.append(f"host {primary.host}")
    if unit.site_id is None:
        home = context.homes[context.locales[0].language_code]
        # The last owner's site goes by this host until somebody says that its time is over.
        if Site.objects.filter(hostname=primary.host, port=settings.PUBLIC_PORT).exists():
            sync_sites()
        unit.site = Site.objects.create(
            hostname=primary.host,
            port=settings.PUBLIC_PORT,
            site_name=context.version.full_name[:255],
            root_page=home,
        )
        unit.save(update_fields=["site"])
        context.changes.append(f"site {primary.host}")


def _host_start(context: Provisioning) -> date:
    """The first day on which a host can speak for a unit: when the unit began, or its last owner had ended."""
    began = context.unit.versions.order_by("valid_from").values_list("valid_from", flat=True).first()
    ended = HostName.objects.filter(valid_to__lte=today()).filter(
        Q(host=context.host) | Q(unit=context.unit, role=HostRole.PRIMARY)
    )
    return max([began, *ended.values_list("valid_to", flat=True)])


@register_step(300)
def make_collection(context: Provisioning) -> None:
    """The collection that owns the unit's images and documents."""
    if context.unit.collection_id is None:
        context.unit.collection = _last_collection(context.version.full_name[:255])
        context.unit.save(update_fields=["collection"])
        context.changes.append("collection")


def _last_collection(name: str) -> Collection:
    """A new one behind those of all other units.

    Wagtail puts it in the order of names and moves everything behind it, with a query for each unit.
    """
    root = Collection.objects.select_for_update().get(depth=1)
    last = root.get_last_child()
    path = last._inc_path() if last else Collection._get_path(root.path, root.depth + 1, 1)
    made = Collection.objects.create(name=name, depth=root.depth + 1, path=path)
    Collection.objects.filter(pk=root.pk).update(numchild=F("numchild") + 1)
    return made


@register_step(400)
def make_groups(context: Provisioning) -> None:
    """A group for each role; rights come from the roles themselves, not from groups."""
    if make_role_groups(context.unit):
        sync_role_groups(unit=context.unit)
        context.changes.append("role groups")


@register_step(500)
def make_settings(context: Provisioning) -> None:
    """The settings row; made here so that reading a page never writes one."""
    _settings, created = UnitSettings.objects.get_or_create(unit=context.unit)
    if created:
        context.changes.append("settings")
