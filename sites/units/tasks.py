"""Jobs of the units."""

from django_tasks import task

from portal.core.nightly import every_night

from .role_groups import sync_role_groups


@every_night
@task()
def follow_roles() -> None:
    """Roles begin and end by their dates; groups follow them."""
    sync_role_groups()
