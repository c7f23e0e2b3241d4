"""What may be done once the demo serves."""

from io import StringIO

from django.core.management import call_command
from django_tasks import task


@task(priority=-10)
def rebuild_references() -> None:
    """Write down what uses what; run again, it does the same."""
    call_command("rebuild_references_index", verbosity=0, stdout=StringIO())
