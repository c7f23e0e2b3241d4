"""Jobs of the units."""

from django_tasks import task

from portal.core.nightly import every_night

from .models import today
from .role_groups import sync_role_groups
from .services.lifecycle import rename_sites_of_the_day


@every_night
@task()
def follow_roles() -> None:
    """Roles begin and end by their dates; groups follow them."""
    sync_role_groups()


@every_night
@task()
def follow_names() -> None:
    """A new name that was planned ahead reaches the site on its day."""
    rename_sites_of_the_day(today())
