"""Rows of a list of units, checked against the tiers and against one another."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from portal.core import text

from ..models import Tier, UnitType
from .errors import BadRow
from .table import read_table

REQUIRED = ("code", "tier", "type", "name", "parent_code")
# `host` and `languages` are for the site of a unit; they are checked here so that their line is told.
OPTIONAL = ("name_en", "latitude", "longitude", "approximate", "area_km2", "host", "languages")

Key = tuple[str, str]  # tier code, official code


@dataclass
class UnitRow:
    """A row of a list that is fit to be loaded; `parent` is the key of a row or of a unit known before."""

    line: int
    source: str
    code: str
    tier: Tier
    unit_type: UnitType
    name: str
    name_en: str
    parent: Key | None
    latitude: float | None
    longitude: float | None
    approximate: bool
    area_km2: float | None

    @property
    def key(self) -> Key:
        return self.tier.code, self.code


class TierMap:
    """All tiers with their types and what may stand above them, read once for a file."""

    def __init__(self) -> None:
        tiers = list(Tier.objects.prefetch_related("types", "parents"))
        self.by_code = {tier.code: tier for tier in tiers}
        self.types: dict[tuple[str, str], UnitType] = {}
        for tier in tiers:
            for unit_type in tier.types.all():
                unit_type.tier = tier
                self.types[tier.code, unit_type.code] = unit_type
                self.types[tier.code, unit_type.name.casefold()] = unit_type
        # The nearest tier first: a commune's parent code is a district's where there are districts.
        self.parents = {
            tier.code: [parent.code for parent in sorted(tier.parents.all(), key=lambda t: -t.rank)] for tier in tiers
        }


def read_rows(source: Path | bytes, *, name: str, known: Iterable[Key] = ()) -> tuple[list[UnitRow], list[BadRow]]:
    """Read and check a list of units: the good rows, parents before children, and the bad ones.

    `known` are units that exist already and may stand above rows of the file. A row below a bad one is bad
    too. Raises `BadRows` when the header cannot be used.
    """
    table = read_table(source, name=name, required=REQUIRED, optional=OPTIONAL)
    tiers = TierMap()
    bad = list(table.bad)
    rows: list[tuple[dict[str, str], UnitRow]] = []
    lines: dict[Key, int] = {}
    for line, cells in table.rows:
        try:
            row = _parse(line, cells, name, tiers)
            if row.key in lines:
                raise ValueError(
                    _("mã %(code)s lặp lại ở cùng cấp (đã có ở dòng %(line)d).")
                    % {"code": row.code, "line": lines[row.key]}
                )
        except ValueError as error:
            bad.append(BadRow(line, str(error)))
            continue
        lines[row.key] = line
        rows.append((cells, row))
    taken: set[Key] = set(known)
    good: list[UnitRow] = []
    for cells, row in sorted(rows, key=lambda pair: pair[1].tier.rank):
        try:
            row.parent = _find_parent(row, cells["parent_code"], tiers, taken)
        except ValueError as error:
            bad.append(BadRow(row.line, str(error)))
            continue
        taken.add(row.key)
        good.append(row)
    return good, sorted(bad, key=lambda row: row.line)


def _parse(line: int, cells: dict[str, str], name: str, tiers: TierMap) -> UnitRow:
    for column, label in (("code", _("mã")), ("name", _("tên"))):
        if not cells[column]:
            raise ValueError(_("thiếu %(what)s.") % {"what": label})
    for column, limit in (("code", 20), ("name", 150), ("name_en", 150)):
        if len(cells[column]) > limit:
            raise ValueError(_("ô %(column)s dài quá %(limit)d ký tự.") % {"column": column, "limit": limit})
    tier = tiers.by_code.get(cells["tier"])
    if tier is None:
        raise ValueError(
            _("không có cấp “%(tier)s”; các cấp là: %(tiers)s.")
            % {"tier": cells["tier"], "tiers": ", ".join(tiers.by_code)}
        )
    unit_type = tiers.types.get((tier.code, cells["type"].casefold()))
    if unit_type is None:
        raise ValueError(_("loại “%(type)s” không thuộc cấp “%(tier)s”.") % {"type": cells["type"], "tier": tier.name})
    languages = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    if unknown := [code for code in cells["languages"].split() if code not in languages]:
        values = {"unknown": ", ".join(unknown), "known": ", ".join(languages)}
        raise ValueError(_("không có ngôn ngữ %(unknown)s; chỉ có: %(known)s.") % values)
    return UnitRow(
        line=line,
        source=f"{name}:{line}",
        code=cells["code"],
        tier=tier,
        unit_type=unit_type,
        name=without_type(cells["name"], unit_type),
        name_en=cells["name_en"],
        parent=None,
        latitude=_number(cells, "latitude", -90, 90),
        longitude=_number(cells, "longitude", -180, 180),
        approximate=cells["approximate"] == "1",
        area_km2=_number(cells, "area_km2", 0, 1_000_000),
    )


def without_type(name: str, unit_type: UnitType) -> str:
    """The name alone; lists may give it with or without its type word in front."""
    word = unit_type.name.casefold() + " "
    return name[len(word) :] if unit_type.name and name.casefold().startswith(word) else name


def _number(cells: dict[str, str], column: str, low: float, high: float) -> float | None:
    if not cells[column]:
        return None
    try:
        value = float(cells[column])
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise ValueError(
            _("ô %(column)s không phải số hợp lệ: “%(value)s”.") % {"column": column, "value": cells[column]}
        )
    return value


def _find_parent(row: UnitRow, code: str, tiers: TierMap, taken: set[Key]) -> Key | None:
    above = tiers.parents[row.tier.code]
    if not code:
        if row.tier.needs_parent:
            raise ValueError(_("thiếu mã đơn vị cấp trên."))
        return None
    for tier in above:
        if (tier, code) in taken:
            return tier, code
    elsewhere = next((tier for tier in tiers.by_code if (tier, code) in taken), None)
    if elsewhere:
        raise ValueError(
            _("đơn vị có mã %(code)s thuộc cấp “%(found)s”, không thể là cấp trên của cấp “%(tier)s”.")
            % {"code": code, "found": tiers.by_code[elsewhere].name, "tier": row.tier.name}
        )
    raise ValueError(_("không có đơn vị cấp trên mang mã %(code)s.") % {"code": code})


def descendants(rows: list[UnitRow], roots: set[Key]) -> list[UnitRow]:
    """The rows named by `roots` and all below them, in the order given (parents before children)."""
    kept = set(roots)
    chosen = []
    for row in rows:
        if row.key in kept or row.parent in kept:
            kept.add(row.key)
            chosen.append(row)
    return chosen


def folded_name(row: UnitRow) -> str:
    """For comparing names between lists that spell capitals and tones differently."""
    return text.fold(row.name)
