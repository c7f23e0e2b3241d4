"""The kept mail, for whoever tries the demo; these pages exist nowhere else."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import services

View = Callable[..., HttpResponse]


def only_in_the_demo(view: View) -> View:
    """Answer 404 outside the demo and on every host but the admin's, even if the address was mounted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        host = request.get_host().partition(":")[0].lower()
        if not settings.DEMO or host != settings.ADMIN_HOST:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))


@only_in_the_demo
def letter_list(request: HttpRequest) -> HttpResponse:
    """All mail the demo would have sent, newest first."""
    return render(request, "mailbox/letter_list.html", {"letters": services.letters()})


@only_in_the_demo
def letter_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One message as plain text; 404 for a key that is not there."""
    letter = services.letter(key)
    if letter is None:
        raise Http404
    return render(request, "mailbox/letter_detail.html", {"letter": letter})
