"""Jobs of the units."""

from django_tasks import task

from portal.core.nightly import every_night

from . import batches, machine_drafts, notification_mail, scheduling
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


@task()
def follow_schedule(base_type_id: int, object_id: str) -> None:
    """Publish one thing, or take it off line, at the time that was approved."""
    scheduling.follow(base_type_id, object_id)


@task()
def sweep_schedule() -> None:
    """Do what was due and has not been done, every few minutes."""
    scheduling.plan_next_sweep()
    scheduling.sweep()


@every_night
@task()
def keep_sweeping() -> None:
    """Begin again where a worker that was killed has broken the chain of rounds."""
    scheduling.plan_next_sweep()


@task()
def publish_large_batch(batch_id: int) -> None:
    """Put an import on line that a publisher has decided on."""
    batches.carry_out(batch_id)


@task()
def draft_by_machine(drafts_id: int) -> None:
    """Have a machine draft a translation; what is asked for twice is done once."""
    machine_drafts.carry_out(drafts_id)


@scheduling.on_sweep
def go_on_drafting() -> None:
    """Where a worker was killed while a machine was at work."""
    for drafts_id in machine_drafts.unfinished():
        machine_drafts.carry_out(drafts_id)


@task()
def mail_notifications(ids: list[int]) -> None:
    """Send what people are told by mail; what the mail server does not take now the sweeper sends."""
    notification_mail.send(ids)


@every_night
@task()
def forget_old_notifications() -> None:
    """What people were told is kept for as long as it is of use."""
    notification_mail.forget_old()
