"""From which host a unit speaks unless somebody chooses another one (NĐ 224/2026, article 11.4.c).

The label is the unit's own name without accents, spaces and type word. Where units of one province share it,
one rule decides for all of them at once, so that the order in which units are made never matters: the
highest tier keeps the label if only one unit of that tier claims it; everybody else takes the next form.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Q

from portal.core import text

from .enums import HostRole
from .models import HostName, Unit, UnitVersion, today

RESERVED_LABELS = frozenset({"www", "admin", "quantri", "api", "mail", "static", "media"})
# Named as an exception by the decree itself.
PROVINCE_LABELS = {"ho chi minh": "hochiminhcity"}
TYPE_WORD_ALWAYS = ("department",)
# A tier whose units are one a province, named for what they are: the province's own name is in the domain already.
TIER_LABELS = {"foreign-affairs": "doingoai"}
MAX_LABEL = 63


@dataclass(frozen=True)
class Claim:
    """What the rule needs to know of a unit: everything but the order of loading."""

    unit_id: int
    rank: int
    tier: str
    type_name: str
    name: str
    parent_name: str
    code: str

    def forms(self) -> list[str]:
        """The labels the unit would take, best first: name, type word + name, name-parent, name-code."""
        name, full = text.host_label(self.name), text.host_label(f"{self.type_name} {self.name}")
        with_type = name.isdigit() or self.tier in TYPE_WORD_ALWAYS
        stem = TIER_LABELS.get(self.tier) or (full if with_type else name)
        forms = [stem, full]
        if self.parent_name:
            forms.append(_joined(stem, text.host_label(self.parent_name)))
        forms.append(_joined(stem, text.host_label(self.code) or str(self.unit_id)))
        forms.append(_joined(full, text.host_label(self.code) or str(self.unit_id)))
        return [form for form in dict.fromkeys(forms) if form]


@dataclass(frozen=True)
class Collision:
    """Units that wanted the same label; `label` went to `winner`, or to nobody."""

    label: str
    winner: int | None
    others: tuple[int, ...]


@dataclass(frozen=True)
class LabelPlan:
    """A label for each unit, and what was decided where several wanted the same one."""

    labels: dict[int, str]
    collisions: list[Collision]


@dataclass(frozen=True)
class HostPlan:
    """A host for each unit of a province that has none yet or keeps its own, and the collisions met."""

    domain: str
    hosts: dict[int, str]
    collisions: list[Collision]


def _joined(first: str, second: str) -> str:
    return f"{first[: MAX_LABEL - 1 - min(len(second), 30)]}-{second[:30]}".strip("-")


def plan_labels(claims: Iterable[Claim], taken: Collection[str] = ()) -> LabelPlan:
    """Give each claim a label of its own; the same claims in any order get the same labels.

    `taken` are labels already spoken for; reserved ones always are. Raises `ValueError` when two claims
    agree in everything, so that no rule can tell them apart.
    """
    used = set(taken) | RESERVED_LABELS
    labels: dict[int, str] = {}
    collisions: list[Collision] = []
    waiting = {claim.unit_id: (claim, claim.forms()) for claim in claims}
    position = 0
    while waiting:
        wanted: dict[str, list[Claim]] = defaultdict(list)
        for claim, forms in waiting.values():
            if position >= len(forms):
                raise ValueError(f"no host label is left for {claim}")
            wanted[forms[position]].append(claim)
        for label, rivals in sorted(wanted.items()):
            winner = None if label in used else _winner(rivals)
            if winner:
                labels[winner.unit_id] = label
                used.add(label)
                del waiting[winner.unit_id]
            others = tuple(sorted(claim.unit_id for claim in rivals if claim is not winner))
            if others:
                collisions.append(Collision(label, winner.unit_id if winner else None, others))
                # Lost for good: a unit met later in the same round must not get what several claimed.
                used.add(label)
        position += 1
    return LabelPlan(labels, collisions)


def _winner(rivals: list[Claim]) -> Claim | None:
    top = min(claim.rank for claim in rivals)
    highest = [claim for claim in rivals if claim.rank == top]
    return highest[0] if len(highest) == 1 else None


def province_domain(province: UnitVersion, day: date | None = None) -> str:
    """The domain a province sits at and its units stand under.

    What the province speaks from already; else the first of PORTAL_DOMAINS when it is the only province, else
    the one of them that begins with its label, else its label under the last of them.
    """
    current = HostName.objects.on(day).filter(unit=province.unit_id, role=HostRole.PRIMARY).first()
    if current and province.unit_id:
        return current.host
    others = UnitVersion.objects.on(day).filter(tier__code="province").exclude(pk=province.pk)
    if not others.exists():
        return settings.PORTAL_DOMAINS[0]
    label = PROVINCE_LABELS.get(text.fold(province.name)) or text.host_label(province.name)
    named = (domain for domain in settings.PORTAL_DOMAINS if domain.startswith(f"{label}."))
    return next(named, f"{label}.{settings.PORTAL_DOMAINS[-1]}")


def province_of(version: UnitVersion, day: date | None = None) -> UnitVersion | None:
    """The province that a version stands in on a day, itself included; None above the provinces."""
    current: UnitVersion | None = version
    while current is not None and current.tier.code != "province":
        above = UnitVersion.objects.on(day).select_related("tier", "unit_type")
        current = above.filter(unit=current.parent_id).first() if current.parent_id else None
    return current


def units_below(unit: Unit | int, day: date | None = None) -> list[UnitVersion]:
    """All versions in force on a day below a unit, tier by tier; one query a tier."""
    found: list[UnitVersion] = []
    level = [unit if isinstance(unit, int) else unit.pk]
    while level:
        below = list(
            UnitVersion.objects.on(day)
            .filter(parent__in=level)
            .select_related("tier", "unit_type", "unit")
            .order_by("tier__rank", "name_key", "pk")
        )
        found += below
        level = [version.unit_id for version in below]
    return found


def plan_hosts(province: UnitVersion, day: date | None = None, planned: UnitVersion | None = None) -> HostPlan:
    """The host of every unit of a province on a day: its own where it has one, else by the rule.

    `planned` is a version not saved yet, whose host is found under the unit id 0. Hosts of units outside the
    province and hosts promised from a later day on count as taken. Costs a handful of queries whatever the number
    of units.
    """
    domain = province_domain(province, day)
    below = units_below(province.unit_id, day)
    names = {version.unit_id: version.name for version in below} | {province.unit_id: province.name}
    own = set(names)
    known: dict[int, str] = {}
    taken: set[str] = set()
    spoken_for = HostName.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day or today()))
    for row in spoken_for.filter(Q(host__endswith=f".{domain}") | Q(unit__in=own)):
        if row.role == HostRole.PRIMARY and row.unit_id in own and row.is_valid_on(day):
            known[row.unit_id] = row.host
        else:
            taken.add(row.host.removesuffix(f".{domain}"))
    # Units that have a host keep it, and still count as rivals: otherwise the second of two namesakes would
    # get the short label whenever the first one was there before it.
    claims = [claim_of(version, names) for version in below]
    if planned is not None:
        claims.append(replace(claim_of(planned, names), unit_id=0))
    while True:
        plan = plan_labels(claims, taken)
        kept = {host.removesuffix(f".{domain}") for unit, host in known.items() if host != _host(plan, unit, domain)}
        if kept <= taken:
            break
        taken |= kept
    hosts = {unit_id: f"{label}.{domain}" for unit_id, label in plan.labels.items()}
    return HostPlan(domain, {province.unit_id: domain} | hosts | known, plan.collisions)


def _host(plan: LabelPlan, unit_id: int, domain: str) -> str:
    label = plan.labels.get(unit_id)
    return f"{label}.{domain}" if label else domain


def claim_of(version: UnitVersion, names: dict[int, str]) -> Claim:
    """The claim of a version; `names` tells the parents' names by unit."""
    return Claim(
        unit_id=version.unit_id,
        rank=version.tier.rank,
        tier=version.tier.code,
        type_name=version.unit_type.name,
        name=version.name,
        parent_name=names.get(version.parent_id or 0, ""),
        code=version.code,
    )


def default_host(version: UnitVersion, day: date | None = None) -> str:
    """The host a unit should speak from by the rule, or the one it has."""
    province = province_of(version, day)
    if province is not None:
        return plan_hosts(province, day).hosts[version.unit_id]
    current = HostName.objects.on(day).filter(unit=version.unit_id, role=HostRole.PRIMARY).first()
    return current.host if current else f"{text.host_label(version.name)}.{settings.PORTAL_DOMAINS[-1]}"


def suggested_host(planned: UnitVersion) -> str:
    """The host a version that is not saved yet would get by the rule."""
    province = province_of(planned, planned.valid_from)
    if province is planned:
        return province_domain(planned, planned.valid_from)
    if province is not None:
        return plan_hosts(province, planned.valid_from, planned).hosts[0]
    return f"{text.host_label(planned.name)}.{settings.PORTAL_DOMAINS[-1]}"
