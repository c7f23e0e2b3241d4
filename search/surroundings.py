"""What stands around the answer on the page of a search.

It is the same for every question, so it is kept like the pages that are the same for every reader, and a search costs
what is found alone. Marks stand where the answer belongs.
"""

from copy import copy

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from portal.core import page_cache, serving

# Around the names of the marks. No text that people write has it: PostgreSQL refuses to store it.
_MARK = "\0"
PIECES = ("title", "feed", "found")
# The way to the same search in another language carries the question; here is one that stands for all.
_ANY_QUESTION = QueryDict("%00=")


class Surroundings:
    """The page without its answer, ready before that is there."""

    def __init__(self, request: HttpRequest) -> None:
        self._question = request.GET.urlencode()
        around = copy(request)
        # Nothing of this reader's question may be kept for all.
        around.GET = _ANY_QUESTION if self._question else QueryDict()
        around.META = {**request.META, "QUERY_STRING": around.GET.urlencode()}
        around.__dict__.pop("_chrome", None)
        self._kept = page_cache.part(around, f"search:{bool(self._question)}", lambda: _render(around))

    def put_around(self, **pieces: str) -> HttpResponse:
        """The whole page with these `PIECES` of safe markup in their places."""
        parts = self._kept.replace(_ANY_QUESTION.urlencode(), escape(self._question)).split(_MARK)
        parts[1::2] = [pieces[name] for name in parts[1::2]]
        return HttpResponse("".join(parts))


def _render(request: HttpRequest) -> str:
    marks = {name: f"{_MARK}{name}{_MARK}" for name in PIECES}
    breadcrumb = {"breadcrumb": [(_("Trang chủ"), serving.home_url())], "breadcrumb_title": _("Tìm kiếm")}
    return render_to_string("search/results.html", {**marks, **breadcrumb}, request)
