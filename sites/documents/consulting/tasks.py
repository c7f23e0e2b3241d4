"""Done each night: say which consultations have ended, forget how to reach those who wrote long ago."""

from django_tasks import task

from portal.core.nightly import every_night

from ..services import consultations


@every_night
@task()
def tend_consultations() -> None:
    consultations.tell_of_ended()
    consultations.forget_writers()
