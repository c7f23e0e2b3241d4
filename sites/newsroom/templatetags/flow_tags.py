"""The other roads by which news reaches a unit's site, beside its own."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from ..services import flow_reading

register = template.Library()


@register.inclusion_tag("newsroom/flow/roads.html", takes_context=True)
def news_roads(context: dict[str, Any]) -> dict[str, Any]:
    """Links to the news from above and from below, where the unit has any above or below it; no query."""
    chrome = context.get("chrome")
    roads = []
    if chrome is not None and chrome.unit:
        if chrome.parents:
            roads.append((_("Tin từ cấp trên"), reverse("newsroom:from_above")))
        if flow_reading.has_units_below(chrome.request):
            roads.append((_("Tin từ các đơn vị trực thuộc"), reverse("newsroom:from_below")))
    return {"roads": roads}
