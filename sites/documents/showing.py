"""Everything the page of one document shows: its facts, its relations through time, its text, how to cite it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import text
from portal.media import bodies
from sites.units import hosts
from sites.units.chrome import chrome
from sites.units.languages import LANGUAGE_CODE, only_in

from . import presenting
from .enums import Effect, RelationKind, Urgency
from .metadata import citation, dublin_core, legislation
from .models import Attachment, FileText, OfficialDocument
from .services.relations import Related, in_force_instead, related

# Of a text taken out of a file; a longer one is in the file itself.
LONGEST_TEXT = 300_000
# What the words of an anchor may take.
ANCHOR_LENGTH = 60

_HEADING = re.compile(r"<(h[23])(?P<attributes>\s[^>]*)?>(?P<inner>.*?)</\1>", re.S)
# How legal texts are divided; each begins a line of its own.
_DIVISION = re.compile(r"(?:(?P<part>Phần|Chương|Phụ lục)|(?P<article>Mục|Điều))\s+[\dIVXLCA-Z]+\b", re.I)


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents; level 2 or 3."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True)
class FullText:
    """The text with anchors at its headings; `from_file` names the file that it was taken out of, `stored` its key."""

    html: SafeString
    contents: list[Heading]
    from_file: str = ""
    stored: int | None = None
    is_cut: bool = False


@dataclass(frozen=True)
class Event:
    """A document in the line of time, or this one itself (`is_this`)."""

    day: date | None
    label: str
    heading: str
    title: str
    language: str
    url: str
    effect: str
    effect_label: str
    partly: bool
    provisions: str
    from_date: date | None
    to_date: date | None
    is_this: bool = False


@dataclass(frozen=True)
class Banner:
    """What stands above a document that no longer holds, or not wholly, or not yet."""

    sentence: str
    ended_by: list[Event]
    instead: list[Event]


# --- Text -----------------------------------------------------------------------------------------


def with_anchors(html: str) -> tuple[SafeString, list[Heading]]:
    """The text with an anchor at each heading, and its table of contents."""
    contents: list[Heading] = []
    taken: set[str] = set()

    def mark(match: re.Match[str]) -> str:
        title = text.normalise(unescape(strip_tags(match["inner"])))
        if not title:
            return match[0]
        anchor = _free_anchor(title, taken)
        contents.append(Heading(int(match[1][1]), title, anchor))
        return f'<{match[1]}{match["attributes"] or ""} id="{anchor}">{match["inner"]}</{match[1]}>'

    return mark_safe(_HEADING.sub(mark, html)), contents


def _free_anchor(title: str, taken: set[str]) -> str:
    base = "muc-" + (text.slugify(title, ANCHOR_LENGTH) or str(len(taken) + 1))
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


def from_plain_text(plain: str) -> str:
    """Paragraphs and headings of a plain text: what begins like a division of a legal text is a heading."""
    parts = []
    for line in plain.splitlines():
        line = text.normalise(line)
        if not line:
            continue
        division = _DIVISION.match(line)
        # "Điều 5 của Luật này" in the midst of a sentence begins no article.
        is_heading = bool(division) and len(line) <= 200 and line[:1].isupper()
        tag = "p" if not is_heading else ("h2" if division["part"] else "h3")
        parts.append(f"<{tag}>{escape(line)}</{tag}>")
    return "\n".join(parts)


def file_texts(document: OfficialDocument) -> list[tuple[Attachment, str]]:
    """The files of a document that have a text, in their order, with it."""
    attached = list(document.attachments.all())
    keys = [one.stored_id for one in attached]
    texts = dict(FileText.objects.filter(file__in=keys).values_list("file_id", "text")) if keys else {}
    return [(one, texts[one.stored_id]) for one in attached if texts.get(one.stored_id, "").strip()]


def full_text(
    document: OfficialDocument,
    request: HttpRequest | None,
    files: Sequence[tuple[Attachment, str]] | None = None,
    *,
    for_print: bool = False,
) -> FullText | None:
    """The text of a document: as written into its page, else as taken out of the first file that has any.

    `files` are its `file_texts`, where the caller has them already.
    """
    if len(document.body):
        html, contents = with_anchors(str(bodies.prepare(document.body, request, for_print=for_print)))
        return FullText(html, contents)
    for source, plain in file_texts(document) if files is None else files:
        html, contents = with_anchors(from_plain_text(plain[:LONGEST_TEXT]))
        return FullText(html, contents, str(source), source.stored_id, is_cut=len(plain) > LONGEST_TEXT)
    return None


# --- Relations ------------------------------------------------------------------------------------


class _Addresses:
    """The addresses of other documents, whose units' sites are looked up together."""

    def __init__(self, documents: Iterable[OfficialDocument], own: int) -> None:
        documents = list(documents)
        self.own = own
        self.places = presenting.places({document.unit_id for document in documents} - {own})

    def url(self, document: OfficialDocument) -> str:
        if document.unit_id == self.own:
            return presenting.document_path(document)
        root = self.places[document.unit_id].root
        return root + presenting.document_path(document) if root else ""


def _event(document: OfficialDocument, addresses: _Addresses, line: Related | None = None, **more: Any) -> Event:
    worded = document.text_in()
    return Event(
        day=document.issued_on,
        label=line.label if line else "",
        heading=document.heading,
        title=worded.title,
        language=worded.language,
        url=addresses.url(document),
        effect=document.effect,
        effect_label=str(Effect(document.effect).label),
        partly=line.partly if line else False,
        provisions=line.provisions if line else "",
        from_date=line.from_date if line and not line.outgoing else None,
        to_date=line.to_date if line else None,
        **more,
    )


def _events(document: OfficialDocument, lines: list[Related], addresses: _Addresses) -> list[Event]:
    """This document among those it has to do with, the oldest first; what is not here comes before them."""
    events = [
        _event(line.document, addresses, line)
        if line.document
        else Event(None, line.label, line.symbol, "", "", "", "", "", line.partly, line.provisions, None, line.to_date)
        for line in lines
    ]
    events.append(_event(document, addresses, is_this=True))
    return sorted(events, key=lambda event: (event.day is not None, event.day or date.min, not event.is_this))


def _banner(
    document: OfficialDocument, lines: list[Related], instead: list[OfficialDocument], addresses: _Addresses
) -> Banner | None:
    acting = [line for line in lines if not line.outgoing and line.document]
    endings = [line for line in acting if line.kind in (RelationKind.REPLACES, RelationKind.REPEALS)]
    if document.effect == Effect.EXPIRED:
        sentence = _("Văn bản này đã hết hiệu lực.")
        ended_by = [line for line in endings if not line.partly]
        days = [line.from_date for line in ended_by if line.from_date]
        days += [document.expires_on] if document.expires_on else []
        if days:
            sentence = _("Văn bản này đã hết hiệu lực từ ngày %(day)s.") % {"day": _day(min(days))}
    elif document.effect == Effect.PARTLY:
        sentence = _("Một phần của văn bản này không còn hiệu lực.")
        ended_by = [line for line in acting if line in endings or line.kind == RelationKind.AMENDS]
    elif document.effect == Effect.SUSPENDED:
        sentence = _("Văn bản này đang bị ngưng hiệu lực.")
        ended_by = [line for line in acting if line.kind == RelationKind.SUSPENDS]
    elif document.effect == Effect.NOT_YET:
        sentence = _("Văn bản này có hiệu lực từ ngày %(day)s.") % {"day": _day(document.in_force_from)}
        ended_by = []
    else:
        return None
    return Banner(
        sentence,
        [_event(line.document, addresses, line) for line in ended_by if line.document],
        [_event(newer, addresses) for newer in instead],
    )


def _day(day: date) -> str:
    return date_format(day, "d/m/Y")


# --- Facts ----------------------------------------------------------------------------------------


def facts(document: OfficialDocument) -> Iterator[tuple[str, str]]:
    """What is known of a document, by name; what is not known is left out."""
    yield _("Số, ký hiệu"), document.symbol
    yield _("Loại văn bản"), str(document.type or "")
    yield _("Cơ quan ban hành"), document.issuer_name
    yield _("Ngày ban hành"), _day(document.issued_on)
    yield _("Ngày có hiệu lực"), _day(document.in_force_from)
    yield _("Ngày hết hiệu lực"), _day(document.expires_on) if document.expires_on else ""
    signer = ", ".join(filter(None, [document.signer, document.signer_title]))
    yield _("Người ký"), signer
    yield _("Lĩnh vực"), str(document.field or "")
    gazette = document.gazette_number
    if gazette and document.gazette_date:
        gazette = _("%(number)s, ngày %(day)s") % {"number": gazette, "day": _day(document.gazette_date)}
    yield _("Số Công báo"), gazette
    urgency = "" if document.urgency == Urgency.NORMAL else str(Urgency(document.urgency).label)
    yield _("Độ khẩn"), urgency
    # The lines mostly have signs of their own.
    recipients = (line.strip(" ;.-–") for line in document.recipients.splitlines())
    yield _("Nơi nhận"), "; ".join(filter(None, recipients))


# --- The page -------------------------------------------------------------------------------------


def _publisher(document: OfficialDocument, request: HttpRequest) -> presenting.Place:
    """Whose document it is; on the site of its unit that is known, in a preview it is looked up."""
    found = getattr(request, "unit_host", None)
    if found and found.unit_id == document.unit_id:
        return presenting.Place(chrome(request)["chrome"].name, hosts.root_url(found.primary_host))
    return presenting.places([document.unit_id])[document.unit_id]


def _instead(document: OfficialDocument, lines: list[Related]) -> list[OfficialDocument]:
    """What is in force in place of this one: what replaced it, or else the end of a longer chain."""
    if document.effect != Effect.EXPIRED:
        return []
    replaced = [
        line.document
        for line in lines
        if line.document and not line.outgoing and line.kind == RelationKind.REPLACES and not line.partly
    ]
    if all(newer.effect != Effect.EXPIRED for newer in replaced):
        return replaced
    return in_force_instead(document)


def _tag_names(document: OfficialDocument) -> list[str]:
    """The names of the tags in Vietnamese order; a document read for its page has them already."""
    known = document.__dict__.get("tag_names")
    return sorted([tag.name for tag in document.tags.all()] if known is None else known, key=text.sort_key)


def context(
    document: OfficialDocument, request: HttpRequest, closed: list[int] | None = None, *, for_print: bool = False
) -> dict[str, Any]:
    """What the templates of a document take; a fixed number of queries whatever it is related to."""
    publisher = _publisher(document, request)
    shown = document.text_in()
    # Without a translation the page in another language is the same page, and has the one address.
    with translation.override(LANGUAGE_CODE if shown is document else get_language()):
        url = publisher.root + presenting.document_path(document)
    if not document.is_translated:
        only_in(request, document.language)
    lines = related(document, closed)
    instead = _instead(document, lines)
    tag_names = _tag_names(document)
    addresses = _Addresses([*(line.document for line in lines if line.document), *instead], document.unit_id)
    return {
        "document": document,
        "title": shown.title,
        "abstract": shown.abstract if text.fold(shown.abstract) != text.fold(shown.title) else "",
        "shown_language": shown.language,
        "effect_label": Effect(document.effect).label,
        "facts": [fact for fact in facts(document) if fact[1]],
        "banner": _banner(document, lines, instead, addresses),
        "events": _events(document, lines, addresses) if lines else [],
        "text": full_text(document, request, for_print=for_print),
        "attachments": list(document.attachments.all()),
        "tag_names": tag_names,
        "citation": citation(document, url),
        "dublin_core": dublin_core(document, url, publisher.name, tag_names),
        "legislation": legislation(document, url, publisher.name, lines),
        "canonical_url": url,
    }
