"""The files of the library, in pieces as players ask for them, and the loudspeaker's programmes as a podcast."""

import mimetypes
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.contrib.syndication.views import Feed
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sites.documents.services.serving import closed_units
from sites.units import hosts
from sites.units.chrome import chrome
from sites.units.contents import shown_here

from .enums import MediaKind
from .models import MediaItem
from .sections import SECTIONS
from .showing import length

CHUNK = 64 * 1024
SHOWN = 100
# Kept by browsers; a file that is replaced has another name in the library and the same address here.
SECONDS_KEPT = 600
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_TYPES = {"m4a": "audio/mp4", "mp3": "audio/mpeg", "mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt"}


def _find(request: HttpRequest, slug: str) -> MediaItem:
    rows = shown_here(request, MediaItem, closed_units()).select_related("file__collection", "captions__collection")
    found = rows.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _open_to_all(document: Any) -> Any:
    """The document, if its collection is open; raises `Http404` for one that was closed since."""
    if document is None or document.collection.get_view_restrictions().exists():
        raise Http404
    return document


@require_safe
def content(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The file of an item; a part of it where a player asks for one (RFC 9110, one range)."""
    item = _find(request, slug)
    document = _open_to_all(item.file)
    if item.extension != ending:
        raise Http404
    return in_ranges(request, document.file, _TYPES.get(ending, "application/octet-stream"))


@require_safe
def captions(request: HttpRequest, slug: str) -> HttpResponse:
    """The captions of a film."""
    document = _open_to_all(_find(request, slug).captions)
    return FileResponse(document.file.open("rb"), content_type="text/vtt; charset=utf-8")


def in_ranges(request: HttpRequest, file: Any, kind: str) -> HttpResponse:
    """A stored file, whole (200), in part (206), or with a word that there is no such part (416)."""
    size = file.size
    part = _asked(request.headers.get("Range", ""), size)
    if part is None:
        response: Any = FileResponse(file.open("rb"), content_type=kind)
        response["Content-Length"] = str(size)
    elif part[0] > part[1]:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        first, last = part
        response = StreamingHttpResponse(_pieces(file.open("rb"), first, last), status=206, content_type=kind)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that are asked for; None for the whole, a last before a first for what is not there."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        return None
    if not match[1]:
        return max(0, size - int(match[2])), size - 1
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    return (first, last) if first < size and first <= last else (1, 0)


def _pieces(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


# --- The podcast ----------------------------------------------------------------------------------


class _PodcastFeed(Rss201rev2Feed):
    """RSS with what players of podcasts look for."""

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {"xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd"}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("itunes:author", self.feed["author_name"] or "")
        handler.addQuickElement("itunes:explicit", "false")
        handler.startElement("itunes:category", {"text": "Government"})
        handler.endElement("itunes:category")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["duration"]:
            handler.addQuickElement("itunes:duration", item["duration"])


class Podcast(Feed):
    """The loudspeaker's programmes of a unit, the newest first."""

    feed_type = _PodcastFeed

    def get_object(self, request: HttpRequest) -> dict[str, Any]:
        rows = shown_here(request, MediaItem, closed_units()).filter(kind=MediaKind.LOUDSPEAKER, file__isnull=False)
        return {
            "root": hosts.root_url(request.unit_host.primary_host),
            "name": chrome(request)["chrome"].name,
            "items": list(rows.select_related("file").order_by("-dated", "-pk")[:SHOWN]),
        }

    def title(self, found: dict[str, Any]) -> str:
        return _("Truyền thanh – %(name)s") % {"name": found["name"]}

    def description(self, found: dict[str, Any]) -> str:
        return _("Các chương trình truyền thanh đã phát, kèm lời.")

    def author_name(self, found: dict[str, Any]) -> str:
        return found["name"]

    def link(self, found: dict[str, Any]) -> str:
        return f"{found['root']}{SECTIONS['thu-vien'].url}?loai={MediaKind.LOUDSPEAKER}"

    def items(self, found: dict[str, Any]) -> list[tuple[str, MediaItem]]:
        return [(found["root"], item) for item in found["items"]]

    def item_title(self, pair: tuple[str, MediaItem]) -> str:
        return pair[1].title

    def item_description(self, pair: tuple[str, MediaItem]) -> str:
        return pair[1].summary or pair[1].transcript[:1000]

    def item_link(self, pair: tuple[str, MediaItem]) -> str:
        return pair[0] + SECTIONS["thu-vien"].address(pair[1])

    def item_pubdate(self, pair: tuple[str, MediaItem]) -> Any:
        return pair[1].first_published_at

    def item_enclosures(self, pair: tuple[str, MediaItem]) -> list[Enclosure]:
        root, item = pair
        url = root + reverse("publicinfo:media", args=[item.slug, item.extension])
        kind = _TYPES.get(item.extension) or mimetypes.guess_type(url)[0] or "application/octet-stream"
        return [Enclosure(url, str(item.file.get_file_size() or 0), kind)]

    def item_extra_kwargs(self, pair: tuple[str, MediaItem]) -> dict[str, str]:
        return {"duration": length(pair[1].seconds)}


podcast = require_safe(Podcast())
