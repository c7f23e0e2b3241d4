"""A list of units becomes units and versions: in bulk, once, all of a file or none of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend

from portal.core import page_cache

from ..models import Tier, Unit, UnitVersion
from .errors import BadRow, BadRows
from .rows import Key, UnitRow, descendants, read_rows

BATCH = 500
# When the units of an old list began is not in the list: they are taken as having been there always.
UNKNOWN_START = date(1900, 1, 1)
NATIONAL = ("national", "VN")


class Progress:
    """Hears how far a load has come; this one says nothing of it."""

    def expect(self, total: int) -> None:
        """So many rows will be dealt with."""

    def __call__(self, done: int) -> None:
        """So many more rows have been dealt with."""


no_progress = Progress()


@dataclass
class LoadReport:
    """What a load did: how many things were new, how many were there already, and which rows were skipped."""

    units: int = 0
    versions: int = 0
    closed: int = 0
    events: int = 0
    hosts_closed: int = 0
    unchanged: int = 0
    skipped: list[BadRow] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return self.units + self.versions + self.closed + self.events + self.hosts_closed


def versions_on(day: date, tiers: Iterable[str] | None = None) -> dict[Key, UnitVersion]:
    """All versions in force on a day by tier and official code."""
    found = UnitVersion.objects.on(day).exclude(code="").select_related("tier", "unit_type")
    if tiers is not None:
        found = found.filter(tier__code__in=tiers)
    return {(version.tier.code, version.code): version for version in found}


@transaction.atomic
def load_file(
    source: Path | bytes,
    *,
    name: str,
    list_date: date,
    valid_from: date | None = None,
    province: str = "",
    skip_bad: bool = False,
    progress: Progress = no_progress,
) -> LoadReport:
    """Load a list of units that was true on `list_date`; loading it again changes nothing.

    `valid_from` (default: the list's date) is when new versions begin; they are open-ended. `province` keeps
    only the province of that code and what is below it. Raises `BadRows`, with nothing kept, when a row is
    bad and `skip_bad` is not given; `ValueError` when the province is not in the list.
    """
    known = versions_on(list_date)
    rows, bad = read_rows(source, name=name, known=known)
    if bad and not skip_bad:
        raise BadRows(name, bad)
    if province:
        rows = choose_province(rows, province)
    progress.expect(len(rows))
    report = LoadReport(skipped=bad)
    write_rows(rows, known, report, list_date, valid_from or list_date, progress)
    if report.skipped and not skip_bad:
        raise BadRows(name, report.skipped)
    if report.changed:
        page_cache.expire(page_cache.EVERYTHING)
    return report


def choose_province(rows: list[UnitRow], code: str) -> list[UnitRow]:
    """The rows of one province; raises `ValueError` when the list does not have it."""
    if not any(row.key == ("province", code) for row in rows):
        raise ValueError(_("Danh mục không có tỉnh mang mã %(code)s.") % {"code": code})
    return descendants(rows, {("province", code)})


def write_rows(
    rows: list[UnitRow],
    known: dict[Key, UnitVersion],
    report: LoadReport,
    list_date: date,
    valid_from: date,
    progress: Progress,
) -> dict[Key, Unit]:
    """Make units and versions for rows that are not there yet; returns the units of all rows by key.

    A row whose code belongs to something else on the list's date is put into `report.skipped`, and with it
    everything below.
    """
    # Ids only: a unit's own columns are not needed to point at it.
    units: dict[Key, Unit] = {key: Unit(pk=version.unit_id) for key, version in known.items()}
    later = _versions_after(list_date, valid_from)
    refused: set[Key] = set()
    new: list[UnitRow] = []
    for row in rows:
        version = known.get(row.key)
        parent = units.get(row.parent or NATIONAL)
        if row.parent in refused:
            reason = _("đơn vị cấp trên mang mã %(code)s không được nhận.") % {"code": row.parent[1]}
        elif version is None and row.key in later:
            reason = _("mã %(code)s từ ngày %(day)s thuộc %(unit)s.") % {
                "code": row.code,
                "day": f"{later[row.key].valid_from:%d/%m/%Y}",
                "unit": later[row.key].full_name,
            }
        elif version is None:
            units[row.key] = Unit()
            new.append(row)
            continue
        elif not _same(version, row, parent):
            reason = _("mã %(code)s vào ngày %(day)s đã thuộc %(unit)s.") % {
                "code": row.code,
                "day": f"{list_date:%d/%m/%Y}",
                "unit": version.full_name,
            }
        else:
            report.unchanged += 1
            progress(1)
            continue
        refused.add(row.key)
        report.skipped.append(BadRow(row.line, reason))
    Unit.objects.bulk_create([units[row.key] for row in new], batch_size=BATCH)
    report.units += len(new)
    versions = [make_version(row, units[row.key], units.get(row.parent or NATIONAL), valid_from) for row in new]
    save_versions(versions, progress)
    report.versions += len(versions)
    return units


def _versions_after(list_date: date, valid_from: date) -> dict[Key, UnitVersion]:
    """Versions not in force on the list's date that an open-ended one from `valid_from` would overlap."""
    found = (
        UnitVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from))
        .exclude(code="")
        .exclude(pk__in=UnitVersion.objects.on(list_date).values("pk"))
    )
    return {(version.tier.code, version.code): version for version in found.select_related("tier")}


def make_version(row: UnitRow, unit: Unit, parent: Unit | None, valid_from: date) -> UnitVersion:
    """The version a row describes, not saved yet."""
    version = UnitVersion(
        unit=unit,
        tier=row.tier,
        unit_type=row.unit_type,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        parent=parent,
        latitude=row.latitude,
        longitude=row.longitude,
        point_is_approximate=row.approximate,
        area_km2=row.area_km2,
        valid_from=valid_from,
        source=row.source,
    )
    version.compose()
    return version


def save_versions(versions: list[UnitVersion], progress: Progress = no_progress) -> None:
    """Insert versions in bulk and put them into the admin's search, which bulk inserts pass by."""
    backend = get_search_backend()
    for start in range(0, len(versions), BATCH):
        batch = versions[start : start + BATCH]
        UnitVersion.objects.bulk_create(batch)
        backend.add_bulk(UnitVersion, batch)
        progress(len(batch))


def _same(version: UnitVersion, row: UnitRow, parent: Unit | None) -> bool:
    """Whether a version is the unit that the row speaks of; places and spelling in English may differ."""
    return (
        version.unit_type_id == row.unit_type.pk
        and version.name == row.name
        and version.parent_id == (parent.pk if parent else None)
    )


@transaction.atomic
def ensure_national() -> LoadReport:
    """The national unit above all provinces; provinces loaded before it are put below it."""
    report = LoadReport()
    tier = Tier.objects.get(code=NATIONAL[0])
    version = UnitVersion.objects.filter(tier=tier, code=NATIONAL[1]).select_related("unit").first()
    if version is None:
        unit = Unit.objects.create()
        version = UnitVersion.objects.create(
            unit=unit,
            tier=tier,
            unit_type=tier.types.get(),
            code=NATIONAL[1],
            name="Việt Nam",
            name_en="Viet Nam",
            valid_from=UNKNOWN_START,
        )
        report.units, report.versions = 1, 1
    # Not a change of parent that happened on a day: the parent was always there and not recorded.
    report.versions += UnitVersion.objects.filter(tier__code="province", parent=None).update(parent=version.unit)
    return report
