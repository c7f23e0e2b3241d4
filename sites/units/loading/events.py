"""What happened on the day of a reform, with its legal basis and who became whom."""

from collections import defaultdict
from datetime import date
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..enums import EventKind
from ..models import Unit, UnitEvent, UnitEventEdge
from .errors import BadRow, BadRows
from .identity import Succession
from .lists import BATCH, LoadReport
from .rows import Key, UnitRow
from .table import read_table

COLUMNS = ("tier", "new_code", "kind", "legal_basis", "decided_on", "note")
# It took the tier out of the Constitution; the resolutions on communes only repeat it.
DISTRICTS_ENDED_BY = "Nghị quyết 203/2025/QH15 ngày 16/06/2025"


def record_events(
    path: Path,
    day: date,
    old: dict[Key, UnitRow],
    pairs: list[Succession],
    units: dict[Key, Unit],
    successors: dict[Key, Unit],
    report: LoadReport,
) -> None:
    """Record an event for each new unit of the file that is among `successors`, and the end of the districts.

    Events recorded before are found by their source and left alone. Raises `BadRows` for a faulty file.
    """
    origins: dict[Key, list[Succession]] = defaultdict(list)
    for pair in pairs:
        origins[pair.new].append(pair)
    events: dict[str, UnitEvent] = {}
    edges: list[UnitEventEdge] = []
    for line, cells in _rows(path):
        key = (cells["tier"], cells["new_code"])
        if key not in successors:
            continue
        source = f"{path.name}:{line}"
        event = UnitEvent(
            kind=cells["kind"],
            effective_on=day,
            legal_basis=f"{cells['legal_basis']} ngày {date.fromisoformat(cells['decided_on']):%d/%m/%Y}",
            note=cells["note"],
            source=source,
        )
        events[source] = event
        edges += [
            UnitEventEdge(
                event=event,
                old_unit=units[pair.old],
                new_unit=successors[key],
                share=pair.share,
                is_default=pair.is_default,
            )
            for pair in origins[key]
        ]
    for province, districts in _districts_without_successor(old, pairs).items():
        source = f"{path.name}:district:{province[1]}"
        event = UnitEvent(
            kind=EventKind.ABOLISH,
            effective_on=day,
            legal_basis=DISTRICTS_ENDED_BY,
            note="Kết thúc hoạt động của đơn vị hành chính cấp huyện.",
            source=source,
        )
        events[source] = event
        edges += [UnitEventEdge(event=event, old_unit=units[key], is_default=False) for key in districts]
    known = _known(events)
    missing = [event for source, event in events.items() if source not in known]
    UnitEvent.objects.bulk_create(missing, batch_size=BATCH)
    UnitEventEdge.objects.bulk_create([edge for edge in edges if edge.event.source not in known], batch_size=BATCH)
    report.events += len(missing)
    report.unchanged += len(known)


def _known(events: dict[str, UnitEvent]) -> set[str]:
    found: QuerySet = UnitEvent.objects.filter(source__in=list(events))
    return set(found.values_list("source", flat=True))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    table = read_table(path, name=path.name, required=COLUMNS)
    bad = list(table.bad)
    for line, cells in table.rows:
        try:
            date.fromisoformat(cells["decided_on"])
        except ValueError:
            bad.append(BadRow(line, _("ngày ban hành không hợp lệ: “%(value)s”.") % {"value": cells["decided_on"]}))
        if cells["kind"] not in EventKind.values:
            bad.append(BadRow(line, _("loại sự kiện không hợp lệ: “%(value)s”.") % {"value": cells["kind"]}))
    if bad:
        raise BadRows(table.name, bad)
    return table.rows


def _districts_without_successor(old: dict[Key, UnitRow], pairs: list[Succession]) -> dict[Key, list[Key]]:
    """Ended districts by province; an island district that became a special zone has an event of its own."""
    succeeded = {pair.old for pair in pairs}
    found: dict[Key, list[Key]] = defaultdict(list)
    for key, row in old.items():
        if key[0] == "district" and key not in succeeded and row.parent:
            found[row.parent].append(key)
    return found
