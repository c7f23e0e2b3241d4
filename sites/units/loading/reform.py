"""The change from one official list to the next on one day: old versions close, units go on or are born."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.core import page_cache

from ..enums import HostRole, Share
from ..models import HostName, Unit, UnitVersion
from .errors import BadRow, BadRows
from .events import record_events
from .identity import Succession, continuing
from .lists import (
    BATCH,
    NATIONAL,
    UNKNOWN_START,
    LoadReport,
    Progress,
    make_version,
    no_progress,
    save_versions,
    versions_on,
    write_rows,
)
from .rows import Key, UnitRow, descendants, read_rows
from .table import read_table


@dataclass(frozen=True)
class Reform:
    """The four files of a reform and the day it took effect."""

    day: date
    old_list_date: date
    old_list: Path
    new_list: Path
    succession: Path
    events: Path


@transaction.atomic
def load_reform(reform: Reform, *, province: str = "", progress: Progress = no_progress) -> LoadReport:
    """Load both lists of a reform with the succession between them; loading it again changes nothing.

    Versions of the old list end on the reform's day, hosts of units that ended with it too. `province` (a
    code of the new list, or of the old one) takes one province of the new list with all that went into it.
    Raises `BadRows`, with nothing kept, when something already loaded contradicts the lists; `ValueError`
    when the province is in neither list.
    """
    old_rows, new_rows, pairs = _read(reform)
    if province:
        old_rows, new_rows = _choose(old_rows, new_rows, pairs, province)
    old, new = {row.key: row for row in old_rows}, {row.key: row for row in new_rows}
    pairs = [pair for pair in pairs if pair.old in old and pair.new in new]
    progress.expect(len(old) + len(new))
    report = LoadReport()
    known = versions_on(reform.old_list_date)
    units = write_rows(old_rows, known, report, reform.old_list_date, UNKNOWN_START, progress)
    if report.skipped:
        raise BadRows(reform.old_list.name, report.skipped)
    going_on = continuing(old, new, pairs)
    successors = _Cutover(reform, old, pairs, going_on, units, report).run(new_rows, progress)
    ended = [units[key].pk for key in old.keys() - set(going_on.values())]
    report.hosts_closed += _close_hosts(ended, reform.day)
    record_events(reform.events, reform.day, old, pairs, units, successors, report)
    if report.changed:
        page_cache.expire(page_cache.EVERYTHING)
    return report


def _read(reform: Reform) -> tuple[list[UnitRow], list[UnitRow], list[Succession]]:
    lists = []
    for path in (reform.old_list, reform.new_list):
        rows, bad = read_rows(path, name=path.name)
        if bad:
            raise BadRows(path.name, bad)
        lists.append(rows)
    columns = ("tier", "old_code", "new_tier", "new_code", "share", "default")
    table = read_table(reform.succession, name=reform.succession.name, required=columns)
    old, new = ({row.key for row in rows} for rows in lists)
    bad, pairs = list(table.bad), []
    for line, cells in table.rows:
        pair = Succession(
            old=(cells["tier"], cells["old_code"]),
            new=(cells["new_tier"], cells["new_code"]),
            share=cells["share"],
            is_default=cells["default"] == "1",
        )
        if pair.old not in old or pair.new not in new:
            bad.append(BadRow(line, _("mã cũ hoặc mã mới không có trong danh mục.")))
        elif pair.share not in Share.values:
            bad.append(BadRow(line, _("cột share phải là whole hoặc part.")))
        else:
            pairs.append(pair)
    if bad:
        raise BadRows(table.name, bad)
    return lists[0], lists[1], pairs


def _choose(
    old_rows: list[UnitRow], new_rows: list[UnitRow], pairs: list[Succession], code: str
) -> tuple[list[UnitRow], list[UnitRow]]:
    key = ("province", code)
    if key not in {row.key for row in new_rows}:
        key = next((pair.new for pair in pairs if pair.old == key), key)
    new = descendants(new_rows, {key})
    if not new:
        raise ValueError(_("Danh mục không có tỉnh mang mã %(code)s.") % {"code": code})
    return descendants(old_rows, {pair.old for pair in pairs if pair.new == key}), new


class _Cutover:
    """Closes the versions of the old list and opens those of the new one."""

    def __init__(
        self,
        reform: Reform,
        old: dict[Key, UnitRow],
        pairs: list[Succession],
        going_on: dict[Key, Key],
        units: dict[Key, Unit],
        report: LoadReport,
    ) -> None:
        self.reform, self.going_on, self.units, self.report = reform, going_on, units, report
        before = versions_on(reform.old_list_date)
        self.before = {key: before[key] for key in old}
        self.after = versions_on(reform.day)
        self.merged = {pair.new for pair in pairs if going_on.get(pair.new) not in (None, pair.old)}
        self.old_units = {version.unit_id for version in self.before.values()}

    def run(self, rows: list[UnitRow], progress: Progress) -> dict[Key, Unit]:
        """Returns the units of the new list by key; raises `BadRows` when one cannot become what it says."""
        successors: dict[Key, Unit] = {}
        kept: set[Key] = set()
        born: list[Unit] = []
        versions: list[tuple[UnitRow, Unit]] = []
        bad: list[BadRow] = []
        parents = {NATIONAL: self.units[NATIONAL]} if NATIONAL in self.units else {}
        for row in rows:
            old_key = self.going_on.get(row.key)
            existing = self.after.get(row.key)
            if existing and existing.valid_from == self.reform.day:
                unit = Unit(pk=existing.unit_id)
                if existing.name != row.name or (old_key and unit != self.units[old_key]):
                    bad.append(_taken(row, existing))
                self.report.unchanged += 1
                progress(1)
            elif existing and existing.unit_id not in self.old_units:
                bad.append(_taken(row, existing))
                unit = Unit()
            elif old_key:
                unit = self.units[old_key]
                if self._stays_as_it_is(row, old_key, successors.get(row.parent or NATIONAL) or parents.get(NATIONAL)):
                    kept.add(old_key)
                    self.report.unchanged += 1
                    progress(1)
                else:
                    versions.append((row, unit))
            else:
                unit = Unit()
                born.append(unit)
                versions.append((row, unit))
            successors[row.key] = unit
        bad += self._close(kept)
        if bad:
            raise BadRows(self.reform.new_list.name, bad)
        Unit.objects.bulk_create(born, batch_size=BATCH)
        save_versions(
            [
                make_version(
                    row, unit, successors.get(row.parent or NATIONAL) or parents.get(NATIONAL), self.reform.day
                )
                for row, unit in versions
            ],
            progress,
        )
        self.report.units += len(born)
        self.report.versions += len(versions)
        return successors

    def _stays_as_it_is(self, row: UnitRow, old_key: Key, parent: Unit | None) -> bool:
        version = self.before[old_key]
        return (
            row.key not in self.merged
            and version.code == row.code
            and version.unit_type_id == row.unit_type.pk
            and version.name == row.name
            and version.parent_id == (parent.pk if parent else None)
        )

    def _close(self, kept: set[Key]) -> list[BadRow]:
        day = self.reform.day
        ending = [version for key, version in self.before.items() if key not in kept and version.valid_to != day]
        changed_later = [version for version in ending if version.valid_to is not None]
        self.report.closed += UnitVersion.objects.filter(pk__in=[version.pk for version in ending]).update(valid_to=day)
        return [
            BadRow(0, _("%(unit)s đã có thay đổi sau ngày %(day)s.") % {"unit": v.full_name, "day": f"{day:%d/%m/%Y}"})
            for v in changed_later
        ]


def _taken(row: UnitRow, version: UnitVersion) -> BadRow:
    values = {"code": row.code, "unit": version.full_name}
    return BadRow(row.line, _("mã %(code)s đã thuộc %(unit)s, không khớp danh mục.") % values)


def _close_hosts(unit_ids: list[int], day: date) -> int:
    """End what units that are no more speak from; an archive host is kept, it is there to outlive them."""
    rows = HostName.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), unit__in=unit_ids, valid_from__lt=day
    )
    rows = rows.exclude(role=HostRole.ARCHIVE)
    return rows.update(valid_to=day)
