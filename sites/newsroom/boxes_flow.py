"""What other units' news brings to a unit's front page: from above by its placement, and the newest from below."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.media import renditions
from sites.units.boxes import Box, Front, register_box

from .enums import Placement
from .services import flow_reading

# Of each placement; the rest is one click away.
SHOWN = 6
LEADS = 2


@register_box(90)
def lead_from_above(front: Front) -> Box | None:
    """Before the unit's own news, the newest two that were sent to stand there."""
    items = flow_reading.on_front(front.request, SHOWN)[Placement.LEAD][:LEADS]
    renditions.fetch([item.lead_image for item in items], "card")
    return Box("newsroom/flow/box_lead.html", {"items": items}) if items else None


@register_box(150)
def news_from_above(front: Front) -> Box | None:
    return _list(front, Placement.LIST, _("Tin từ cấp trên"), _("Tất cả tin từ cấp trên"))


@register_box(250)
def notices_from_above(front: Front) -> Box | None:
    return _list(front, Placement.NOTICE, _("Thông báo từ cấp trên"), _("Tất cả tin từ cấp trên"))


def _list(front: Front, placement: Placement, title: str, more_label: str) -> Box | None:
    received = flow_reading.on_front(front.request, SHOWN)
    # A lead that found no room above stands in the list.
    items = (
        received[placement] if placement != Placement.LIST else received[Placement.LEAD][LEADS:] + received[placement]
    )
    if not items:
        return None
    context = {
        "key": f"from-above-{placement}",
        "title": title,
        "items": items[:SHOWN],
        "more_url": reverse("newsroom:from_above"),
        "more_label": more_label,
    }
    return Box("newsroom/flow/box_list.html", context)


@register_box(160, gettext_lazy("Tin từ cấp dưới"))
def news_from_below(front: Front) -> Box | None:
    """The newest of the units below, where there are any."""
    if not flow_reading.has_units_below(front.request):
        return None
    items = flow_reading.from_below(front.request, SHOWN)
    if not items:
        return None
    context = {
        "key": "from-below",
        "title": _("Tin từ các đơn vị trực thuộc"),
        "items": items,
        "more_url": reverse("newsroom:from_below"),
        "more_label": _("Tất cả tin từ các đơn vị"),
    }
    return Box("newsroom/flow/box_list.html", context)
