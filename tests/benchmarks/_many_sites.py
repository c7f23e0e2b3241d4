"""Sites of units by the thousand: one that was made for real, copied by SQL with all its pages in every language."""

import uuid
from datetime import date
from typing import Any


def copy_site(pattern: Any, parent: Any, numbers: range, domain: str) -> None:
    """Units below `parent`, each with site, host, settings, collection and the pages of the pattern's site."""
    from django.conf import settings
    from django.db.models import F
    from wagtail.models import Collection, Page, Site

    from sites.units.models import HostName, Unit, UnitSettings, UnitVersion

    version, root = pattern.version, Collection.get_first_root_node()
    collections = Collection.objects.bulk_create(
        Collection(name=f"c{number}", path=Collection._get_path(root.path, 2, number + 100), depth=2)
        for number in numbers
    )
    units = Unit.objects.bulk_create(Unit(collection=collection) for collection in collections)
    versions = [
        UnitVersion(
            unit=unit,
            tier=version.tier,
            unit_type=version.unit_type,
            name=f"Số {number}",
            parent=parent,
            valid_from=date(2019, 1, 1),
        )  # fmt: skip
        for number, unit in zip(numbers, units, strict=True)
    ]
    for made in versions:
        made.compose()
    UnitVersion.objects.bulk_create(versions)
    HostName.objects.bulk_create(
        HostName(unit=unit, host=f"so{number}.{domain}") for number, unit in zip(numbers, units, strict=True)
    )
    UnitSettings.objects.bulk_create(UnitSettings(unit=unit) for unit in units)
    first_homes = {}
    for home in pattern.homes.select_related("page", "locale").order_by("pk"):
        _copy_pages(home, dict(zip(numbers, (unit.pk for unit in units), strict=True)))
        folder = home.page.get_parent()
        Page.objects.filter(pk=folder.pk).update(numchild=F("numchild") + len(units))
        if home.page_id == pattern.site.root_page_id:
            first_homes = dict(_homes(home.locale_id, units))
    sites = Site.objects.bulk_create(
        Site(hostname=f"so{number}.{domain}", port=settings.PUBLIC_PORT, root_page_id=first_homes[unit.pk])
        for number, unit in zip(numbers, units, strict=True)
    )
    for unit, site in zip(units, sites, strict=True):
        unit.site = site
    Unit.objects.bulk_update(units, ["site"], batch_size=500)


def _homes(locale_id: int, units: list) -> Any:
    from sites.units.models import UnitHome

    return UnitHome.objects.filter(locale=locale_id, unit__in=units).values_list("unit_id", "page_id")


def _copy_pages(home: Any, unit_of: dict[int, int]) -> None:
    """A home page and all below it, once for each number, beside the original; translations keep to each other."""
    from django.apps import apps
    from django.db import connection
    from wagtail.models import Page

    folder = home.page.get_parent()
    table = f"copies_{uuid.uuid4().hex[:8]}"
    path, below = home.page.path, len(home.page.path) + 1
    copied = ", ".join(
        f'"{field.column}"'
        for field in Page._meta.concrete_fields
        if field.column not in ("id", "path", "url_path", "slug", "translation_key", "latest_revision_id")
        and field.column not in ("live_revision_id", "alias_of_id")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} (number int, unit_id bigint, step text)")
        steps = [
            (number, unit, Page._get_path(folder.path, folder.depth + 1, number + 1000)[len(folder.path) :])
            for number, unit in unit_of.items()
        ]
        cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s, %s)", steps)
        new_path = f"%(folder)s || n.step || substr(p.path, {below})"
        cursor.execute(
            f"""INSERT INTO wagtailcore_page (path, url_path, slug, translation_key, {copied})
                SELECT {new_path},
                       %(folder_url)s || 'so' || n.number || '/' || substr(p.url_path, %(url_below)s),
                       CASE WHEN p.path = %(path)s THEN 'so' || n.number ELSE p.slug END,
                       md5(p.translation_key::text || n.number)::uuid, {copied}
                  FROM wagtailcore_page p, {table} n WHERE p.path LIKE %(all)s""",
            {
                "folder": folder.path,
                "folder_url": folder.url_path,
                "url_below": len(home.page.url_path) + 1,
                "path": path,
                "all": path + "%",
            },
        )
        for model in apps.get_models():
            parent = model._meta.parents.get(Page) if issubclass(model, Page) and model is not Page else None
            if parent is None or not model._meta.managed:
                continue
            columns = [field.column for field in model._meta.local_concrete_fields if field.column != parent.column]
            into = ", ".join(f'"{column}"' for column in (parent.column, *columns))
            values = ", ".join(["c.id", *(f's."{column}"' for column in columns)])
            cursor.execute(
                f"""INSERT INTO {model._meta.db_table} ({into})
                    SELECT {values} FROM {model._meta.db_table} s
                      JOIN wagtailcore_page p ON p.id = s.{parent.column} AND p.path LIKE %(all)s
                     CROSS JOIN {table} n
                      JOIN wagtailcore_page c ON c.path = {new_path}""",
                {"folder": folder.path, "all": path + "%"},
            )
        cursor.execute(
            f"""INSERT INTO units_unithome (unit_id, locale_id, page_id)
                SELECT n.unit_id, %(locale)s, c.id FROM {table} n
                  JOIN wagtailcore_page c ON c.path = %(folder)s || n.step""",
            {"folder": folder.path, "locale": home.locale_id},
        )
        cursor.execute("ANALYZE wagtailcore_page")
