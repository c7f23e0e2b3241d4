"""Where the procedures stand in the menu of a site."""

from django.utils.translation import gettext_lazy as _

from portal.core.models import BasePage


class ProcedureIndexPage(BasePage):
    """The entry in the menu; what is at this address is served by `views.browse`."""

    parent_page_types = ["home.UnitHomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "procedures/procedure_index_page.html"

    class Meta:
        verbose_name = _("danh mục thủ tục")
        verbose_name_plural = _("danh mục thủ tục")
