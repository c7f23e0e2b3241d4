"""The base province built once for the tests of a module, each of which finds it as new.

Building seven sites takes seconds, a test of them often milliseconds. So the province is built inside a
transaction around the tests of a module that want it, and each test runs in a transaction of its own inside that
one. A test that does without it, or that commits for real, ends the outer transaction first.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction


class Standing:
    """What stands at the moment, for which module, and the transaction that holds it."""

    def __init__(self) -> None:
        self.module: Any = None
        self.blocker: Any = None
        self.atomic: transaction.Atomic | None = None
        self.keys: dict[str, int] = {}

    def prepare(self, module: Any, build: Callable[[], dict[str, int]], blocker: Any) -> None:
        """Have the province of this module standing; one of another module goes.

        `blocker` is pytest-django's, which keeps the database shut outside tests.
        """
        if self.atomic is not None and self.module is module:
            return
        self.release()
        with blocker.unblock():
            self.atomic, self.module, self.blocker = transaction.atomic(), module, blocker
            self.atomic.__enter__()
            try:
                self.keys = build()
            except BaseException:
                self.release()
                raise

    def release(self) -> None:
        """Roll the outer transaction back, if there is one."""
        atomic, self.atomic, self.module, self.keys = self.atomic, None, None, {}
        if atomic is not None:
            with self.blocker.unblock():
                transaction.set_rollback(True)
                atomic.__exit__(None, None, None)
