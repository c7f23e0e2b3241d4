"""Neighbouring units with something of everything in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models
from taggit.models import Tag

from sites.units.enums import UNIT_ROLES
from sites.units.models import UnitOwned
from sites.units.services import sync_tiers
from tests.factories.units import make_person, make_site, make_unit

from . import furnish, furnish_cases, furnish_dialogue, furnish_organisation, people
from .estate import Estate
from .markers import NEEDLE, Markers

DOMAIN = "tuyenquang.localhost"
# A whole installation's own bookkeeping: nobody's content, written by any request.
BOOKKEEPING = {"django_session", "django_migrations", "django_content_type", "axes_accesslog", "axes_accessattempt"}
# Found by what they say: whoever writes the same words or the same markup gets the same row, and learns nothing.
ADDRESSED_BY_CONTENT = {"wagtail_localize_string", "wagtail_localize_template"}


@dataclass
class World:
    """`own` is the unit whose people try; `neighbour` the one they try it on; `others` are looked out for too.

    `owners` maps (table, primary key as text) to the key of the unit for which the row was made.
    """

    markers: Markers
    own: Estate
    neighbour: Estate
    others: list[Estate]
    platform: models.Model
    owners: dict[tuple[str, str], str] = field(default_factory=dict)

    def refresh(self) -> None:
        """Read the own unit's things again after what was done to them was undone."""
        for things in self.own.things.values():
            for thing in things:
                thing.refresh_from_db()

    @cached_property
    def public_pages(self) -> set[str]:
        """The primary keys of foreign pages that everybody can read."""
        estates = [self.neighbour, *self.others]
        names = ("published", "edited", "alias", "home", "section")
        return {str(estate.pages[name].pk) for estate in estates for name in names if name in estate.pages}

    @cached_property
    def shared_rows(self) -> set[tuple[str, str]]:
        """(table, primary key) of the snippets that everybody may choose."""
        return {
            (thing._meta.db_table, str(thing.pk))
            for estate in [self.neighbour, *self.others]
            for things in estate.things.values()
            for thing in things
            if isinstance(thing, UnitOwned) and thing.is_public
        }

    @property
    def foreign(self) -> set[str]:
        return {self.neighbour.key, *(estate.key for estate in self.others)}


def owned_tables() -> dict[str, str]:
    """Every table of the installation with its primary key column."""
    return {
        model._meta.db_table: model._meta.pk.column
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in BOOKKEEPING
    }


def primary_keys() -> set[tuple[str, str]]:
    """(table, primary key as text) of every row there is."""
    found = set()
    with connection.cursor() as cursor:
        for table, column in owned_tables().items():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}"')  # noqa: S608
            found.update((table, key) for (key,) in cursor.fetchall())
    return found


def build_world() -> World:
    """Two communes side by side in one district, and a department and the district itself around them.

    Everything is made by the services of the project itself.
    """
    sync_tiers()
    # A word that all units use is nobody's.
    Tag.objects.create(name=NEEDLE, slug=NEEDLE)
    markers = Markers()
    owners: dict[tuple[str, str], str] = {}
    root = make_site(
        make_unit("province", "tinh", "Tuyên Quang", code="08", name_en="Tuyen Quang"), DOMAIN, ("vi", "en")
    )
    district_unit = make_unit("district", "huyen", "Yên Sơn", parent=root, code="075")
    platform = get_user_model().objects.create_superuser(
        username="nen-tang", email="nen-tang@example.test", password="mat-khau-thu-nghiem-1", full_name="Nền tảng"
    )

    def settle(key: str, make: Callable[[], object], host: str, *, whole: bool) -> Estate:
        before = primary_keys()
        estate = Estate(key=key, unit=make_site(make(), f"{host}.{DOMAIN}", ("vi", "en")), markers=markers)
        for role in UNIT_ROLES:
            name = estate.bare(f"person:{role}")
            person = make_person(name, unit=estate.unit, role=role, full_name=f"{name} {role}")
            people.join_group(person, estate.unit, role)
            estate.people[role] = estate.add("user", person)
        furnish.furnish(estate, whole=whole)
        furnish_cases.add_cases(estate)
        furnish_dialogue.add_dialogue(estate)
        furnish_organisation.add_organisation(estate)
        made = primary_keys() - before
        owners.update((row, key) for row in made if row[0] not in ADDRESSED_BY_CONTENT)
        return estate

    district = settle("district", lambda: district_unit, "yenson", whole=False)
    neighbour = settle(
        "neighbour",
        lambda: make_unit("commune", "xa", "Tân Trào", parent=district.unit, code="02536"),
        "tantrao",
        whole=True,
    )
    department = settle(
        "department", lambda: make_unit("department", "so", "Nội vụ", parent=root), "sonoivu", whole=False
    )
    own = settle(
        "own",
        lambda: make_unit("commune", "xa", "Trung Môn", parent=district.unit, code="02449"),
        "trungmon",
        whole=True,
    )
    return World(markers, own, neighbour, [district, department], platform, owners)
