"""What readers, and other units' people, get from the public hosts."""

from collections.abc import Iterator
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
    for kind in ("image", "document"):
        for thing in estate.things[kind]:
            yield f"{settings.MEDIA_URL}{thing.file.name}"


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
    for host in (host_of(own), host_of(foreign), settings.ADMIN_HOST):
        for person in (None, own.people["editor"]):
            visitor = Visitor(person, host)
            for path in paths:
                requests += 1
                answer = visitor.ask("GET", path)
                for what in leaked(world.markers, answer, world.foreign, public_may_show=True):
                    if not what.startswith("the picture"):
                        found.append(f"{host}{path} as {person or 'nobody'} → {answer.status}: {what}")
    return requests, found
