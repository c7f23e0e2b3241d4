"""What does a person with roles in many units cost? Compares 1 with 100 of 3,300 units, ours beside Wagtail's.

Prints milliseconds and SQL queries of the dashboard, the explorer, the edit form and the sidebar, and of the
question which pages a person may explore. Fails when a page of the person with many roles costs more than twice
as much, in either, or when our question is not at least ten times as fast as Wagtail's.
"""

import time
from collections.abc import Callable
from datetime import date
from statistics import median

from ._database import empty_database

UNITS, ROLES = 3_300, 100
PAGES_BELOW = 5
AT_MOST = 2.0
FASTER = 10
ROUNDS = 5
DOMAIN = "tuyenquang.localhost"


def main() -> int:
    with empty_database():
        return measure()


def measure() -> int:
    from django.urls import reverse

    from sites.units.services import sync_tiers
    from tests.factories.units import home_of, make_article, make_site, make_unit

    sync_tiers()
    root = make_unit("province", "tinh", "Tuyên Quang", code="08")
    district = make_unit("district", "huyen", "Yên Sơn", parent=root, code="075")
    worked_in = make_site(make_unit("commune", "xa", "Trung Môn", parent=district, code="02449"), f"trungmon.{DOMAIN}")
    article = make_article(worked_in, "Tin")
    others = make_many(worked_in, district)
    one, many = person_in([worked_in]), person_in([worked_in, *others[: ROLES - 1]])
    home = home_of(worked_in)
    sidebar = reverse("wagtailadmin_api:pages:listing") + f"?child_of={home.pk}&for_explorer=1"
    pages = {
        "dashboard": reverse("wagtailadmin_home"),
        "explorer": reverse("wagtailadmin_explore", args=[home.pk]),
        "edit form": reverse("wagtailadmin_pages:edit", args=[article.pk]),
        "sidebar": sidebar,
    }
    few_roles, many_roles = client_of(one, worked_in), client_of(many, worked_in)
    print(f"{UNITS} units; a person with 1 role, then one with {ROLES}, both working in the same unit\n")
    print(f"{'page':12} {'queries':>13} {'milliseconds':>20} {'ratio':>7}")
    broken = []
    for name, address in pages.items():
        before, after = cost(asking(few_roles, address)), cost(asking(many_roles, address))
        ratio = show(name, before, after)
        if ratio > AT_MOST or after[0] > AT_MOST * before[0]:
            broken.append(f"{name}: {ratio:.1f} times the cost")
    broken += compare_with_stock(one, many)
    print(*broken, sep="\n")
    return len(broken)


def make_many(pattern, parent) -> list:
    """Units with site, collection, home page and pages below it, written in bulk."""
    from django.db.models import F
    from wagtail.models import Collection, Page, Site

    from sites.units.models import Unit, UnitHome, UnitVersion

    home, version, root = pattern.homes.get().page, pattern.version, Collection.get_first_root_node()
    folder, numbers = home.get_parent(), range(2, UNITS + 1)
    shared = {"content_type": home.content_type, "locale": home.locale, "live": True}

    def page(path: str, depth: int, slug: str, numchild: int = 0) -> Page:
        url_path = f"{folder.url_path}{slug}/"
        return Page(path=path, depth=depth, title=slug, draft_title=slug, slug=slug, url_path=url_path,
                    numchild=numchild, **shared)  # fmt: skip

    homes = Page.objects.bulk_create(
        page(Page._get_path(folder.path, 3, number), 3, f"u{number}", PAGES_BELOW) for number in numbers
    )
    Page.objects.bulk_create(
        page(Page._get_path(home.path, 4, below), 4, f"{home.slug}-{below}")
        for home in homes
        for below in range(1, PAGES_BELOW + 1)
    )
    Page.objects.filter(pk=folder.pk).update(numchild=F("numchild") + len(homes))
    collections = Collection.objects.bulk_create(
        Collection(name=f"c{number}", path=Collection._get_path(root.path, 2, number + 10), depth=2)
        for number in numbers
    )
    sites = Site.objects.bulk_create(
        Site(hostname=f"u{number}.{DOMAIN}", port=8000, root_page=home)
        for number, home in zip(numbers, homes, strict=True)
    )
    units = Unit.objects.bulk_create(
        Unit(site=site, collection=collection) for site, collection in zip(sites, collections, strict=True)
    )
    versions = [
        UnitVersion(
            unit=unit,
            tier=version.tier,
            unit_type=version.unit_type,
            name=f"Đơn vị {number}",
            parent=parent,
            valid_from=date(2019, 1, 1),
        )  # fmt: skip
        for number, unit in zip(numbers, units, strict=True)
    ]
    for made in versions:
        made.compose()
    UnitVersion.objects.bulk_create(versions)
    UnitHome.objects.bulk_create(
        UnitHome(unit=unit, locale=home.locale, page=home) for unit, home in zip(units, homes, strict=True)
    )
    return units


def person_in(units: list):
    """An editor of all these units, with the rows that Wagtail would read beside the roles that we read."""
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupPagePermission

    from sites.units.enums import Role
    from sites.units.models import RoleAssignment
    from tests.factories.units import make_person

    person = make_person()
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=person, unit=unit, role=Role.EDITOR, valid_from=date(2019, 1, 1)) for unit in units
    )
    rights = Permission.objects.filter(codename__in=("add_page", "change_page", "lock_page"))
    groups = Group.objects.bulk_create(Group(name=f"stock {person.pk} {unit.pk}") for unit in units)
    person.groups.set(groups)
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=unit.homes.get().page, permission=right)
        for group, unit in zip(groups, units, strict=True)
        for right in rights
    )
    return person


def client_of(person, unit):
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    client = Client(headers={"host": settings.ADMIN_HOST})
    client.force_login(person, backend="portal.accounts.backends.PortalBackend")
    assert client.post(reverse("units_work_in"), {"unit": unit.uuid}).status_code == 302
    return client


def asking(client, address: str) -> Callable[[], None]:
    def ask() -> None:
        assert client.get(address).status_code == 200, address

    return ask


def cost(ask: Callable[[], object]) -> tuple[int, float]:
    """SQL queries and the median of milliseconds."""
    from django.db import connection

    counted = []

    def count(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        counted.append(sql)
        return execute(sql, params, many, context)

    ask()
    with connection.execute_wrapper(count):
        ask()
    assert counted, "nothing was asked of the database: this measures something else"
    spent = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    return len(counted), median(spent)


def show(name: str, before: tuple[int, float], after: tuple[int, float]) -> float:
    ratio = after[1] / before[1]
    print(f"{name:12} {before[0]:6} {after[0]:6} {before[1]:10.1f} {after[1]:9.1f} {ratio:7.2f}")
    return ratio


def compare_with_stock(one, many) -> list[str]:
    """Which pages may be explored, for all units of the person at once: our policy and Wagtail's."""
    from django.contrib.auth import get_user_model
    from wagtail.permission_policies.pages import PagePermissionPolicy

    from sites.units.isolation.page_policy import UnitPagePermissionPolicy

    def exploring(policy, person) -> Callable[[], None]:
        def ask() -> None:
            fresh = get_user_model().objects.get(pk=person.pk)
            assert policy.explorable_instances(fresh).count() > PAGES_BELOW

        return ask

    print("\nwhich pages may be explored, in all units of the person at once")
    results = {}
    for name, policy in (("ours", UnitPagePermissionPolicy()), ("Wagtail's", PagePermissionPolicy())):
        before, after = cost(exploring(policy, one)), cost(exploring(policy, many))
        show(name, before, after)
        results[name] = after[1]
    faster = results["Wagtail's"] / results["ours"]
    print(f"ours is {faster:.0f} times as fast for a person with {ROLES} units")
    return [] if faster >= FASTER else [f"only {faster:.1f} times as fast as Wagtail's"]
