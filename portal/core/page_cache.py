"""Whole anonymous pages, kept until something they show has changed.

Nothing is ever looked for and deleted. A page is kept under the *versions* of what it depends on: the one of
everything, the one of its site, and those that apps add with `register_versions`. A version is a random token
in the cache; `expire` replaces it once the transaction that changed something has committed, and from that
moment no process finds the pages kept under the old one. They go by themselves when their time is over.

What holds, exactly:

- The versions are read before a page is rendered. A page that was being rendered while something changed is
  kept under the old versions, where nobody looks for it.
- A version that the cache has dropped is replaced by a new one, never by an old one.
- What shows something that begins or ends by the clock says so (`right_until`), and is kept no longer than that.
- When the cache cannot be reached at the moment of a change, a job writes the new versions as soon as it can
  (`portal.core.tasks.expire_again`). Until then, and if the process dies between the commit and the change of
  version, another process that does reach the cache may show the old page, at most `PAGE_CACHE_SECONDS` long.
"""

import gzip
import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_started
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import urlencode

EVERYTHING = "everything"
MAX_PAGE_BYTES = 2 * 1024 * 1024
MAX_QUERY_VALUE = 60
_DROPPED_HEADERS = ("Content-Length", "Set-Cookie", "Vary", "Date", "ETag", "Content-Encoding")


def site(site_id: int) -> str:
    """The name of the version that all pages of a site depend on."""
    return f"site:{site_id}"


# --- Versions ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Scope:
    """Where a request belongs: its host, and the names of the versions that every page there depends on."""

    host: str
    names: tuple[str, ...]


VersionProvider = Callable[[HttpRequest], Iterable[str]]
_providers: list[VersionProvider] = []


def register_versions(provider: VersionProvider) -> VersionProvider:
    """Register a function that names further versions the pages of a request depend on.

    It runs at every hit, so it may read what the request carries but not the database. Calling `expire` with
    one of its names makes all these pages stale, on however many sites.
    """
    if provider not in _providers:
        _providers.append(provider)
    return provider


# After so many seconds a process that computes something is taken for dead.
LONGEST_REBUILD = 10
# Whether the request that is being answered got a fact from before its last change.
_answered = threading.local()
# What this process was told last, with the stamp it was right under and until when: to fetch and unpack it at every
# request costs more than to make sure that nothing has changed.
_at_hand: dict[str, tuple[tuple[str, str], float, Any]] = {}
MOST_AT_HAND, AT_HAND_SECONDS = 20_000, 60
# What has been expired when, by thread as connections are; the order of events serves as the time.
_order = count()
_done = threading.local()


def _version_key(name: str) -> str:
    return f"version:{name}"


def versions(names: Iterable[str]) -> dict[str, str]:
    """The version of each name now, in one question to the cache."""
    keys = {name: _version_key(name) for name in names}
    found = cache.get_many(keys.values())
    missing = {key: secrets.token_hex(8) for key in keys.values() if key not in found}
    if missing:
        cache.set_many(missing, None)
        found = {**found, **missing}
    return {name: found[key] for name, key in keys.items()}


def expire(*names: str) -> None:
    """Make every page that depends on one of these names stale as soon as the transaction has committed."""
    asked_at = next(_order)

    def expire_or_leave_to_a_job() -> None:
        # A transaction that saves much asks again and again; what ran after this was asked covers it.
        done = _done.__dict__.setdefault("at", {})
        wanted = sorted(name for name in set(names) if done.get(name, -1) < asked_at)
        done.update(dict.fromkeys(wanted, next(_order)))
        if not wanted or expire_now(wanted):
            return
        # Imported late: the task module needs the registry of apps.
        from .tasks import expire_again

        until = timezone.now() + timedelta(seconds=settings.PAGE_CACHE_SECONDS)
        expire_again.enqueue(wanted, until.isoformat())

    transaction.on_commit(expire_or_leave_to_a_job, robust=True)


def expire_now(names: Iterable[str]) -> bool:
    """Replace the versions; False when the cache could not be reached."""
    return not cache.set_many({_version_key(name): secrets.token_hex(8) for name in names}, None)


def remember(key: str, compute: Callable[[], Any], seconds: int) -> Any:
    """The answer of `compute`, kept until `EVERYTHING` is expired, for a day at most; None is never kept.

    For facts that are asked at every request, such as what a host stands for. While one process computes what
    has expired, the others answer with what was kept before, and keep no page that they make of it. The same object
    is given to everybody who asks, so nobody may change it.
    """
    # Read before computing, so that an answer overtaken by a change is not kept as the new one.
    stamp = (versions([EVERYTHING])[EVERYTHING], timezone.localdate().isoformat())
    at_hand = _at_hand.get(key)
    if at_hand and at_hand[0] == stamp and at_hand[1] > time.monotonic():
        return at_hand[2]
    kept = cache.get(key)
    if kept and kept[0] == stamp:
        value = kept[1]
    elif kept and kept[0][1] == stamp[1] and not cache.add(f"{key}:being-made", 1, LONGEST_REBUILD):
        _answered.with_old = True
        return kept[1]
    else:
        value = _make(key, compute, seconds, stamp)
    if value is not None:
        if key not in _at_hand and len(_at_hand) >= MOST_AT_HAND:
            _at_hand.clear()
        _at_hand[key] = (stamp, time.monotonic() + min(seconds, AT_HAND_SECONDS), value)
    return value


def _make(key: str, compute: Callable[[], Any], seconds: int, stamp: tuple[str, str]) -> Any:
    try:
        value = compute()
        if value is not None:
            cache.set(key, (stamp, value), seconds)
    finally:
        cache.delete(f"{key}:being-made")
    return value


def _begin_request(**kwargs: Any) -> None:
    _answered.with_old = False


request_started.connect(_begin_request, dispatch_uid="page-cache-begin")


def right_until(request: HttpRequest, moment: datetime) -> None:
    """Say that something on the page of this request begins or ends at `moment`; the earliest one counts."""
    known = getattr(request, "_right_until", None)
    request._right_until = moment if known is None else min(known, moment)


def _seconds_right(request: HttpRequest) -> float:
    """How long the page of this request may be kept."""
    until = getattr(request, "_right_until", None)
    if until is None:
        return settings.PAGE_CACHE_SECONDS
    return min(settings.PAGE_CACHE_SECONDS, (until - timezone.now()).total_seconds())


# --- Pages ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Entry:
    """A page as it is kept."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    body: bytes  # compressed

    def response(self, request: HttpRequest) -> HttpResponse:
        """The page as this reader gets it: whole, compressed, or "you have it" (304)."""
        if _accepts_gzip(request):
            response = HttpResponse(self.body)
            response["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(gzip.decompress(self.body))
        for name, value in self.headers:
            response[name] = value
        response["ETag"] = self.etag
        response["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ("Accept-Encoding",))
        return get_conditional_response(request, etag=self.etag, response=response)


def _accepts_gzip(request: HttpRequest) -> bool:
    for coding in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _semicolon, parameters = coding.partition(";")
        if name.strip() == "gzip":
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def has_own_state(request: HttpRequest) -> bool:
    """Whether the reader is known (signed in, let into a private page, holding a message)."""
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    return bool(own & request.COOKIES.keys()) or "Authorization" in request.headers


def _key(request: HttpRequest, scope: Scope, what: str) -> str:
    """Under what something at this address is kept as long as nothing it depends on has changed."""
    names = [EVERYTHING, *scope.names]
    for provider in _providers:
        names.extend(provider(request))
    current = versions(names)
    # The day, because units, hosts and offices change at midnight without anything being saved.
    parts = [scope.host, request.path_info, what, timezone.localdate().isoformat()]
    parts += [f"{name}={current[name]}" for name in names]
    return "page:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def part(request: HttpRequest, name: str, render: Callable[[], str]) -> str:
    """A part of a page that is the same for every reader of this address, kept as whole pages are.

    For a page that is never kept itself, such as a search: what stands around the answer need not be put together
    anew. Of a reader who is known, or half way through a form, nothing is kept or shown.
    """
    scope = getattr(request, "page_cache_scope", None)
    if scope is None or has_own_state(request) or getattr(request, "is_dummy", False):
        return render()
    if settings.CSRF_COOKIE_NAME in request.COOKIES:
        return render()
    key = _key(request, scope, f"part={name}")
    kept: str | None = cache.get(key)
    if kept is not None:
        return kept
    made = render()
    for_one_reader = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or getattr(request, "_csp_nonce", None)
    if for_one_reader or getattr(_answered, "with_old", False):
        return made
    if (seconds := _seconds_right(request)) > 0:
        cache.set(key, made, seconds)
    return made


class Lookup:
    """One request's question to the cache. `entry` is the page, if it is there."""

    def __init__(self, request: HttpRequest, scope: Scope) -> None:
        known = {
            name: values[0]
            for name, values in sorted(request.GET.lists())
            if name in settings.PAGE_CACHE_PARAMETERS and len(values) == 1 and len(values[0]) <= MAX_QUERY_VALUE
        }
        unknown = request.GET.keys() - known.keys()
        # An address with a campaign's mark may be answered from the cache but never fills it: there is no
        # end of such addresses, and the page may repeat what was in it.
        self.may_keep = request.method == "GET" and not unknown
        self.key = _key(request, scope, urlencode(known))
        self.entry: Entry | None = None
        # Any other parameter asks for something that the kept page does not answer, such as a search.
        if unknown <= set(settings.PAGE_CACHE_IGNORED_PARAMETERS):
            self.entry = cache.get(self.key)

    def keep(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep the page if everybody may see it; returns what to send."""
        if not (self.may_keep and is_public(request, response)) or getattr(_answered, "with_old", False):
            return response
        headers = tuple((name, value) for name, value in response.items() if name not in _DROPPED_HEADERS)
        body = response.content
        digest = hashlib.sha256(body).hexdigest()[:32]
        # Weak, because the compressed and the plain form share it.
        entry = Entry(headers, f'W/"{digest}"', gzip.compress(body, 6, mtime=0))
        if (seconds := _seconds_right(request)) > 0:
            cache.set(self.key, entry, seconds)
        return entry.response(request)


def is_public(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a response is one page for everybody."""
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and len(response.content) <= MAX_PAGE_BYTES
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        # A policy or a nonce made for this one response is gone when it is answered from the cache.
        and not getattr(request, "_csp_nonce", None)
        and not any(name.startswith("_csp_") for name in vars(response))
        and not any(word in control for word in ("private", "no-store", "no-cache"))
        and not getattr(request, "is_preview", False)
    )
