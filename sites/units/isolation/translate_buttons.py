"""The buttons that start and update a translation, for those who may edit the page.

wagtail-localize shows its own to holders of a right on the whole installation, which no unit has.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from ..enums import Action
from ..models import UnitHome
from ..permissions import unit_id_of, user_can

OF_THE_INSTALLATION = "wagtail_localize.submit_translation"


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def translate_buttons(
    page: Page, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """“Translate” while the unit has a language that the page is not in; “Update” once there are translations."""
    if page.depth < 3 or user.has_perm(OF_THE_INSTALLATION) or not page.permissions_for_user(user).can_edit():
        return
    unit_id = unit_id_of(page)
    if not user_can(user, Action.TRANSLATE, unit_id):
        return
    present = page.get_translations(inclusive=True).exclude(alias_of__isnull=False).values("locale")
    if UnitHome.objects.filter(unit=unit_id, page__live=True).exclude(locale__in=present).exists():
        address = reverse("wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk])
        yield Button(_("Dịch trang này"), address, priority=60, icon_name="wagtail-localize-language")
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is not None and source.translations.filter(enabled=True).exists():
        address = reverse("wagtail_localize:update_translations", args=[source.pk])
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        yield Button(_("Cập nhật bản dịch"), address + query, priority=60, icon_name="resubmit")
