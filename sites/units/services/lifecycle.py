"""The life of a unit: it begins, changes, ends. Every change closes a version and opens the next."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page, Site

from portal.core import text

from ..enums import EventKind, HostRole
from ..models import HostName, Tier, Unit, UnitEvent, UnitEventEdge, UnitType, UnitVersion, today
from ..naming import default_host
from .hosts import check_host, sync_sites
from .provisioning import provision_unit

FIELDS = ("tier", "unit_type", "code", "name", "name_en", "parent")
PLACE_FIELDS = ("latitude", "longitude", "point_is_approximate", "area_km2")


@transaction.atomic
def create_unit(
    *,
    tier: Tier,
    unit_type: UnitType,
    name: str,
    name_en: str = "",
    code: str = "",
    parent: Unit | None = None,
    host: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    languages: Iterable[str] = ("vi",),
    legal_basis: str = "",
) -> Unit:
    """Make a unit with its first version, its host and, if it is in force today, its site.

    Without `host` the rule of `naming` decides. A unit that begins later gets its host reserved from that day
    on; `provision_units` makes its site when the day has come. Raises `ValidationError` with the field at
    fault: `unit_type`, `code`, `name`, `parent`, `valid_to` or `host`.
    """
    unit = Unit.objects.create()
    version = UnitVersion(
        unit=unit,
        tier=tier,
        unit_type=unit_type,
        name=name,
        name_en=name_en,
        code=code,
        parent=parent,
        valid_from=valid_from or today(),
        valid_to=valid_to,
    )
    check_version(version)
    version.save()
    host = (host or default_host(version, version.valid_from)).strip().lower().rstrip(".")
    check_host(host, unit, version.valid_from, valid_to)
    HostName.objects.create(
        unit=unit, host=host, role=HostRole.PRIMARY, valid_from=version.valid_from, valid_to=valid_to
    )
    _record(EventKind.CREATE, version.valid_from, legal_basis, new=unit)
    if version.is_valid_on():
        provision_unit(unit, host=host, languages=languages)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, valid_from: date, legal_basis: str = "", note: str = "", **changes: Any) -> UnitVersion:
    """Close the unit's last version on a day and open the next, which differs in `changes`.

    `changes` are columns of `UnitVersion`: tier, unit_type, code, name, name_en, parent. Names shown on the
    unit's site follow where nobody has changed them. Raises `ValidationError` with the field at fault; its
    key is `valid_from` when the day is not after the last version's start.
    """
    unknown = set(changes) - set(FIELDS) - set(PLACE_FIELDS)
    if unknown:
        raise TypeError(f"not a column that changes: {', '.join(sorted(unknown))}")
    Unit.objects.select_for_update().get(pk=unit.pk)
    last = unit.versions.select_related("tier", "unit_type").order_by("valid_from").last()
    if last is None or (last.valid_to is not None and last.valid_to <= valid_from):
        raise ValidationError({"valid_from": _("Vào ngày này đơn vị không còn hoạt động.")})
    if valid_from <= last.valid_from:
        raise ValidationError(
            {
                "valid_from": _("Ngày thay đổi phải sau ngày bắt đầu của giai đoạn hiện có (%(day)s).")
                % {"day": f"{last.valid_from:%d/%m/%Y}"}
            }
        )
    values = {name: getattr(last, name) for name in (*FIELDS, *PLACE_FIELDS)} | changes
    following = UnitVersion(unit=unit, valid_from=valid_from, valid_to=last.valid_to, **values)
    check_version(following)
    kind = _kind_of_change(last, following)
    if kind is None and values["name_en"] == last.name_en and values["code"] == last.code:
        raise ValidationError(_("Không có gì thay đổi."))
    last.valid_to = valid_from
    last.save(update_fields=["valid_to"])
    following.save()
    unit.__dict__.pop("_version", None)
    _record(kind or EventKind.RENAME, valid_from, legal_basis, old=unit, new=unit, note=note)
    if following.is_valid_on():
        _rename_site(unit, last, following)
    return following


def rename_unit(unit: Unit, *, name: str, valid_from: date, name_en: str = "", legal_basis: str = "") -> UnitVersion:
    """Give a unit a new name from a day on; see `change_unit`."""
    return change_unit(unit, valid_from=valid_from, name=name, name_en=name_en, legal_basis=legal_basis)


@transaction.atomic
def end_unit(unit: Unit, *, on: date, legal_basis: str = "", note: str = "") -> None:
    """End a unit: its version and its hosts do not count any more from that day; its pages stay.

    Raises `ValidationError` at `valid_to` when it would end before it began, has ended already, or has units
    below it that go on.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    last = unit.versions.order_by("valid_from").last()
    if last is None or last.valid_to is not None and last.valid_to <= on:
        raise ValidationError({"valid_to": _("Đơn vị đã kết thúc hoạt động trước ngày này.")})
    if on <= last.valid_from:
        raise ValidationError({"valid_to": _("Ngày kết thúc phải sau ngày bắt đầu.")})
    below = UnitVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), parent=unit)
    if example := below.first():
        raise ValidationError(
            {
                "valid_to": _("Còn %(count)d đơn vị trực thuộc sau ngày này, ví dụ %(unit)s.")
                % {"count": below.count(), "unit": example.full_name}
            }
        )
    last.valid_to = on
    last.save(update_fields=["valid_to"])
    unit.__dict__.pop("_version", None)
    for row in unit.hosts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).exclude(role=HostRole.ARCHIVE):
        if row.valid_from >= on:
            row.delete()
        else:
            row.valid_to = on
            row.save(update_fields=["valid_to"])
    sync_sites()
    _record(EventKind.ABOLISH, on, legal_basis, old=unit, note=note)


def check_version(version: UnitVersion) -> None:
    """Raise `ValidationError`, keyed by field, when a version contradicts the tiers or another unit."""
    errors: dict[str, str] = {}
    version.name = text.normalise(version.name)
    if not version.name:
        errors["name"] = _("Hãy nhập tên đơn vị.")
    if version.unit_type.tier_id != version.tier_id:
        errors["unit_type"] = _("Loại “%(type)s” không thuộc cấp “%(tier)s”.") % {
            "type": version.unit_type,
            "tier": version.tier,
        }
    if version.valid_to is not None and version.valid_to <= version.valid_from:
        errors["valid_to"] = _("Ngày kết thúc phải sau ngày bắt đầu.")
    if reason := _parent_fault(version):
        errors["parent"] = reason
    if version.code:
        same = UnitVersion.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=version.valid_from), tier=version.tier, code=version.code
        ).exclude(unit=version.unit_id)
        if version.valid_to is not None:
            same = same.filter(valid_from__lt=version.valid_to)
        if other := same.first():
            errors["code"] = _("Mã %(code)s đang thuộc %(unit)s.") % {"code": version.code, "unit": other.full_name}
    if errors:
        raise ValidationError(errors)


def _parent_fault(version: UnitVersion) -> str:
    if version.parent_id is None:
        return (
            _("Cấp “%(tier)s” phải có đơn vị cấp trên.") % {"tier": version.tier} if version.tier.needs_parent else ""
        )
    above = UnitVersion.objects.on(version.valid_from).filter(unit=version.parent_id).select_related("tier").first()
    if above is None:
        return _("Đơn vị cấp trên không hoạt động vào ngày %(day)s.") % {"day": f"{version.valid_from:%d/%m/%Y}"}
    if not version.tier.parents.filter(pk=above.tier_id).exists():
        return _("Cấp “%(tier)s” không thể trực thuộc cấp “%(above)s”.") % {"tier": version.tier, "above": above.tier}
    return ""


def _kind_of_change(before: UnitVersion, after: UnitVersion) -> EventKind | None:
    """The most telling of the changes; None when type, name and parent stay."""
    if before.unit_type_id != after.unit_type_id or before.tier_id != after.tier_id:
        return EventKind.RETYPE
    if before.name != after.name:
        return EventKind.RENAME
    return EventKind.REPARENT if before.parent_id != after.parent_id else None


def _record(
    kind: str, day: date, legal_basis: str, *, old: Unit | None = None, new: Unit | None = None, note: str = ""
) -> None:
    event = UnitEvent.objects.create(kind=kind, effective_on=day, legal_basis=legal_basis, note=note)
    UnitEventEdge.objects.create(event=event, old_unit=old, new_unit=new, is_default=new is not None)


@transaction.atomic
def rename_sites_of_the_day(day: date) -> int:
    """Let sites follow the names that units have from this day on; returns how many units changed that day.

    A change planned ahead reaches the site only when its day has come.
    """
    changed = UnitVersion.objects.filter(valid_from=day, unit__site__isnull=False).select_related("unit")
    renamed = 0
    for after in changed:
        before = after.unit.versions.filter(valid_to=day).first()
        if before is not None and (before.full_name, before.name_en) != (after.full_name, after.name_en):
            _rename_site(after.unit, before, after)
            renamed += 1
    return renamed


def _rename_site(unit: Unit, before: UnitVersion, after: UnitVersion) -> None:
    """Names on the unit's site follow the unit, except where an editor has put another one."""
    Site.objects.filter(pk=unit.site_id, site_name=before.full_name[:255]).update(site_name=after.full_name[:255])
    Collection.objects.filter(pk=unit.collection_id, name=before.full_name[:255]).update(name=after.full_name[:255])
    titles = {before.full_name: after.full_name}
    if before.name_en and after.name_en:
        titles[before.name_en] = after.name_en
    for page in Page.objects.filter(unit_home__unit=unit, title__in=titles):
        home = page.specific
        home.title = home.draft_title = titles[page.title]
        home.save(update_fields=["title", "draft_title"])
