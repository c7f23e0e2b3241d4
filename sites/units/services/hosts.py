"""Hosts of units, and the Wagtail sites that follow them."""

import re
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core import page_cache

from ..enums import HostRole
from ..models import HostName, Unit, today
from ..naming import RESERVED_LABELS

# RFC 2606 keeps this top-level name from ever existing.
PARKED = ".invalid"
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def check_host(host: str, unit: Unit | None, valid_from: date, valid_to: date | None = None) -> None:
    """Raise `ValidationError` with the field `host` when a unit cannot speak from a host in that time.

    A host is lower-case ASCII below a domain of the installation, is not reserved, and speaks for nobody else
    at that time.
    """
    domains = [domain for domain in settings.PORTAL_DOMAINS if host == domain or host.endswith(f".{domain}")]
    if not all(_LABEL.fullmatch(label) for label in host.split(".")) or len(host) > 253:
        raise ValidationError(
            {
                "host": _("Tên miền chỉ gồm chữ thường không dấu, chữ số, dấu chấm và gạch nối: %(host)s.")
                % {"host": host}
            }
        )
    if not domains:
        names = ", ".join(settings.PORTAL_DOMAINS)
        raise ValidationError(
            {"host": _("Tên miền phải nằm dưới một trong các tên miền: %(names)s.") % {"names": names}}
        )
    label = host.removesuffix(max(domains, key=len)).rstrip(".")
    if host == settings.ADMIN_HOST or label in RESERVED_LABELS:
        raise ValidationError({"host": _("Tên miền %(host)s dành cho hệ thống.") % {"host": host}})
    overlap = HostName.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from), host=host)
    if valid_to:
        overlap = overlap.filter(valid_from__lt=valid_to)
    taken = (
        overlap.exclude(unit=unit).select_related("unit").first() if unit else overlap.select_related("unit").first()
    )
    if taken:
        raise ValidationError(
            {"host": _("Tên miền %(host)s đang thuộc %(unit)s.") % {"host": host, "unit": taken.unit}}
        )


@transaction.atomic
def add_host(
    unit: Unit,
    host: str,
    *,
    role: str = HostRole.ALIAS,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> HostName:
    """Let a unit speak from one more host; a new primary host turns the old one into an alias that day.

    Raises `ValidationError` at `host` (taken, reserved, outside the domains) or `valid_to` (not after the
    start).
    """
    host = host.strip().lower().rstrip(".")
    start = valid_from or today()
    if valid_to is not None and valid_to <= start:
        raise ValidationError({"valid_to": _("Ngày kết thúc phải sau ngày bắt đầu.")})
    Unit.objects.select_for_update().get(pk=unit.pk)
    check_host(host, unit, start, valid_to)
    own = HostName.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start), unit=unit, host=host).first()
    if own and (own.role == role or own.role == HostRole.PRIMARY):
        raise ValidationError({"host": _("Đơn vị đã có tên miền này.")})
    if own:
        _end(own, start)
    if role == HostRole.PRIMARY:
        for row in unit.hosts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=start), role=HostRole.PRIMARY):
            _end(row, start)
            HostName.objects.create(unit=unit, host=row.host, role=HostRole.ALIAS, valid_from=start)
    row = HostName(unit=unit, host=host, role=role, valid_from=start, valid_to=valid_to)
    row.full_clean()
    row.save()
    sync_sites()
    return row


@transaction.atomic
def end_host(row: HostName, on: date | None = None) -> None:
    """From a day on, a unit no longer speaks from an alias or archive host.

    Raises `ValidationError` at `host` for the primary one: a site in use must have an address.
    """
    if row.role == HostRole.PRIMARY:
        raise ValidationError({"host": _("Không thể bỏ tên miền chính; hãy thêm tên miền chính mới trước.")})
    _end(row, on or today())


def _end(row: HostName, day: date) -> None:
    # A row that would end before it began has never been true.
    if row.valid_from >= day:
        row.delete()
        return
    row.valid_to = day
    row.save(update_fields=["valid_to"])


@transaction.atomic
def sync_sites() -> int:
    """Bring host and port of every Wagtail site in line with `HostName` and `PUBLIC_PORT`.

    A site goes by its unit's primary host of today, else by an archive host; the site of a unit that has
    neither is parked under a name that no browser can reach, because Wagtail lets one site only have a host.
    One query for each of these steps whatever the number of sites; returns how many sites were wrong.
    """
    own = Site.objects.filter(unit__isnull=False)
    changed = own.exclude(port=settings.PUBLIC_PORT).update(port=settings.PUBLIC_PORT)
    roles = (HostRole.PRIMARY, HostRole.ARCHIVE)
    # "primary" comes after "archive".
    current = HostName.objects.on().filter(unit__site=OuterRef("pk"), role__in=roles).order_by("-role").values("host")
    # Parked first, so that two sites can exchange their hosts.
    parked = Concat(Value("site-"), Cast("pk", CharField()), Value(PARKED))
    wrong = own.annotate(right=Coalesce(Subquery(current[:1]), parked)).exclude(hostname=F("right"))
    moved = wrong.update(hostname=parked)
    if moved:
        waiting = own.filter(hostname__endswith=PARKED).annotate(right=Subquery(current[:1]))
        waiting.filter(right__isnull=False).update(hostname=Subquery(current[:1]))
    if changed or moved:
        # Bulk updates send no signals.
        Site.clear_site_root_paths_cache()
        page_cache.expire(page_cache.EVERYTHING)
    return changed + moved
