"""Which unit a host speaks for today, and the address of a unit's site."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from .enums import HostRole
from .models import HostName, Unit

CACHE_SECONDS = 300


@dataclass(frozen=True)
class ResolvedHost:
    """What is known about a host: its unit, that unit's site, and where the reader should be."""

    unit_id: int
    site_id: int | None
    role: str
    primary_host: str


def resolve(host: str) -> ResolvedHost | None:
    """The unit that `host` (lower case, no port) speaks for today, or None."""
    key = f"host:{host}"
    found = cache.get(key)
    if found is None:
        row = HostName.objects.on().filter(host=host).select_related("unit").first()
        if row is None:
            return None
        primary = HostName.objects.on().filter(unit=row.unit, role=HostRole.PRIMARY).first()
        found = (row.unit_id, row.unit.site_id, row.role, primary.host if primary else row.host)
        cache.set(key, found, CACHE_SECONDS)
    return ResolvedHost(*found)


def forget(host: str) -> None:
    cache.delete(f"host:{host}")


def root_url(host: str) -> str:
    """`https://host`, with the port only where it is not the scheme's own."""
    standard = {"https": 443, "http": 80}[settings.PUBLIC_SCHEME]
    port = "" if standard == settings.PUBLIC_PORT else f":{settings.PUBLIC_PORT}"
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"


def unit_url(unit: Unit) -> str:
    """The address of a unit's site, or an empty string while it has none."""
    host = unit.hosts.on().filter(role=HostRole.PRIMARY).values_list("host", flat=True).first()
    return root_url(host) if host else ""
