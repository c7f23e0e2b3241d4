"""Units, sites, people and content for tests; every function passes parents explicitly."""

from datetime import date
from itertools import count

from django.contrib.auth import get_user_model

from sites.newsroom.models import ArticlePage
from sites.units.enums import Role
from sites.units.models import RoleAssignment, Tier, Unit, UnitVersion
from sites.units.services import provision_unit

_numbers = count(1)


def make_unit(
    tier: str,
    type_code: str,
    name: str,
    *,
    parent: Unit | None = None,
    code: str = "",
    valid_from: date = date(2019, 1, 1),
    valid_to: date | None = None,
    name_en: str = "",
) -> Unit:
    """A unit with one version; it has no site yet."""
    tier_row = Tier.objects.get(code=tier)
    unit = Unit.objects.create()
    UnitVersion.objects.create(
        unit=unit,
        tier=tier_row,
        unit_type=tier_row.types.get(code=type_code),
        name=name,
        name_en=name_en,
        parent=parent,
        code=code,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return unit


def make_site(unit: Unit, host: str, languages: tuple[str, ...] = ("vi",)) -> Unit:
    """Provision the unit's site on a host."""
    provision_unit(unit, host=host, languages=languages)
    unit.refresh_from_db()
    return unit


def make_person(username: str = "", *, unit: Unit | None = None, role: str = Role.EDITOR, **fields: object):
    """An account, with a role in a unit if one is given."""
    username = username or f"nguoi-{next(_numbers)}"
    fields.setdefault("full_name", f"Người dùng {username}")
    person = get_user_model().objects.create_user(
        username=username, email=f"{username}@example.test", password="mat-khau-thu-nghiem-1", **fields
    )
    if unit is not None:
        RoleAssignment.objects.create(person=person, unit=unit, role=role, valid_from=date(2019, 1, 1))
    return person


def home_of(unit: Unit, language: str = "vi"):
    """The specific home page of a unit in a language."""
    return unit.homes.get(locale__language_code=language).page.specific


def make_article(unit: Unit, title: str, *, language: str = "vi", live: bool = True, **fields: object) -> ArticlePage:
    """An article in the unit's news section."""
    section = home_of(unit, language).get_children().get(slug="tin-tuc")
    article = ArticlePage(title=title, live=live, locale=section.locale, **fields)
    section.add_child(instance=article)
    article.save_revision()
    return article
