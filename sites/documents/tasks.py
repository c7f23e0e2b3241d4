"""Jobs about documents."""

from django_tasks import task

from portal.core.nightly import every_night

from .importing import running
from .services import counts, files
from .services.effect import recompute_all


@every_night
@task()
def recompute_effects() -> int:
    """Bring the stored effect of every document up to the new day; returns how many changed."""
    return recompute_all()


@task()
def extract_text(key: int) -> None:
    """Take the text out of a file; run again, it does the same."""
    files.take_text(key)


@every_night
@task()
def extract_what_was_left() -> int:
    """Ask again for the text of files whose job died with its worker; returns how many."""
    keys = list(files.left_waiting().values_list("pk", flat=True)[:1000])
    files.ask_for_text(keys)
    return len(keys)


@task()
def fold_counts() -> None:
    """Move the changes of the lists into the stored numbers; run again, it does nothing."""
    counts.fold()


@every_night
@task()
def tidy_counts() -> None:
    """The same, however few changes wait; forget what has come down to nothing, and mend what is not right."""
    counts.fold()
    if not counts.are_right():
        counts.rebuild()
    counts.forget_empty()


@task()
def work_on_import(key: int) -> None:
    """Check or write the rows of an imported table; whatever ends it, `watch_import` takes it up again."""
    running.look_again_later(key)
    running.work(key)


@task()
def watch_import(key: int) -> None:
    """Go on with an import whose worker has died; leave one alone that somebody works on."""
    if running.is_unfinished(key):
        running.look_again_later(key)
        running.work(key)
