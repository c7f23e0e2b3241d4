"""A progress bar on the terminal; silent where nobody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from .loading.lists import Progress as LoadProgress


class Bar(LoadProgress):
    """One line of a terminal that fills up."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self.progress, self.task = progress, task

    def expect(self, total: int) -> None:
        self.progress.update(self.task, total=total)

    def __call__(self, done: int) -> None:
        self.progress.advance(self.task, done)


@contextmanager
def progress_bar(label: str, total: int | None = None) -> Iterator[Bar]:
    """A bar while the block runs; until its total is known it only shows life."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        yield Bar(progress, progress.add_task(label, total=total))
