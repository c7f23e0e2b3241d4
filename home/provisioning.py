"""The first step of provisioning: the folder of the tier and the home pages of the unit."""

import uuid

from wagtail.models import Locale, Page

from portal.core.page_tree import add_children
from sites.units import publishing
from sites.units.models import Tier, TierFolder, UnitHome
from sites.units.steps import Provisioning, register_step

from .models import TierFolderPage, UnitHomePage


def tier_folder(tier: Tier, locale: Locale) -> TierFolderPage:
    """The folder page of a tier in a language, made when it is first needed.

    The folders of one tier are translations of one another.
    """
    known = TierFolder.objects.filter(tier=tier, locale=locale).select_related("page").first()
    if known:
        return known.page
    sibling = TierFolder.objects.filter(tier=tier).select_related("page").first()
    page = TierFolderPage(
        title=f"{tier.name} ({locale.language_code})",
        slug=f"{tier.code}-{locale.language_code}",
        locale=locale,
        translation_key=sibling.page.translation_key if sibling else uuid.uuid4(),
    )
    add_children(Page.get_first_root_node(), [page])
    TierFolder.objects.create(tier=tier, locale=locale, page=page)
    return page


@register_step(100)
def make_homes(context: Provisioning) -> None:
    """One home page a language, translations of one another, with a slug that no rename ever changes."""
    unit, version = context.unit, context.version
    known = {home.locale_id: home for home in unit.homes.select_related("page")}
    key = next(iter(known.values())).page.translation_key if known else uuid.uuid4()
    for locale in context.locales:
        if locale.pk in known:
            context.homes[locale.language_code] = known[locale.pk].page
            if not known[locale.pk].page.live:
                _show_again(known[locale.pk])
                context.changes.append(f"home ({locale.language_code})")
            continue
        title = version.name_en if locale.language_code == "en" and version.name_en else version.full_name
        page = UnitHomePage(
            title=title, slug=f"u{unit.uuid.hex[:12]}", locale=locale, translation_key=key, show_in_menus=True
        )
        add_children(tier_folder(version.tier, locale), [page])
        UnitHome.objects.create(unit=unit, locale=locale, page=page)
        context.homes[locale.language_code] = page
        context.changes.append(f"home ({locale.language_code})")


def _show_again(home: UnitHome) -> None:
    """A language that had been switched off: its front page, and the sections that the main language shows."""
    shown = Page.objects.child_of(home.unit.site.root_page).filter(live=True).values("translation_key")
    sections = Page.objects.child_of(home.page).filter(live=False, translation_key__in=shown).order_by("path")
    for page in [home.page, *sections]:
        publishing.publish(page.specific, by=None)
    home.page.refresh_from_db()
    # Whoever keeps something by the languages of units listens to this row.
    home.save()
