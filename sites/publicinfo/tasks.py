"""Done each night: names of people whose time on the portal is over are deleted."""

from django_tasks import task

from portal.core.nightly import every_night

from . import services


@every_night
@task()
def purge_lists() -> int:
    """Returns how many lists lost their names."""
    return services.purge_lists()
