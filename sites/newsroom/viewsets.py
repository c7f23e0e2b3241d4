"""The admin of the newsroom's snippets."""

from django.utils.translation import gettext_lazy as _

from sites.units.isolation.snippets import UnitSnippetViewSet

from .models import Genre


class GenreViewSet(UnitSnippetViewSet):
    model = Genre
    icon = "tag"
    menu_label = _("Thể loại tin bài")
    menu_order = 270
    list_display = ["name", "is_translation", "in_use", "order"]
