"""Everything a unit needs on the web, for one unit or for all of a province."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from wagtail.models import Locale

from ..models import Unit, UnitVersion
from ..naming import Collision, default_host, plan_hosts, units_below
from ..steps import Provisioning, run_steps

logger = logging.getLogger(__name__)
# Any number that no other advisory lock of the project uses.
_PROVISIONING_LOCK = 7_301


@transaction.atomic
def provision_unit(unit: Unit, *, host: str, languages: Iterable[str] = ("vi",)) -> Provisioning:
    """Make everything a unit needs on the web, or complete what is missing; all of it or nothing.

    `host` is the full host name the unit is to speak from; `languages` are language codes, the first being
    the unit's main one; those that its tier always has come on top. Run twice, nothing changes. Raises
    `ValueError` when the unit has no version today, `django.core.exceptions.ValidationError` when the host
    belongs to another unit.
    """
    # One run at a time, whatever the unit: all of them hang homes under the same folders and collections
    # under the same root, where two would claim one place in the tree.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PROVISIONING_LOCK])
    # What another run made since the caller read the unit must be seen, or it would be made twice.
    unit.refresh_from_db(fields=["site", "collection"])
    version = unit.version_on()
    if version is None:
        raise ValueError(f"unit {unit.uuid} is not in force today and gets no site")
    by_code = {locale.language_code: locale for locale in Locale.objects.all()}
    locales = []
    for code in dict.fromkeys([*languages, *version.tier.languages.split()]):
        if code not in by_code:
            by_code[code] = Locale.objects.create(language_code=code)
        locales.append(by_code[code])
    context = Provisioning(unit=unit, version=version, locales=locales, host=host)
    run_steps(context)
    if context.changes:
        logger.info("unit provisioned", extra={"unit": str(unit.uuid), "made": len(context.changes)})
    return context


@dataclass
class ProvisionReport:
    """What a run over many units did: how many were made or completed, which failed, where labels met."""

    made: int = 0
    unchanged: int = 0
    failed: list[tuple[UnitVersion, str]] = field(default_factory=list)
    collisions: list[tuple[str, Collision]] = field(default_factory=list)


def provision_units(
    versions: Iterable[UnitVersion],
    *,
    languages: Mapping[int, Iterable[str]] | None = None,
    hosts: Mapping[int, str] | None = None,
    default_languages: Iterable[str] = ("vi",),
    progress: Callable[[int], None] = lambda _done: None,
) -> ProvisionReport:
    """Provision many units, each in a transaction of its own; run again, it goes on where it stopped.

    `languages` and `hosts` say by unit id what differs from `default_languages` and from the host rule. A
    unit that cannot be provisioned is reported and does not stop the others.
    """
    report = ProvisionReport()
    versions = list(versions)
    planned = _planned_hosts(versions, report) | dict(hosts or {})
    for version in versions:
        wanted = (languages or {}).get(version.unit_id) or default_languages
        host = planned.get(version.unit_id) or default_host(version)
        try:
            context = provision_unit(version.unit, host=host, languages=wanted)
        except ValidationError as error:
            report.failed.append((version, " ".join(error.messages)))
        else:
            report.made += bool(context.changes)
            report.unchanged += not context.changes
        progress(1)
    return report


def _planned_hosts(versions: list[UnitVersion], report: ProvisionReport) -> dict[int, str]:
    """The host of each unit by the rule; one plan a province, made before anything is provisioned."""
    wanted = {version.unit_id for version in versions}
    planned: dict[int, str] = {}
    provinces = UnitVersion.objects.on().filter(tier__code="province").select_related("tier", "unit_type")
    for province in provinces:
        inside = {province.unit_id, *(version.unit_id for version in units_below(province.unit_id))}
        if not inside & wanted:
            continue
        plan = plan_hosts(province)
        planned |= plan.hosts
        report.collisions += [(plan.domain, collision) for collision in plan.collisions]
    return planned


def units_in_force(*, province: str = "", tiers: Iterable[str] = (), day: date | None = None) -> list[UnitVersion]:
    """Versions in force, higher tiers first: of one province with what is above it, or of the whole country.

    Raises `ValueError` when no province of that code is in force.
    """
    found = (
        UnitVersion.objects.on(day).select_related("tier", "unit_type", "unit").order_by("tier__rank", "name_key", "pk")
    )
    if province:
        top = found.filter(tier__code="province", code=province).first()
        if top is None:
            raise ValueError(province)
        ids = {top.unit_id, top.parent_id, *(version.unit_id for version in units_below(top.unit_id, day))}
        found = found.filter(unit__in=ids)
    if tiers:
        found = found.filter(tier__code__in=list(tiers))
    return list(found)
