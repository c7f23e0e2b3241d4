"""Jobs that keep the index right."""

from django_tasks import task

from . import services


@task()
def refresh_unit(unit_id: int) -> None:
    """Bring the entries of a unit and of all below it up to date."""
    services.refresh_unit(unit_id)


@task()
def count_words() -> None:
    """Count words anew, so that rare ones are known as rare."""
    services.count_words()
