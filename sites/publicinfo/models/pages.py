"""Where public information stands in the menu of a site."""

from django.utils.translation import gettext_lazy as _

from portal.core.models import BasePage


class PublicInfoIndexPage(BasePage):
    """The entry in the menu; what is at this address is served by `views.hub`."""

    parent_page_types = ["home.UnitHomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "publicinfo/index_page.html"

    class Meta:
        verbose_name = _("mục công khai")
        verbose_name_plural = _("mục công khai")
