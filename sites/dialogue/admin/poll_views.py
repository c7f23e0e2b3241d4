"""What came of a unit's poll so far, for the unit itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sites.units.isolation.scope import scope_of
from sites.units.isolation.snippets import found

from ..models import Poll
from ..services import polls


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    poll = found(scope_of(request).instances(Poll), pk)
    context = {"poll": poll, "results": polls.results(poll), "ballots": poll.ballots.count()}
    return render(request, "dialogue/admin/poll_results.html", context)
