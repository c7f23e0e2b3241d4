"""The tokens of titles in a column and an index of their own.

PostgreSQL writes every row anew for the column: some minutes for a million entries, during which searching waits.
"""

import django.contrib.postgres.search
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The index is built while others write, which PostgreSQL does outside a transaction only.
    atomic = False

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.AddField(
            "entry",
            "title_vector",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("vector"), template="ts_filter(%(expressions)s, '{a}')"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        AddIndexConcurrently("entry", GinIndex(fields=["title_vector"], name="search_entry_title_words")),
    ]
