"""The same titles and texts in Wagtail's own search on PostgreSQL, to compare with: all the words, first page, total.

Wagtail's entries belong to things of one table; the table of pinned answers is as good as any, being empty here.
"""

from django.db import connection, transaction


def make() -> None:
    """Bring the entries of this database into Wagtail's index, unless they are there."""
    from django.contrib.contenttypes.models import ContentType

    from search.models import PromotedAnswer

    kind = ContentType.objects.get_for_model(PromotedAnswer).pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM wagtailsearch_indexentry WHERE content_type_id = %s)", [kind])
        if cursor.fetchone()[0]:
            return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'wagtailsearch_indexentry'"
            " AND indexdef LIKE '% USING gin %'"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(
            "INSERT INTO search_promotedanswer (id, live, has_unpublished_changes, expired, locked, unit_id, phrases,"
            " title, summary, url, folded, is_shared)"
            " SELECT id, true, false, false, false, unit_id, '', left(title, 150), '', '', '{}', false"
            " FROM search_entry"
        )
        cursor.execute(
            "INSERT INTO wagtailsearch_indexentry (content_type_id, object_id, title_norm, title, body, autocomplete,"
            " title_text, body_text)"
            " SELECT %s, id, 1, setweight(to_tsvector('simple', title), 'A'), to_tsvector('simple', text), '',"
            " title, text"
            " FROM search_entry",
            [kind],
        )
        for _name, definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE wagtailsearch_indexentry")
        cursor.execute("VACUUM ANALYZE search_promotedanswer")


def search(words: str) -> int:
    from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

    from search.models import PromotedAnswer

    results = PostgresSearchBackend({"SEARCH_CONFIG": "simple"}).search(words, PromotedAnswer)
    list(results[:20])
    return results.count()
