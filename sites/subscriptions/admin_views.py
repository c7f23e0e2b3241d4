"""How many subscribe to what, for the people of a unit; addresses are shown to nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sites.units.isolation.scope import scope_of
from sites.units.permissions import active_unit

from .models import Subscription
from .services import keeping


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Of the unit worked in; of all units for a role of the whole province."""
    found = keeping.numbers(scope_of(request).instances(Subscription))
    return render(request, "subscriptions/admin/numbers.html", {"unit": active_unit(request), "numbers": found})
