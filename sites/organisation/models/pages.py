"""Where the organisation stands in the menu of a site."""

from django.utils.translation import gettext_lazy as _

from portal.core.models import BasePage


class OrganisationIndexPage(BasePage):
    """The entry in the menu; what is at this address is served by `views.people.organisation`."""

    parent_page_types = ["home.UnitHomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "organisation/organisation_index_page.html"

    class Meta:
        verbose_name = _("mục tổ chức bộ máy")
        verbose_name_plural = _("mục tổ chức bộ máy")
