"""The steps of provisioning that are about the unit itself; content apps add theirs."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from .enums import UNIT_ROLES, HostRole, Role
from .models import HostName, RoleGroup, UnitSettings, today
from .services.hosts import check_host, sync_sites
from .steps import Provisioning, register_step

PAGE_PERMISSIONS = {
    Role.CONTRIBUTOR: ("add_page",),
    Role.EDITOR: ("add_page", "change_page", "lock_page"),
    Role.PUBLISHER: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
    Role.UNIT_ADMIN: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"),
}
COLLECTION_PERMISSIONS = {
    Role.CONTRIBUTOR: ("add_portalimage", "choose_portalimage", "add_portaldocument", "choose_portaldocument"),
}
for _role in (Role.EDITOR, Role.PUBLISHER, Role.UNIT_ADMIN):
    COLLECTION_PERMISSIONS[_role] = (
        *COLLECTION_PERMISSIONS[Role.CONTRIBUTOR],
        "change_portalimage",
        "delete_portalimage",
        "change_portaldocument",
        "delete_portaldocument",
    )


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
        root = Collection.get_first_root_node()
        context.unit.collection = root.add_child(name=context.version.full_name[:255])
        context.unit.save(update_fields=["collection"])
        context.changes.append("collection")


@register_step(400)
def make_role_groups(context: Provisioning) -> None:
    """A group for each role, with rights on the unit's own pages and collection only."""
    unit = context.unit
    missing = set(UNIT_ROLES) - set(unit.role_groups.values_list("role", flat=True))
    if not missing:
        return
    codenames = {name for names in PAGE_PERMISSIONS.values() for name in names}
    codenames |= {name for names in COLLECTION_PERMISSIONS.values() for name in names}
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            codename__in=codenames, content_type__app_label__in=("wagtailcore", "media")
        )
    }
    access = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    homes = Page.objects.filter(unit_home__unit=unit)
    roles = [role for role in UNIT_ROLES if role in missing]
    groups = Group.objects.bulk_create(Group(name=f"{unit.uuid}:{role}") for role in roles)
    RoleGroup.objects.bulk_create(
        RoleGroup(unit=unit, role=role, group=group) for role, group in zip(roles, groups, strict=True)
    )
    Group.permissions.through.objects.bulk_create(
        Group.permissions.through(group=group, permission=access) for group in groups
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=home, permission=permissions[name])
        for role, group in zip(roles, groups, strict=True)
        for home in homes
        for name in PAGE_PERMISSIONS[role]
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=unit.collection, permission=permissions[name])
        for role, group in zip(roles, groups, strict=True)
        for name in COLLECTION_PERMISSIONS[role]
    )
    context.changes.append("role groups")


@register_step(500)
def make_settings(context: Provisioning) -> None:
    """The settings row; made here so that reading a page never writes one."""
    _settings, created = UnitSettings.objects.get_or_create(unit=context.unit)
    if created:
        context.changes.append("settings")
