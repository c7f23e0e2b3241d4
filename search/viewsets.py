"""The admin of what people add to the search."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from sites.units.isolation.snippets import UnitSnippetViewSet

from .models import Abbreviation, PromotedAnswer


class AbbreviationViewSet(ModelViewSet):
    """Kept by the platform for all units."""

    model = Abbreviation
    icon = "openquote"
    menu_label = _("Từ viết tắt khi tìm")
    add_to_settings_menu = True
    form_fields = ["short", "meaning"]
    list_display = ["short", "meaning"]
    inspect_view_enabled = False
    copy_view_enabled = False


class PromotedAnswerViewSet(UnitSnippetViewSet):
    model = PromotedAnswer
    icon = "pick"
    menu_label = _("Câu trả lời ghim")
    menu_order = 270
    list_display = ["title", "phrases"]
