"""Whether this process can serve: asked by whatever runs and watches it."""

import secrets

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

# Once the schema is seen to be complete this process does not look again: reading all migrations takes a while.
_schema_is_complete = False


def readiness() -> tuple[bool, dict[str, str]]:
    """Whether pages can be served, and the state of each dependency by name.

    The cache is told of but never decides: pages answer without it.
    """
    database = _database()
    return database == "ok", {"database": database, "cache": _cache()}


def _database() -> str:
    global _schema_is_complete
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _schema_is_complete:
            executor = MigrationExecutor(connection)
            _schema_is_complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "ok" if _schema_is_complete else "migrations are missing"


def _cache() -> str:
    token = secrets.token_hex(4)
    cache.set("readiness", token, 60)
    return "ok" if cache.get("readiness") else "unreachable"
