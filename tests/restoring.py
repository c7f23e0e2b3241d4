"""What stands in the tables of the test database, remembered and brought back.

Django empties every table after a test that commits, which takes seconds with hundreds of tables. Here only what
differs is written anew, as PostgreSQL itself copies rows, which takes a fraction of a second.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

_TABLES = """
    SELECT name.relname, string_agg(quote_ident(field.attname), ', ' ORDER BY field.attnum)
    FROM pg_class name JOIN pg_attribute field ON field.attrelid = name.oid
    WHERE name.relkind = 'r' AND name.relnamespace = 'public'::regnamespace AND pg_relation_size(name.oid) > 0
        AND field.attnum > 0 AND NOT field.attisdropped AND field.attgenerated = ''
    GROUP BY name.relname
"""
_NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
_ALL = """
    SELECT string_agg(quote_ident(relname), ', ') FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


@dataclass
class Rows:
    """All rows: for each table that has some its columns and its lines; and the last number each sequence gave."""

    tables: dict[str, tuple[str, bytes]]
    numbers: dict[str, int]

    @classmethod
    def there(cls) -> "Rows":
        """Those that stand in the database now."""
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            tables = {}
            for table, columns in cursor.fetchall():
                with cursor.copy(f'COPY "{table}" ({columns}) TO STDOUT') as copied:
                    tables[table] = columns, b"".join(copied)
            cursor.execute(_NUMBERS)
            return cls({table: found for table, found in tables.items() if found[1]}, dict(cursor.fetchall()))

    def bring_back(self) -> None:
        """Make the database hold these rows and no others. Numbers that were given out are not given again."""
        will_be_committed = not connection.in_atomic_block
        with transaction.atomic(), connection.cursor() as cursor:
            if will_be_committed:
                # Whoever still writes is waited for: it would come after what is brought back.
                cursor.execute(_ALL)
                cursor.execute(f"LOCK TABLE {cursor.fetchone()[0]} IN ACCESS EXCLUSIVE MODE")
            now = Rows.there()
            # References are right once all rows are there; a superuser need not even have them looked at.
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            (may_skip,) = cursor.fetchone()
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            if may_skip:
                cursor.execute("SET LOCAL session_replication_role = replica")
            missing = {}
            for table in sorted(now.tables.keys() | self.tables.keys()):
                columns, wanted = self.tables.get(table, ("", b""))
                found = now.tables.get(table, ("", b""))[1]
                if found == wanted:
                    continue
                lines, kept = wanted.splitlines(keepends=True), set(found.splitlines(keepends=True))
                if kept <= set(lines):
                    lines = [line for line in lines if line not in kept]
                else:
                    cursor.execute(f'DELETE FROM "{table}"')
                missing[f'COPY "{table}" ({columns}) FROM STDIN'] = b"".join(lines)
            for statement, data in missing.items():
                if data:
                    with cursor.copy(statement) as copied:
                        copied.write(data)
            for sequence, number in self.numbers.items():
                if now.numbers.get(sequence, 0) < number:
                    cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s)", [sequence, number])
            if may_skip:
                cursor.execute("SET LOCAL session_replication_role = origin")
        # It may know kinds of things that are gone, or know them under numbers that are.
        ContentType.objects.clear_cache()


Thing = TypeVar("Thing")


class Built:
    """What is built once and found as it was then whenever it is wanted again before the same rows.

    What differs by more than the rows that stand before it has a name of its own. Files stay where they were put.
    """

    def __init__(self) -> None:
        self._kept: dict[Any, tuple[dict, Rows, bytes]] = {}

    def have(self, name: Any, build: Callable[[], Thing]) -> Thing:
        """What `build` returns, which can be pickled; its rows stand in the database then."""
        before = Rows.there().tables
        if name in self._kept:
            before_it, rows, thing = self._kept[name]
            if before == before_it:
                rows.bring_back()
                return pickle.loads(thing)  # noqa: S301  written below
        made = build()
        self._kept[name] = before, Rows.there(), pickle.dumps(made)
        return made

    def forget(self) -> None:
        self._kept.clear()


_as_made: list[Rows] = []


def remember_database() -> None:
    """Keep what migrations have put in; called once, before the first test."""
    _as_made[:] = [Rows.there()]


def restore_database() -> None:
    """Leave the database as migrations made it, after whatever has been committed to it."""
    _as_made[0].bring_back()
