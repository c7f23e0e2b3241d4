"""The languages of a unit's site, added to it and taken from it."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import DraftStateMixin, Page, get_page_models, get_translatable_models

from .. import publishing
from ..languages import name_of
from ..models import Unit, UnitHome
from ..naming import default_host
from .provisioning import provision_unit


@transaction.atomic
def set_languages(unit: Unit, codes: Iterable[str]) -> None:
    """Give a unit's site these languages and no others; all of it or nothing.

    A language that is added gets its home page and sections, or shows those again that it had. One that is taken
    away keeps its pages, as drafts. Raises `ValidationError` with a sentence for a unit that is not in force, for a
    language the portal does not speak, for the main language of a site, and for one that still has live content.
    """
    wanted = list(dict.fromkeys(codes))
    known = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    if unknown := [code for code in wanted if code not in known]:
        raise ValidationError(_("Cổng không có ngôn ngữ “%(codes)s”.") % {"codes": ", ".join(unknown)})
    version = unit.version_on()
    if version is None:
        raise ValidationError(_("Hôm nay đơn vị không hoạt động nên không tạo trang."))
    homes = list(unit.homes.select_related("locale", "page").order_by("pk"))
    main = unit.site.root_page_id if unit.site else None
    # The main language comes first whatever the order of the boxes; the first one of a new site is its main one.
    for home in homes:
        if home.page_id == main:
            if home.locale.language_code not in wanted:
                raise ValidationError(
                    _("%(language)s là ngôn ngữ chính của trang nên không tắt được.")
                    % {"language": name_of(home.locale.language_code)}
                )
            first = home.locale.language_code
            wanted = [first, *(code for code in wanted if code != first)]
    for home in homes:
        if home.page.live and home.locale.language_code not in wanted:
            _switch_off(home)
    provision_unit(unit, host=default_host(version), languages=wanted)


def live_content(home: UnitHome) -> int:
    """How much is published in a language of a unit, besides the front page and the sections that hold the rest."""
    front = home.page.specific_class
    # What stands below the front page alone, or nowhere that an editor chooses, is a section: pages hang below it or a
    # view fills it.
    leaves = [
        model
        for model in get_page_models()
        if not model.allowed_subpage_models() and model.allowed_parent_page_models() not in ([], [front])
    ]
    kinds = ContentType.objects.get_for_models(*leaves).values()
    number = Page.objects.descendant_of(home.page).filter(live=True, content_type__in=kinds).count()
    for model in get_translatable_models():
        # Things of the unit that are no pages, such as procedures.
        if not issubclass(model, Page) and issubclass(model, DraftStateMixin) and hasattr(model, "unit_id"):
            number += model._default_manager.filter(unit=home.unit_id, locale=home.locale_id, live=True).count()
    return number


def _switch_off(home: UnitHome) -> None:
    if number := live_content(home):
        raise ValidationError(
            ngettext(
                "Không tắt được %(language)s: còn %(number)d nội dung đang đăng. Hãy gỡ xuống trước.",
                "Không tắt được %(language)s: còn %(number)d nội dung đang đăng. Hãy gỡ xuống trước.",
                number,
            )
            % {"language": name_of(home.locale.language_code), "number": number}
        )
    for page in Page.objects.descendant_of(home.page, inclusive=True).filter(live=True).order_by("-path"):
        publishing.unpublish(page.specific, by=None)
    # Whoever keeps something by the languages of units listens to this row.
    home.save()
