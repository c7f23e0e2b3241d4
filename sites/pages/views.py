"""Takes a reader's answer to whether a page was useful."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.core.senders import read_path, sender_key

from . import services

ANSWERS = {"co": True, "chua": False}
THANKS = "da-gop-y"


# A kept page is the same for all readers and carries no token of one; an answer sent from elsewhere can do no more
# than count one more, once a day and network, for a page that the portal has shown.
@csrf_exempt
@never_cache
@require_POST
def vote(request: HttpRequest) -> HttpResponse:
    """Count the answer and lead back to the page, where a word of thanks appears."""
    path, answer = read_path(request.POST.get("trang", "")), request.POST.get("tra-loi", "")
    if path is None or answer not in ANSWERS:
        return render(request, "pages/vote_refused.html", {"noindex": True}, status=400)
    services.count_vote(request.unit_host.unit_id, path, useful=ANSWERS[answer], sender=sender_key(request))
    return HttpResponseRedirect(f"{path}#{THANKS}")
