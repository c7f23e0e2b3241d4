"""Documents, filters and numbers as a reader sees them: names instead of keys, addresses, sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sites.units import hosts
from sites.units.enums import HostRole
from sites.units.models import HostName, UnitVersion

from . import asking
from .enums import Effect
from .models import IssuingBody, OfficialDocument
from .services.facets import EXACT, Summary, Total
from .services.listing import Row
from .services.places import names
from .services.serving import public_documents

FACET_NAMES = {
    "type": gettext_lazy("Loại văn bản"),
    "issuer": gettext_lazy("Cơ quan ban hành"),
    "field": gettext_lazy("Lĩnh vực"),
    "year": gettext_lazy("Năm ban hành"),
    "effect": gettext_lazy("Hiệu lực"),
    "tier": gettext_lazy("Cấp"),
}
VALUES_SHOWN = 8
LISTED_FIELDS = (
    "slug",
    "symbol",
    "title",
    "issuer_name",
    "type_id",
    "issued_on",
    "effective_on",
    "effect",
    "unit_id",
    "language",
    "is_sample",
)


@dataclass(frozen=True)
class Place:
    """Whose document it is, and where its site is: empty while it has none."""

    name: str
    root: str


@dataclass(frozen=True)
class ShownDocument:
    """A document in a list. `url` is on the site of its unit; empty for a unit without a site."""

    heading: str
    title: str
    issuer: str
    issued_on: date
    effective_on: date | None
    effect: str
    effect_label: str
    unit: str
    url: str
    language: str
    is_sample: bool


@dataclass(frozen=True)
class FacetValue:
    label: str
    number: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class ShownFacet:
    """A filter with its values; `clear_url` takes the choice back, `all_url` shows what is left out."""

    name: str
    label: str
    values: list[FacetValue]
    clear_url: str
    all_url: str


def places(unit_ids: Iterable[int]) -> dict[int, Place]:
    """The names of units, today's or the last, and the addresses of their sites; two queries."""
    unit_ids = set(unit_ids)
    if not unit_ids:
        return {}
    versions = UnitVersion.objects.filter(unit__in=unit_ids).select_related("unit_type").order_by("valid_from")
    found = HostName.objects.on().filter(unit__in=unit_ids, role__in=[HostRole.PRIMARY, HostRole.ARCHIVE])
    # The primary host comes last and wins.
    roots = {
        unit_id: hosts.root_url(host)
        for unit_id, host, _role in sorted(
            found.values_list("unit_id", "host", "role"), key=lambda row: row[2] == HostRole.PRIMARY
        )
    }
    titles = {version.unit_id: str(version) for version in versions}
    return {unit_id: Place(titles.get(unit_id, ""), roots.get(unit_id, "")) for unit_id in unit_ids}


def document_path(document: OfficialDocument) -> str:
    """The address of a document on the site of its unit, without the host."""
    # One that was never saved is looked at beforehand, and has no address yet.
    return reverse("documents:document", args=[document.slug or "ban-nhap"])


def for_lists(
    documents: QuerySet[OfficialDocument], fields: Iterable[str] = LISTED_FIELDS
) -> QuerySet[OfficialDocument]:
    """Documents with no more than what lists show, in the language of the reader."""
    documents = documents.only(*fields)
    return documents if get_language() == "vi" else documents.prefetch_related("texts")


def listed(
    rows: Iterable[Row], fields: Iterable[str] = LISTED_FIELDS, closed: list[int] | None = None
) -> list[OfficialDocument]:
    """The documents of rows, in their order, with what lists show; those that nobody may read are left out."""
    keys = [row.document for row in rows]
    documents = for_lists(public_documents(closed).filter(pk__in=keys), fields)
    found = {document.pk: document for document in documents} if keys else {}
    return [found[key] for key in keys if key in found]


def shown(documents: Iterable[OfficialDocument], own: int) -> list[ShownDocument]:
    """Documents as a list shows them; those of the reader's own site (`own`) have addresses without a host."""
    documents = list(documents)
    known = places({document.unit_id for document in documents} - {own})
    types = names()["type"]
    lines = []
    for document in documents:
        elsewhere = known.get(document.unit_id)
        worded = document.text_in()
        has_site = elsewhere is None or elsewhere.root
        lines.append(
            ShownDocument(
                heading=" ".join(filter(None, [str(types.get(document.type_id) or ""), document.symbol])),
                title=worded.title,
                issuer=document.issuer_name,
                issued_on=document.issued_on,
                effective_on=document.effective_on,
                effect=document.effect,
                effect_label=str(Effect(document.effect).label),
                unit=elsewhere.name if elsewhere else "",
                url=(elsewhere.root if elsewhere else "") + document_path(document) if has_site else "",
                language=worded.language,
                is_sample=document.is_sample,
            )
        )
    return lines


def grouped(number: int) -> str:
    """A number as people write it: 10.000."""
    return f"{number:,}".replace(",", "." if get_language() == "vi" else ",")


def number_of(number: int | None) -> str:
    """A number in a filter: exact up to `EXACT`, nothing where it is not counted."""
    if number is None:
        return ""
    if number > EXACT:
        return _("hơn %(number)s") % {"number": grouped(EXACT)}
    return grouped(number)


def total_of(total: Total, on_this_page: int) -> str:
    """The sentence that says how many there are, as far as that is known."""
    number = grouped(max(total.shown, on_this_page) if total.is_least else total.shown)
    if total.is_more:
        return _("Có hơn %(number)s văn bản") % {"number": number}
    if total.is_least:
        return _("Có ít nhất %(number)s văn bản") % {"number": number}
    return _("Có %(number)s văn bản") % {"number": number}


def facets(summary: Summary, asked: asking.Asked, page_url: str) -> list[ShownFacet]:
    """The filters that offer a choice; a chosen value is always there, so that it can be taken back."""
    labels = _issuers(summary, asked)
    lines = []
    for name in FACET_NAMES:
        counted = summary.values.get(name, {})
        values = [value for value in _in_order(name, counted) if value and (name != "issuer" or value in labels)]
        chosen = asked.chosen.get(name)
        if len(values) < 2 and chosen is None:
            continue
        parameter = asking.PARAMETERS[name]
        is_open = asked.opened == parameter
        offered = values if is_open else values[:VALUES_SHOWN]
        if chosen is not None and chosen not in offered:
            offered = [chosen, *offered]
        first = asked.first_page()
        lines.append(
            ShownFacet(
                name=name,
                label=str(FACET_NAMES[name]),
                values=[
                    FacetValue(
                        label=labels.get(value, "") if name == "issuer" else asking.label_of(name, value),
                        number=number_of(
                            summary.total.number
                            if value == chosen and not summary.total.is_least
                            else counted.get(value)
                        ),
                        url=page_url
                        + asking.address(first, **{parameter: "" if value == chosen else asking.code_of(name, value)}),
                        chosen=value == chosen,
                    )
                    for value in offered
                ],
                clear_url=page_url + asking.address(first, **{parameter: ""}) if chosen is not None else "",
                all_url=(
                    page_url + asking.address(first, **{asking.OPENED: parameter})
                    if len(values) > VALUES_SHOWN and not is_open
                    else ""
                ),
            )
        )
    return lines


def _in_order(name: str, counted: dict[int, int | None]) -> list[int]:
    """The values as they are offered: years from the newest, effects and tiers as law orders them, others by number."""
    if name == "year":
        return sorted(counted, reverse=True)
    if name == "effect":
        return sorted(counted)
    if name == "tier":
        return [key for key in names()["tier"] if key in counted]
    return sorted(counted, key=lambda value: (-(counted[value] or 0), value))


def _issuers(summary: Summary, asked: asking.Asked) -> dict[int, str]:
    """The names of the issuers that are offered."""
    counted = _in_order("issuer", dict(summary.values.get("issuer", {})))
    if asked.opened != asking.PARAMETERS["issuer"]:
        counted = counted[: VALUES_SHOWN + 1]
    keys = {value for value in counted if value} - {asked.chosen.get("issuer")}
    labels = {body.pk: str(body) for body in IssuingBody.objects.filter(pk__in=keys)} if keys else {}
    return labels | ({asked.chosen["issuer"]: asked.issuer_name} if "issuer" in asked.chosen else {})
