"""The admin of the newsroom's snippets."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sites.units.isolation.snippets import UnitSnippetViewSet

from .models import Genre, RoyaltyRate

ROYALTIES_MENU = "register_royalties_menu_item"


class GenreViewSet(UnitSnippetViewSet):
    model = Genre
    icon = "tag"
    menu_label = _("Thể loại tin bài")
    menu_order = 270
    list_display = ["name", "is_translation", "in_use", "order"]


class RoyaltyRateViewSet(UnitSnippetViewSet):
    model = RoyaltyRate
    icon = "decimal"
    menu_label = _("Đơn giá")
    menu_hook = ROYALTIES_MENU
    menu_order = 20
    list_display = ["__str__", "valid_from", "valid_to"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("genre")
