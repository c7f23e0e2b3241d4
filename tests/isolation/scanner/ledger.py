"""Knows every row as it was, and says which rows a request changed that are not the asker's to change."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.models import ReferenceIndex, Revision

from .world import World, owned_tables

# Refusals are put on record, whoever is refused: at this table nobody looks.
AUDIT = "units_auditentry"
# Rows that a request may add to or change whoever sends it, with the reason.
FREE = {
    "wagtailsearch_indexentry": "the index follows the thing it is about, which is watched itself",
    "wagtailcore_referenceindex": "follows the thing it is about; new references are looked at below",
    "wagtailadmin_editingsession": "old sessions of everybody are swept by any request",
    "media_portalrendition": "a rendition is a cached copy, made when it is first shown",
}
# Tables of the whole installation: no unit's person adds a row to them.
INSTALLATION = {
    "wagtailcore_site",
    "wagtailcore_locale",
    "wagtailcore_workflow",
    "wagtailcore_task",
    "auth_group",
    "auth_group_permissions",
    "accounts_user_user_permissions",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupcollectionpermission",
    "units_unit",
    "units_unitversion",
    "units_hostname",
    "units_tier",
}


@dataclass(frozen=True)
class Change:
    """One row that is no longer as it was, or a new one that reaches into another unit."""

    table: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} {self.table}"


class Ledger:
    """The rows of the world before any request."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tables = owned_tables()
        self.models = {
            model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy
        }
        self.before = {table: self._rows(table) for table in self.tables}
        self.foreign_by_type = self._foreign_by_type()

    def _rows(self, table: str) -> dict[str, str]:
        column = self.tables[table]
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT t."{column}"::text, md5(t::text) FROM "{table}" t')  # noqa: S608
            return dict(cursor.fetchall())

    def _foreign_by_type(self) -> dict[tuple[int, str], str]:
        """(content type, object id) of every foreign thing, for rows that point by type and id."""
        found = {}
        for (table, key), owner in self.world.owners.items():
            if owner in self.world.foreign and (model := self.models.get(table)):
                found[ContentType.objects.get_for_model(model, for_concrete_model=True).pk, key] = owner
        return found

    def changes_in(self, written: set[str]) -> list[Change]:
        """What is different now in the tables that were written to."""
        changes = []
        for table in sorted((written & self.tables.keys()) - {AUDIT}):
            before, after = self.before[table], self._rows(table)
            if table not in FREE:
                changes += self._changed(table, before, after)
            new = after.keys() - before.keys()
            if new:
                changes += self._added(table, new)
        return changes

    def _changed(self, table: str, before: dict[str, str], after: dict[str, str]) -> list[Change]:
        found = []
        for key, checksum in before.items():
            if after.get(key) == checksum:
                continue
            owner = self.world.owners.get((table, key), "everybody")
            if owner != self.world.own.key:
                found.append(Change(table, f"{'changed' if key in after else 'deleted'} {owner}'s"))
            elif key in after:
                # A row of one's own may have been made to point at another unit's things.
                found += self._added(table, {key})
        return found

    def _added(self, table: str, new: set[str]) -> list[Change]:
        if table in INSTALLATION and not new & self.before[table].keys():
            return [Change(table, "added a row for the whole installation to")]
        model = self.models.get(table)
        if model is None:
            return []
        found = []
        for row in model._base_manager.filter(pk__in=list(new)).values():
            found += self._reaches(model, row)
        if model is Revision:
            for revision in Revision.objects.filter(pk__in=list(new)):
                found += self._inside(revision)
        return found

    def _inside(self, revision: Revision) -> list[Change]:
        """Foreign things that a draft refers to, in fields, blocks, rich text or inline children."""
        references = ReferenceIndex._extract_references_from_object(revision.as_object())
        owners = {
            owner
            for content_type, key, _model_path, _content_path in references
            if (owner := self.foreign_by_type.get((content_type, key))) and not self._public_page(key, content_type)
        }
        return [Change("wagtailcore_revision", f"refers to {owner}'s in a new row of") for owner in sorted(owners)]

    def _reaches(self, model: type[models.Model], row: dict) -> list[Change]:
        """Whether a new row points at something of another unit."""
        found = []
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and row.get(field.attname) is not None:
                target = field.related_model._meta.concrete_model._meta.db_table
                owner = self._owner(target, str(row[field.attname]))
                if owner in self.world.foreign and not self._public(target, str(row[field.attname])):
                    found.append(Change(model._meta.db_table, f"{field.name} reaches {owner} in a new row of"))
        pairs = (("content_type_id", "object_id"), ("to_content_type_id", "to_object_id"))
        for type_field, id_field in pairs:
            pair = (row.get(type_field), str(row.get(id_field)))
            owner = self.foreign_by_type.get(pair)
            if owner and not self._public_page(pair[1], pair[0]):
                found.append(Change(model._meta.db_table, f"{id_field} reaches {owner} in a new row of"))
        if "site_id" in row and row["site_id"] is None and model._meta.label == "wagtailredirects.Redirect":
            found.append(Change(model._meta.db_table, "for all sites is a new row of"))
        return found

    def _owner(self, table: str, key: str) -> str | None:
        return self.world.owners.get((table, key))

    def _public(self, table: str, key: str) -> bool:
        return (table == "wagtailcore_page" and key in self.world.public_pages) or (
            (table, key) in self.world.shared_rows
        )

    def _public_page(self, key: str, content_type: int) -> bool:
        model = ContentType.objects.get_for_id(content_type).model_class()
        return self._public("wagtailcore_page" if hasattr(model, "url_path") else model._meta.db_table, key)
