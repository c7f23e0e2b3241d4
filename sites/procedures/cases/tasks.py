"""Jobs about cases."""

from django_tasks import task

from portal.core.nightly import every_night

from . import figures, importing, purging


@task()
def check_file(key: int) -> None:
    """Say what taking a file in would do; run again, it says the same."""
    importing.check_file(key)


@task()
def take_file(key: int) -> None:
    """Take a file in; run again, it does nothing."""
    importing.take_file(key)


@every_night
@task()
def tidy_cases() -> None:
    """Forget what has been kept long enough, and make sure that the figures are right."""
    purging.forget_facts()
    purging.forget_deliveries()
    figures.check_and_mend()


@every_night
@task()
def go_on_with_files() -> int:
    """Take up the files whose job died with its worker; returns how many."""
    return importing.go_on_with_all()
