"""A request that is too large is answered before anything of it is stored."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
CHUNK = 1024 * 1024
# A browser shows no answer while it is still sending. What it sends meanwhile is thrown away, this long at most.
DRAIN_SECONDS = 30


_limits: dict[str, int] = {}


def limit_requests(segment: str, size: int) -> None:
    """Say that addresses with this segment (`/hoi-dap/`) take no more than so many bytes: a form for everybody."""
    _limits[segment] = size


def limit_of(request: HttpRequest) -> int:
    """How many bytes a request to its address may have."""
    own = [size for segment, size in _limits.items() if segment in request.path_info]
    return min([settings.MAX_REQUEST_BYTES, *own])


class RequestSizeMiddleware:
    """Answers 413 with a sentence to a request that announces more than `MAX_REQUEST_BYTES`, or its address takes.

    It stands before everything that reads a form. A request that announces no length has no body for Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length, limit = announced_length(request), limit_of(request)
        if length <= limit:
            return self.get_response(request)
        logger.info("request too large", extra={"bytes": length, "path": request.path_info[:200]})
        throw_away(request, length)
        with translation.override(settings.LANGUAGE_CODE):
            reason = _("Dữ liệu gửi lên quá lớn (%(size)s). Mỗi lần gửi được tối đa %(limit)s.") % {
                "size": filesizeformat(length),
                "limit": filesizeformat(limit),
            }
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return JsonResponse({"success": False, "error_message": reason, "error": reason}, status=413)
            return HttpResponse(render_to_string("413.html", {"reason": reason}), status=413)


def announced_length(request: HttpRequest) -> int:
    """How many bytes the request says it will send."""
    value = request.META.get("CONTENT_LENGTH") or "0"
    return int(value) if value.isdecimal() else 0


def throw_away(request: HttpRequest, length: int) -> None:
    """Read what is being sent and keep nothing of it, so that the sender gets to see the answer."""
    stream, until = request.META.get("wsgi.input"), time.monotonic() + DRAIN_SECONDS
    try:
        while stream is not None and length > 0 and time.monotonic() < until:
            chunk = stream.read(min(CHUNK, length))
            if not chunk:
                return
            length -= len(chunk)
    except OSError:
        return
