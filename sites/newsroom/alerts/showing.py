"""Alerts above every page of the sites they are for.

A page that shows one, or soon will, says until when it is right, so that the page cache lets it go at the moment
an alert begins or ends; everything that is done to an alert makes the pages of its audience stale.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.core import page_cache
from sites.units.audiences import keys_at
from sites.units.boxes import Box
from sites.units.strips import register_strip

from ..enums import AlertSeverity
from ..models import Alert

GRAVITY = {severity: rank for rank, severity in enumerate(AlertSeverity.values)}


def alerts_at(request: HttpRequest) -> list[Alert]:
    """What stands above the page now, the gravest first, then the newest; one query, whatever their number."""
    keys = list(keys_at(request))
    if not keys:
        return []
    now = timezone.now()
    soon = now + timedelta(seconds=settings.PAGE_CACHE_SECONDS)
    found = Alert.objects.filter(withdrawn_at=None, ends_at__gt=now, starts_at__lt=soon, keys__overlap=keys)
    shown = []
    for alert in found:
        if alert.starts_at > now:
            page_cache.right_until(request, alert.starts_at)
        else:
            page_cache.right_until(request, alert.ends_at)
            shown.append(alert)
    return sorted(shown, key=lambda alert: (GRAVITY[alert.severity], alert.starts_at), reverse=True)


@register_strip
def strip(request: HttpRequest) -> Box:
    """The strip is there without an alert too: a screen reader hears what a script puts into it later."""
    return Box("newsroom/strips/alerts.html", {"alerts": alerts_at(request)})


@require_safe
def fragment(request: HttpRequest) -> HttpResponse:
    """The alerts alone, for pages that stay open; kept in the page cache like the pages themselves."""
    response = render(request, "newsroom/strips/alert_list.html", {"alerts": alerts_at(request)})
    response["X-Robots-Tag"] = "noindex"
    return response
