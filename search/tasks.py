"""Jobs that keep the index right."""

from django_tasks import task

from portal.core.nightly import every_night

from . import services
from .sources import sources


@task()
def refresh_unit(unit_id: int) -> None:
    """Bring the entries of a unit and of all below it up to date."""
    services.refresh_unit(unit_id)


@every_night
@task()
def look_after() -> None:
    """Mend what differs from the things, and count words anew, so that rare ones are known as rare."""
    for source in sources():
        services.mend(services.compare(source), source)
    services.count_words()
