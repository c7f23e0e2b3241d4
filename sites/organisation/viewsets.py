"""The admin of the organisation and of the calendar."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from sites.units.isolation.columns import LiveStatusTagColumn
from sites.units.isolation.snippets import UnitSnippetViewSet

from .models import Body, CalendarEntry, Person, Spokesperson


class BodyViewSet(UnitSnippetViewSet):
    model = Body
    icon = "site"
    menu_label = _("Tổ chức trong bộ máy")
    list_display = [
        "name",
        Column("get_kind_display", label=_("Loại")),
        Column("parent", label=_("Thuộc")),
        LiveStatusTagColumn(),
    ]
    ordering = ["order", "name_key"]


class PersonViewSet(UnitSnippetViewSet):
    model = Person
    icon = "user"
    menu_label = _("Nhân sự, nhiệm kỳ")
    list_display = ["name", "phone", "email", LiveStatusTagColumn()]
    ordering = ["name_key", "pk"]


class SpokespersonViewSet(UnitSnippetViewSet):
    model = Spokesperson
    icon = "comment"
    menu_label = _("Người phát ngôn")
    list_display = [
        "name",
        "position",
        "phone",
        Column("timeliness", label=_("Hạn 24 giờ")),
        DateColumn("ends_on", label=_("Thôi từ ngày")),
        LiveStatusTagColumn(),
    ]
    ordering = ["-assigned_at", "pk"]


class CalendarEntryViewSet(UnitSnippetViewSet):
    model = CalendarEntry
    icon = "calendar"
    menu_label = _("Lịch công tác")
    list_display = [
        "title",
        Column("get_kind_display", label=_("Loại")),
        DateColumn("starts_at", label=_("Bắt đầu"), sort_key="starts_at"),
        Column("get_repeats_display", label=_("Lặp lại")),
        LiveStatusTagColumn(),
    ]
    ordering = ["-starts_at", "-pk"]


class OrganisationGroup(SnippetViewSetGroup):
    """One entry of the menu for all of it."""

    items = (BodyViewSet, PersonViewSet, SpokespersonViewSet, CalendarEntryViewSet)
    menu_label = _("Tổ chức, lịch")
    menu_icon = "group"
    menu_order = 262
