"""The desk in the admin: addresses, menu, the record's words, one's own work on the dashboard."""

from collections.abc import Mapping
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

from sites.units.enums import Action
from sites.units.permissions import active_unit, unit_ids_for, user_can

from ..models import Story
from . import urls

PANEL_ROWS = 8

STORY_ACTIONS = {
    "newsroom.story.propose": _("Đề xuất đề tài"),
    "newsroom.story.change": _("Sửa đề tài"),
    "newsroom.story.assign": _("Giao đề tài"),
    "newsroom.story.take": _("Nhận đề tài"),
    "newsroom.story.write": _("Bắt đầu viết bài"),
    "newsroom.story.attach": _("Gắn bài đã viết"),
    "newsroom.story.drop": _("Bỏ đề tài"),
    "newsroom.story.resume": _("Lấy lại đề tài"),
}


@hooks.register("register_admin_urls")
def desk_urls() -> list:
    return [path("toa-soan/", include(urls))]


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        unit = active_unit(request)
        return unit is not None and user_can(request.user, Action.VIEW, unit)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return DeskMenuItem(_("Bàn biên tập"), reverse("newsroom_desk:board"), name="desk", icon_name="edit", order=110)


@hooks.register("insert_global_admin_css")
def look_of_the_desk() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/desk.css"))


@hooks.register("register_log_actions")
def words_of_the_record(actions: Any) -> None:
    for action, label in STORY_ACTIONS.items():
        actions.register_action(action, label, label)


class MyStoriesPanel(Component):
    """The stories the person has in hand in the unit worked in, the nearest deadline first."""

    name = "my_stories"
    order = 90
    template_name = "newsroom/desk/my_stories.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        units = unit_ids_for(request.user, [Action.VIEW])
        stories = Story.objects.with_status().in_hand_of(request.user).select_related("article")
        if units is not None:
            stories = stories.filter(unit__in=units)
        rows = list(stories[: PANEL_ROWS + 1])
        return {"stories": rows[:PANEL_ROWS], "has_more": len(rows) > PANEL_ROWS, "person": request.user}


@hooks.register("construct_homepage_panels")
def my_stories(request: HttpRequest, panels: list[Component]) -> None:
    if active_unit(request) is not None:
        panels.append(MyStoriesPanel())
