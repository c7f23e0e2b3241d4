"""Which unit a host speaks for today, and the address of a unit's site."""

from dataclasses import dataclass

from django.conf import settings

from portal.core import page_cache

from .audiences import audience_keys
from .enums import HostRole
from .models import HostName, Unit

CACHE_SECONDS = 3600


@dataclass(frozen=True)
class ResolvedHost:
    """What is known about a host: its unit, that unit's site and languages, and where the reader should be.

    `audience_keys` are those of what is sent to the unit today (`sites.units.audiences`).
    """

    unit_id: int
    unit_uuid: str
    site_id: int | None
    role: str
    primary_host: str
    languages: tuple[str, ...]
    audience_keys: tuple[str, ...] = ()


def resolve(host: str) -> ResolvedHost | None:
    """The unit that `host` (lower case, no port) speaks for today, or None.

    Runs no query while the answer is remembered; hosts that speak for nobody are not remembered, since there
    is no end of them.
    """
    found = page_cache.remember(f"host:{host}", lambda: _find(host), CACHE_SECONDS)
    return ResolvedHost(*found) if found else None


def _find(host: str) -> tuple | None:
    row = HostName.objects.on().filter(host=host).select_related("unit").first()
    if row is None:
        return None
    unit = row.unit
    primary = primary_host(unit)
    languages = unit.homes.filter(page__live=True).order_by("pk").values_list("locale__language_code", flat=True)
    keys = audience_keys(unit)
    return (unit.pk, str(unit.uuid), unit.site_id, row.role, primary or row.host, tuple(languages), keys)


def primary_host(unit: Unit) -> str:
    """The host a unit's site is at today, or an empty string while it has none."""
    return unit.hosts.on().filter(role=HostRole.PRIMARY).values_list("host", flat=True).first() or ""


def province_host() -> str:
    """The primary host of the province, or an empty string before it is set up."""
    rows = HostName.objects.on().filter(role=HostRole.PRIMARY)
    units = Unit.objects.filter(versions__tier__code="province")
    return rows.filter(unit__in=units).order_by("unit_id").values_list("host", flat=True).first() or ""


def root_url(host: str) -> str:
    """`https://host`, with the port only where it is not the scheme's own."""
    standard = {"https": 443, "http": 80}[settings.PUBLIC_SCHEME]
    port = "" if standard == settings.PUBLIC_PORT else f":{settings.PUBLIC_PORT}"
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"


def unit_url(unit: Unit) -> str:
    """The address of a unit's site, or an empty string while it has none."""
    host = primary_host(unit)
    return root_url(host) if host else ""
