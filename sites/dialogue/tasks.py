"""Done each night: the clocks of open cases, and what has been kept long enough."""

from django_tasks import task

from portal.core.nightly import every_night

from .services import clock, escalation, files, polls, privacy


@every_night
@task()
def tend_clocks() -> None:
    """Bring clocks up to the calendar, then warn of what is near its end and tell of what is over it."""
    clock.wind_all()
    escalation.remind_to_forward()
    escalation.warn()
    escalation.escalate()


@every_night
@task()
def forget_cases() -> None:
    """Erase what has been kept as long as the law and the kind say."""
    privacy.purge()
    privacy.forget_keys()
    polls.forget_keys()
    files.sweep_orphans()
