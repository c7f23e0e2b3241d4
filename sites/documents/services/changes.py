"""What follows when documents change: kept pages expire, and whoever keeps something of documents is told."""

from collections.abc import Iterable

from django.dispatch import Signal

from portal.core import page_cache
from sites.units import tree
from sites.units.models import Unit

from ..models import OfficialDocument

# Sent in the transaction of the change with `keys`, the primary keys of documents that readers now see otherwise.
content_changed = Signal()

# Every page at an address of documents depends on this version, on whatever site.
PAGES = "documents"


def documents_changed(keys: Iterable[int], unit_ids: Iterable[int] = ()) -> None:
    """Expire what is kept of documents after the commit, and tell whoever listens, once for all of them.

    Fronts and sections show documents of their unit and of those below it, so the sites of the units above expire
    as well. `unit_ids` names the units of documents that are no more.
    """
    keys = list(keys)
    if not keys:
        return
    owners = set(OfficialDocument.objects.filter(pk__in=keys).order_by().values_list("unit_id", flat=True).distinct())
    chain = {link.unit_id for unit_id in owners | set(unit_ids) for link in tree.place(Unit(pk=unit_id))}
    sites = Unit.objects.filter(pk__in=chain, site__isnull=False).values_list("site_id", flat=True)
    page_cache.expire(PAGES, *(page_cache.site(site_id) for site_id in sites))
    content_changed.send(sender=OfficialDocument, keys=keys)
