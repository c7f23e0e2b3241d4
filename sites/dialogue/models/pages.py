"""Where the dialogue stands in the menu of a site."""

from django.utils.translation import gettext_lazy as _

from portal.core.models import BasePage


class DialoguePage(BasePage):
    """The entry in the menu; what is at this address is served by `public.listing`."""

    parent_page_types = ["home.UnitHomePage"]
    subpage_types = []
    max_count_per_parent = 1
    template = "dialogue/dialogue_page.html"

    class Meta:
        verbose_name = _("hỏi đáp, phản ánh")
        verbose_name_plural = _("hỏi đáp, phản ánh")
