"""What readers, and other units' people, get from the public hosts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from .addresses import Pattern, address, all_patterns
from .arguments import NoArgumentsKnown, arguments_for
from .estate import Estate
from .markers import NEEDLE
from .probe import Visitor, leaked
from .world import World


def host_of(estate: Estate) -> str:
    return estate.unit.hosts.first().host


def addresses_of(estate: Estate) -> Iterator[str]:
    """Where a unit's pages and files would stand if everybody could read them."""
    for page in estate.things["page"]:
        yield urlsplit(page.full_url or "").path or f"/{page.slug}/"
    for document in estate.things["document"]:
        yield urlsplit(document.url).path
    for name in stored_names(estate):
        for way in ("", "/", "./", "images/../", "images/%2e%2e/", "images/..%2f", "images/x/..%2f../"):
            yield f"{settings.MEDIA_URL}{way}{name}"


def stored_names(estate: Estate) -> list[str]:
    kinds = ("image", "document", "uploaded_image", "uploaded_document")
    return [thing.file.name for kind in kinds for thing in estate.things[kind]]


@contextmanager
def on_disk(estate: Estate) -> Iterator[list[str]]:
    """A unit's files and a rendition, where a web server or Django's own view would look for them.

    The scanner's storage is in memory, so without this there would be nothing to hand out. Yields the addresses
    of the renditions, which everybody may have.
    """
    renditions = [thing.file for thing in estate.things["rendition"]]
    files = [thing.file for kind in ("image", "document") for thing in estate.things[kind]] + renditions
    written = []
    try:
        for file in files:
            path = Path(settings.MEDIA_ROOT) / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with file.storage.open(file.name) as source:
                path.write_bytes(source.read())
            written.append(path)
        yield [f"{settings.MEDIA_URL}{file.name}" for file in renditions]
    finally:
        for path in written:
            path.unlink(missing_ok=True)


def public_patterns() -> list[Pattern]:
    return [pattern for pattern in all_patterns() if not pattern.is_admin and pattern.name != "wagtail_serve"]


def public_findings(world: World) -> tuple[int, list[str]]:
    """(how many requests, what should not have shown) on the own and the neighbour's host."""
    foreign, own = world.neighbour, world.own
    paths = list(addresses_of(foreign))
    for pattern in public_patterns():
        try:
            choices = arguments_for(pattern, foreign)
        except NoArgumentsKnown:
            choices = []
        for arguments in choices:
            path = address(pattern, arguments)
            if path is not None:
                paths += [path, f"{path}?q={NEEDLE}", f"{path}?site={foreign.unit.site_id}"]
    found, requests = [], 0
    with on_disk(foreign) as renditions:
        for host in (host_of(own), host_of(foreign), settings.ADMIN_HOST):
            for person in (None, own.people["editor"]):
                visitor = Visitor(person, host)
                for path in paths:
                    requests += 1
                    answer = visitor.ask("GET", path)
                    for what in leaked(world.markers, answer, world.foreign, public_may_show=True):
                        found.append(f"{host}{path} as {person or 'nobody'} → {answer.status}: {what}")
        # What is on the disk would have been found, had it been handed out.
        for path in renditions:
            answer = Visitor(None, host_of(foreign)).ask("GET", path)
            if foreign.key not in answer.colours:
                found.append(f"{path} is a public picture and was not handed out: {answer.status}")
    return requests, found
