"""Jobs about procedures."""

from datetime import timedelta

from django_tasks import task

from portal.core.nightly import every_night
from sites.units.models import today

from .models import Procedure
from .services.saving import tell


@every_night
@task()
def tell_of_ended() -> int:
    """Procedures that ended today leave lists and search without anybody saving them; returns how many."""
    days = (today() - timedelta(days=1), today())
    ended = list(Procedure.objects.filter(ends_on__in=days, live=True).values_list("pk", flat=True))
    if ended:
        tell(ended)
    return len(ended)
