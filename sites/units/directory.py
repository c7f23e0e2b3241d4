"""The public directory: finding units in force today by name, code, tier and parent, and who stands where."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from portal.core import text

from . import hosts
from .enums import HostRole
from .models import HostName, Tier, UnitVersion

PER_PAGE = 200
# A filter that offers more parents than this helps nobody; below it, each unit links to what is under it.
MAX_PARENTS = 100


@dataclass(frozen=True)
class Entry:
    """A unit in the directory; `url` is empty while it has no site."""

    version: UnitVersion
    url: str
    parent: UnitVersion | None

    @property
    def name(self) -> str:
        return str(self.version)


@dataclass(frozen=True)
class Group:
    """Units that stand together: of one tier and, where a tier has several parents, below one of them."""

    tier: Tier
    parent: UnitVersion | None
    entries: list[Entry]


class DirectoryForm(forms.Form):
    """What a reader asks the directory for; every field may stay empty."""

    q = forms.CharField(label=_("Tên hoặc mã đơn vị"), required=False, max_length=100)
    cap = forms.ChoiceField(label=_("Cấp"), required=False)
    thuoc = forms.ChoiceField(label=_("Trực thuộc"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.tiers = list(_tiers())
        self.fields["cap"].choices = [("", _("Tất cả các cấp"))] + [(tier.code, str(tier)) for tier in self.tiers]
        parents = [(str(parent.unit.uuid), str(parent)) for parent in _parents()]
        asked = self.data.get("thuoc", "")
        if asked and asked not in dict(parents):
            parents += [(str(version.unit.uuid), str(version)) for version in _with_uuid(asked)]
        self.fields["thuoc"].choices = [("", _("Tất cả"))] + parents
        self.fields["q"].widget.attrs["autocomplete"] = "off"


def _tiers() -> QuerySet[Tier]:
    """The tiers that have units today."""
    in_force = UnitVersion.objects.on().values("tier")
    return Tier.objects.filter(pk__in=in_force).order_by("rank")


def _parents() -> QuerySet[UnitVersion]:
    parents = UnitVersion.objects.on().filter(parent__isnull=False).values("parent")
    found = UnitVersion.objects.on().filter(unit__in=parents).select_related("unit", "unit_type")
    return found.order_by("tier__rank", "name_key")[:MAX_PARENTS]


def _with_uuid(value: str) -> Iterable[UnitVersion]:
    try:
        forms.UUIDField().clean(value)
    except forms.ValidationError:
        return []
    return UnitVersion.objects.on().filter(unit__uuid=value).select_related("unit", "unit_type")


def find(query: str = "", tier: str = "", parent: str = "") -> QuerySet[UnitVersion]:
    """Units in force today in the order of the directory: by tier, then parent, then name.

    Every word of `query` must begin a word of the name, with or without accents; or `query` is the beginning
    of the official code. `tier` is a tier's code, `parent` a unit's UUID.
    """
    found = UnitVersion.objects.on()
    if tier:
        found = found.filter(tier__code=tier)
    if parent:
        found = found.filter(parent__uuid=parent)
    words = text.fold(query).split()
    if words:
        named = Q()
        for word in words:
            named &= Q(folded__startswith=word) | Q(folded__contains=f" {word}")
        found = found.filter(named | Q(code__startswith=words[0]) if len(words) == 1 else named)
    elif query.strip():
        # Only signs: no name has any.
        return found.none()
    above = UnitVersion.objects.on().filter(unit=OuterRef("parent")).values("name_key")[:1]
    host = HostName.objects.on().filter(unit=OuterRef("unit"), role=HostRole.PRIMARY).values("host")[:1]
    return (
        found.select_related("tier", "unit_type", "unit")
        .annotate(host=Subquery(host), parent_key=Subquery(above))
        .order_by("tier__rank", "parent_key", "parent_id", "name_key", "pk")
    )


def page_of(found: QuerySet[UnitVersion], number: str | int) -> ListPage:
    """A page of the directory; raises `django.core.paginator.InvalidPage` where there is none."""
    return Paginator(found, PER_PAGE).page(number)


def entries(versions: Iterable[UnitVersion]) -> list[Entry]:
    """Units with their address and parent, in two queries however many there are."""
    versions = list(versions)
    above = UnitVersion.objects.on().filter(unit__in={row.parent_id for row in versions if row.parent_id})
    parents = {row.unit_id: row for row in above.select_related("unit_type", "unit")}
    return [
        Entry(row, hosts.root_url(row.host) + "/" if row.host else "", parents.get(row.parent_id)) for row in versions
    ]


def grouped(listed: Iterable[Entry]) -> list[Group]:
    """Entries, already in order, under the tier they are of and the parent they share."""
    groups: list[Group] = []
    for entry in listed:
        last = groups[-1] if groups else None
        if last and last.tier == entry.version.tier and last.parent == entry.parent:
            last.entries.append(entry)
        else:
            groups.append(Group(entry.version.tier, entry.parent, [entry]))
    return groups


def tier_counts() -> list[tuple[Tier, int]]:
    """How many units each tier has today, highest tier first; tiers without units are left out."""
    counts = dict(UnitVersion.objects.on().values_list("tier").annotate(Count("pk")).order_by())
    return [(tier, counts[tier.pk]) for tier in Tier.objects.filter(pk__in=counts).order_by("rank")]
