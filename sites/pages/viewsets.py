"""The admin of this app's snippets."""

from django.utils.translation import gettext_lazy as _

from sites.units.isolation.snippets import UnitSnippetViewSet

from .contacts import ContactPoint


class ContactPointViewSet(UnitSnippetViewSet):
    model = ContactPoint
    icon = "mail"
    menu_label = _("Đầu mối liên hệ")
    menu_order = 260
    list_display = ["name", "position", "phone"]
