"""Wagtail begins with one workflow for every page there is, decided by a group that nobody is in.

Here each unit has its own, and one that a unit has switched off must not give way to a shared one.
"""

from typing import Any

from django.db import migrations


def remove_shared_workflow(apps: Any, schema_editor: Any) -> None:
    """Take Wagtail's own off the root page; nothing has ever gone through it on a new installation."""
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(
        page__depth=1, workflow__name="Moderators approval"
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [migrations.RunPython(remove_shared_workflow, migrations.RunPython.noop, elidable=False)]
