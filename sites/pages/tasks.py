"""Jobs of the pages."""

from django_tasks import task

from sites.units.scheduling import on_sweep

from .blueprints import services


@task()
def give_blueprint_to_all(version_id: int) -> None:
    """Let every unit of a tier take a version of its blueprint."""
    services.carry_out(version_id)


@on_sweep
def go_on_giving_blueprints() -> None:
    """A worker that was killed left some units without; giving again passes by those that have it."""
    for version_id in services.unfinished():
        services.carry_out(version_id)
