"""The admin of published answers, of templates, and of the platform's lists."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from sites.documents.viewsets import PlatformListViewSet
from sites.units.isolation.columns import LiveStatusTagColumn
from sites.units.isolation.snippets import UnitSnippetViewSet

from ..models import AnswerTemplate, CaseKind, FieldRoute, Poll, PublishedCase


class PublishedCaseViewSet(UnitSnippetViewSet):
    model = PublishedCase
    icon = "comment"
    menu_label = _("Hỏi đáp công bố")
    menu_order = 246
    list_display = [
        "title",
        Column("kind", label=_("Loại")),
        DateColumn("answered_on", label=_("Trả lời"), sort_key="answered_on"),
        LiveStatusTagColumn(),
    ]
    ordering = ["-answered_on", "-pk"]


class AnswerTemplateViewSet(UnitSnippetViewSet):
    model = AnswerTemplate
    icon = "doc-full"
    menu_label = _("Mẫu trả lời")
    menu_order = 247
    list_display = ["title", "is_shared"]
    ordering = ["title", "pk"]


class PollViewSet(UnitSnippetViewSet):
    model = Poll
    icon = "list-ul"
    menu_label = _("Thăm dò ý kiến")
    menu_order = 248
    list_display = [
        "title",
        DateColumn("opens_on", label=_("Từ ngày"), sort_key="opens_on"),
        DateColumn("closes_on", label=_("Đến hết ngày"), sort_key="closes_on"),
        LiveStatusTagColumn(),
    ]
    ordering = ["-closes_on", "-pk"]


class CaseKindViewSet(PlatformListViewSet):
    model = CaseKind
    icon = "list-ul"
    menu_label = _("Loại phản ánh, câu hỏi")
    form_fields = [
        *("code", "name", "name_en", "lead", "lead_en", "basis", "answer_days", "counted", "warn_days"),
        *("forward_days", "extension_days", "publication", "asks_place", "takes_photos", "needs_name"),
        *("needs_contact", "purpose", "purpose_en", "retention_days", "steps", "is_open", "order"),
    ]
    list_display = ["name", "answer_days", "counted", "publication", "is_open"]


class FieldRouteViewSet(ModelViewSet):
    """Which unit answers what is asked of a field of work."""

    model = FieldRoute
    icon = "redirect"
    menu_label = _("Nơi trả lời theo lĩnh vực")
    add_to_settings_menu = True
    form_fields = ["field", "unit"]
    list_display = ["field", "unit"]
    inspect_view_enabled = False
    copy_view_enabled = False
