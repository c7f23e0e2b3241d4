"""The test database as it was made, after tests that committed to it."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models.signals import post_save, pre_save
from factory.django import mute_signals

_as_made: list[str] = []


def remember_database() -> None:
    """Keep what migrations have put in; called once, before the first test."""
    _as_made[:] = [connection.creation.serialize_db_to_string()]


def restore_database() -> None:
    """Empty the database and bring back what migrations had put in, numbers of rows included.

    Django empties it after a test that commits and brings nothing back, trusting that such tests come last; in
    files that run side by side they do not.
    """
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    # Rows come back in any order; nothing may look for what is not there yet.
    with mute_signals(pre_save, post_save):
        connection.creation.deserialize_db_from_string(_as_made[0])
    with connection.cursor() as cursor:
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    # Emptying the database lets Django make content types anew, under numbers that are gone again.
    ContentType.objects.clear_cache()
