"""Who is addressed by what is sent along the tree: the keys of an audience, the keys of a unit, and who may send.

An audience is a few *keys*; a unit has keys of its own, and is addressed by whatever has one of them:

    all                     every unit
    tier:<code>             the units of a tier
    in:<uuid>               a unit and every unit below it
    in:<uuid>:<code>        those of them that are of a tier
    unit:<uuid>             one unit, chosen by hand

The keys of a unit follow the tree of the day: its tier and the units above it. They are some ten, are kept with
what the host stands for, and cost a public page no query. Sending and showing cost the same for three units as
for three thousand: one row, found by one index, and one version for each key in the names under which the page
cache keeps a page.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.core import page_cache

from .enums import AudienceKind
from .models import Audience, Tier, Unit, UnitVersion, today
from .permissions import BOARD_TIER, is_board, user_can_publish

ALL = "all"
# Tiers above one another, in any country; a loop in the tree ends here.
MAX_DEPTH = 10
# More than these are a tier or an area. Up to `EXACT`, only the pages of the chosen units are made stale; beyond
# it those of all units, so that the cost of sending does not grow with the choice.
MAX_CHOSEN = 500
EXACT = 20
_MANY_CHOSEN = "audience:chosen"

_ABOVE = """
WITH RECURSIVE chain AS (
    SELECT v.unit_id, v.parent_id, v.tier_id, 0 AS level FROM units_unitversion AS v
    WHERE v.unit_id = %(unit)s AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
    UNION ALL
    SELECT v.unit_id, v.parent_id, v.tier_id, chain.level + 1 FROM chain JOIN units_unitversion AS v
      ON v.unit_id = chain.parent_id AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
    WHERE chain.level < %(depth)s
)
SELECT unit.id, unit.uuid, tier.code FROM chain
JOIN units_unit AS unit ON unit.id = chain.unit_id JOIN units_tier AS tier ON tier.id = chain.tier_id
ORDER BY chain.level
"""

_BELOW = """
WITH RECURSIVE below AS (
    SELECT %s::bigint AS unit_id, 0 AS level
    UNION ALL
    SELECT v.unit_id, below.level + 1 FROM below JOIN units_unitversion AS v
      ON v.parent_id = below.unit_id AND v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s)
    WHERE below.level < %s
)
SELECT unit_id FROM below
"""


# --- Keys ----------------------------------------------------------------------------------------


def audience_keys(unit: Unit, day: date | None = None) -> tuple[str, ...]:
    """The keys a unit has on a day (default: today); none before it began and after it ended."""
    chain = above(unit, day)
    if not chain:
        return ()
    own, tier = chain[0][1], chain[0][2]
    within = (f"in:{uuid}{ending}" for _pk, uuid, _code in chain for ending in ("", f":{tier}"))
    return (ALL, f"tier:{tier}", *within, f"unit:{own}")


def above(unit: Unit, day: date | None = None) -> list[tuple[int, str, str]]:
    """Id, UUID and tier of the unit and of those above it on a day; empty where the unit was not in force."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, {"unit": unit.pk, "day": day or today(), "depth": MAX_DEPTH})
        return [(pk, str(uuid), tier) for pk, uuid, tier in cursor.fetchall()]


def below(unit: Unit, day: date | None = None) -> RawSQL:
    """The ids of a unit and of every unit below it on a day, for use in `unit_id__in`."""
    day = day or today()
    return RawSQL(_BELOW, [unit.pk, day, day, MAX_DEPTH])  # noqa: S611 - the values are parameters


def keys_of(kind: str, tier: Tier | None = None, area: Unit | None = None, units: Iterable[Unit] = ()) -> list[str]:
    """The keys of an audience; see `address`."""
    if kind == AudienceKind.ALL:
        return [ALL]
    if kind == AudienceKind.TIER:
        return [f"in:{area.uuid}:{tier.code}" if area else f"tier:{tier.code}"]
    if kind == AudienceKind.SUBTREE:
        return [f"in:{area.uuid}"]
    return sorted({f"unit:{unit.uuid}" for unit in units})


def receivers(audience: Audience, day: date | None = None) -> QuerySet[UnitVersion]:
    """The units an audience addresses on a day, as what they are on that day; one query however many."""
    found = UnitVersion.objects.on(day).select_related("unit", "tier", "unit_type")
    if audience.audience == AudienceKind.LIST:
        return found.filter(unit__uuid__in=[key.removeprefix("unit:") for key in audience.keys])
    if audience.tier_id:
        found = found.filter(tier=audience.tier_id)
    if audience.area_id:
        found = found.filter(unit_id__in=below(audience.area, day))
    return found.order_by("tier__rank", "name_key", "unit_id")


def describe(audience: Audience) -> str:
    """The audience in words: `Các đơn vị cấp xã thuộc Huyện Yên Sơn`."""
    if audience.audience == AudienceKind.LIST:
        return _("%(number)d đơn vị được chọn") % {"number": len(audience.keys)}
    names = {"tier": audience.tier, "area": audience.area}
    if audience.audience == AudienceKind.SUBTREE:
        return _("%(area)s và các đơn vị trực thuộc") % names
    if audience.audience == AudienceKind.TIER and audience.area_id:
        return _("Các đơn vị thuộc %(tier)s trong %(area)s") % names
    if audience.audience == AudienceKind.TIER:
        return _("Mọi đơn vị thuộc %(tier)s") % names
    return _("Tất cả đơn vị")


# --- Addressing ----------------------------------------------------------------------------------


def address(
    audience: Audience,
    *,
    by: Any,
    sender: Unit,
    kind: str,
    tier: Tier | None = None,
    area: Unit | None = None,
    units: Iterable[Unit] = (),
) -> None:
    """Fill the columns of something that `by` sends for the unit `sender`.

    The board, and the publishers of a unit that stands below none, may address whomever they like; publishers of
    any other unit that unit and those below it. For them `ALL` means all these, and a tier is that tier among
    them. Raises `ValidationError` with a sentence, by the field at fault (`audience`, `tier`, `area`, `units`):
    not allowed, nobody addressed, more chosen than `MAX_CHOSEN`.
    """
    units = list(units)
    needed = {AudienceKind.TIER: "tier", AudienceKind.SUBTREE: "area", AudienceKind.LIST: "units"}.get(kind)
    if needed and not {"tier": tier, "area": area, "units": units}[needed]:
        raise ValidationError({needed: _NEEDED[needed]()})
    if len(units) > MAX_CHOSEN:
        raise ValidationError(
            {
                "units": _("Chọn nhiều nhất %(max)d đơn vị; nhiều hơn thì chọn một cấp hoặc một địa bàn.")
                % {"max": MAX_CHOSEN}
            }
        )
    tier = tier if kind == AudienceKind.TIER else None
    area = area if kind in (AudienceKind.TIER, AudienceKind.SUBTREE) else None
    if not user_can_publish(by, sender):
        raise ValidationError({"audience": _("Chỉ người duyệt xuất bản của đơn vị mới được gửi xuống cấp dưới.")})
    if not reaches_everyone(by, sender):
        if kind == AudienceKind.ALL:
            kind, area = AudienceKind.SUBTREE, sender
        elif kind == AudienceKind.TIER:
            area = area or sender
    audience.audience, audience.tier, audience.area = kind, tier, area
    audience.keys = keys_of(kind, tier, area, units)
    _refuse_sideways(audience, by, sender, area, units)
    if not receivers(audience).exists():
        raise ValidationError({"audience": _("Không có đơn vị nào đang hoạt động thuộc nơi nhận này.")})


_NEEDED = {
    "tier": lambda: _("Hãy chọn một cấp."),
    "area": lambda: _("Hãy chọn một địa bàn."),
    "units": lambda: _("Hãy chọn ít nhất một đơn vị."),
}


def reaches_everyone(by: Any, sender: Unit) -> bool:
    """Whether what `by` sends for the unit may go to any unit: the board in its unit, and a unit below none."""
    chain = above(sender)
    if not chain:
        return False
    return len(chain) == 1 or (chain[0][2] == BOARD_TIER and is_board(by))


def _refuse_sideways(audience: Audience, by: Any, sender: Unit, area: Unit | None, units: list[Unit]) -> None:
    if reaches_everyone(by, sender):
        return
    if area is not None and f"in:{sender.uuid}" not in audience_keys(area):
        raise ValidationError({"area": _("Chỉ gửi được cho đơn vị mình và các đơn vị trực thuộc.")})
    if units:
        inside = UnitVersion.objects.on().filter(unit__in=units, unit_id__in=below(sender)).values("unit").distinct()
        if inside.count() < len({unit.pk for unit in units}):
            raise ValidationError({"units": _("Chỉ gửi được cho đơn vị mình và các đơn vị trực thuộc.")})


# --- The page cache ------------------------------------------------------------------------------


def keys_at(request: HttpRequest) -> tuple[str, ...]:
    """The keys of the unit a public request is for; no query."""
    found = getattr(request, "unit_host", None)
    return found.audience_keys if found else ()


@page_cache.register_versions
def versions_of_audiences(request: HttpRequest) -> Iterable[str]:
    """Every page of a unit's site depends on what is sent to one of the unit's keys."""
    keys = keys_at(request)
    return (*(f"audience:{key}" for key in keys), _MANY_CHOSEN) if keys else ()


def expire(keys: Iterable[str]) -> None:
    """Make the pages of all units that have one of these keys stale, once the transaction has committed."""
    names = [f"audience:{key}" for key in keys]
    page_cache.expire(*(names if len(names) <= EXACT else [_MANY_CHOSEN]))
