"""The flow in the admin: addresses, menu, buttons on a page, what waits on the dashboard."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page

from sites.units.enums import Action
from sites.units.permissions import active_unit, unit_id_of, user_can, user_can_publish

from ..models import ArticlePage, PushReceipt
from ..permissions import user_can_propose_article
from ..services import adapting, flow_down, flow_up
from . import choosing, proposals, pushes


@hooks.register("register_admin_urls")
def flow_urls() -> list:
    addresses = [
        path("", pushes.sent, name="sent"),
        path("gui/<int:page_id>/", pushes.send, name="send"),
        path("da-gui/<int:pk>/", pushes.push, name="push"),
        path("tu-cap-tren/", pushes.received, name="received"),
        path("tu-cap-tren/<int:pk>/", pushes.answer, name="answer"),
        path("de-xuat/", proposals.outbox, name="outbox"),
        path("de-xuat/cho-quyet-dinh/", proposals.inbox, name="inbox"),
        path("de-xuat/moi/<int:page_id>/", proposals.propose, name="propose"),
        path("de-xuat/<int:pk>/", proposals.proposal, name="proposal"),
        path("chon/", choosing.choose, name="choose"),
        path("chon/<int:pk>/", choosing.take, name="take"),
        path("chon/dich/<int:pk>/", choosing.adapt, name="adapt"),
        path("chon/theo-ban-goc/<int:pk>/", choosing.follow, name="follow"),
    ]
    return [path("luong-tin/", include((addresses, "newsroom_flow")))]


class FlowMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        unit = active_unit(request)
        return unit is not None and user_can(request.user, Action.VIEW, unit)


@hooks.register("register_admin_menu_item")
def flow_menu_item() -> MenuItem:
    return FlowMenuItem(_("Luồng tin"), reverse("newsroom_flow:sent"), name="flow", icon_name="resubmit", order=120)


@hooks.register("insert_global_admin_css")
def look_of_the_flow() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/flow.css"))


@hooks.register("register_page_header_buttons")
def flow_buttons(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    """On an item that is on line: send it down, put it forward."""
    if not page.live or not isinstance(page.specific_deferred, flow_down.ITEM_TYPES):
        return
    unit_id = unit_id_of(page)
    if unit_id is None:
        return
    if user_can(user, Action.PUBLISH, unit_id):
        url = reverse("newsroom_flow:send", args=[page.pk])
        yield Button(_("Gửi xuống cấp dưới"), url, icon_name="download", priority=81)
    if issubclass(page.specific_class, ArticlePage) and user_can_propose_article(user, page):
        url = reverse("newsroom_flow:propose", args=[page.pk])
        yield Button(_("Đề xuất lên cấp trên"), url, icon_name="upload", priority=82)


class FlowPanel(Component):
    """What of the flow waits for the person's unit; nothing where nothing waits."""

    name = "flow"
    order = 95
    template_name = "newsroom/flow/panel.html"

    def __init__(self, unit: Any) -> None:
        self.unit = unit

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        confirmed = PushReceipt.objects.filter(unit=self.unit, received_at__isnull=False).values("push")
        new = flow_down.sent_to(self.unit).in_force().exclude(pk__in=confirmed)
        return {
            "proposals": flow_up.waiting_at(self.unit).count(),
            "received": new.exclude(taken_by=self.unit).count(),
            "outdated": adapting.outdated(self.unit).count(),
        }


@hooks.register("construct_homepage_panels")
def flow_panel(request: HttpRequest, panels: list[Component]) -> None:
    unit = active_unit(request)
    if unit is not None and user_can_publish(request.user, unit):
        panels.append(FlowPanel(unit))
