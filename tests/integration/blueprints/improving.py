"""How the province improves a blueprint, and what a unit then shows."""

from wagtail.models import Page

from sites.pages.blueprints import services
from sites.pages.blueprints.models import BlueprintItem, BlueprintVersion
from sites.units.models import Tier
from tests.factories.units import home_of


def blueprint(tier: str = "commune"):
    return services.blueprint_of(Tier.objects.get(code=tier))


def improve(kind: str, key: str, tier: str = "commune", **values) -> BlueprintVersion:
    """The province changes or adds one part of a blueprint."""
    found = blueprint(tier)
    item = found.items.filter(kind=kind, key=key).first() or BlueprintItem(blueprint=found, kind=kind, key=key)
    if item.pk is None:
        item.sort_order = found.items.count()
    for name, value in values.items():
        setattr(item, name, value)
    item.full_clean(exclude=["blueprint"])
    item.save()
    return services.keep_version(blueprint(tier))


def drop(kind: str, key: str) -> BlueprintVersion:
    blueprint().items.filter(kind=kind, key=key).delete()
    return services.keep_version(blueprint())


def states(unit) -> dict[str, str]:
    """Everything that is not as the blueprint has it."""
    return {part.id: str(part.state) for part in services.standing(unit) if part.state != "same"}


def menu(unit, language: str = "vi") -> list[str]:
    return [page.title for page in home_of(unit, language).get_children() if page.show_in_menus]


def section(unit, slug: str, language: str = "vi") -> Page:
    return home_of(unit, language).get_children().get(slug=slug)
