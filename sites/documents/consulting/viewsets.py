"""The admin of consultations and of the gazette."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from sites.units.isolation.columns import LiveStatusTagColumn
from sites.units.isolation.snippets import UnitSnippetViewSet

from ..models import Consultation, GazetteIssue


class ConsultationViewSet(UnitSnippetViewSet):
    model = Consultation
    icon = "comment"
    menu_label = _("Lấy ý kiến dự thảo")
    menu_order = 242
    list_display = [
        "title",
        DateColumn("opens_on", label=_("Từ ngày"), sort_key="opens_on"),
        DateColumn("closes_on", label=_("Đến hết ngày"), sort_key="closes_on"),
        Column("drafted_by", label=_("Chủ trì soạn thảo")),
        LiveStatusTagColumn(),
    ]
    ordering = ["-closes_on", "-pk"]


class GazetteIssueViewSet(UnitSnippetViewSet):
    model = GazetteIssue
    icon = "doc-full-inverse"
    menu_label = _("Công báo")
    menu_order = 244
    list_display = [
        "number",
        DateColumn("published_on", label=_("Phát hành"), sort_key="published_on"),
        LiveStatusTagColumn(),
    ]
    ordering = ["-published_on", "-pk"]
