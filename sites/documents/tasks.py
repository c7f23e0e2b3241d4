"""Jobs about documents."""

from django_tasks import task

from portal.core.nightly import every_night

from .services.effect import recompute_all


@every_night
@task()
def recompute_effects() -> int:
    """Bring the stored effect of every document up to the new day; returns how many changed."""
    return recompute_all()
