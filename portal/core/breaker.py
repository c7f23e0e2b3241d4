"""A circuit breaker: a dependency that just failed is left alone for a while instead of being waited for."""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Breaker:
    """Says whether a dependency may be asked now.

    After a failure it refuses for `open_seconds`; then one caller is let through to try, and the others go on
    being refused until that one has reported. It knows of one process only, and is safe between threads.
    """

    def __init__(self, name: str, open_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.open_seconds = open_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._retry_at: float | None = None

    @property
    def is_open(self) -> bool:
        return self._retry_at is not None

    def allows(self) -> bool:
        """True when the caller may ask; it must then call `worked` or `failed`."""
        if self._retry_at is None:
            return True
        with self._lock:
            if self._retry_at is None:
                return True
            if self._clock() < self._retry_at:
                return False
            # A caller that never reports back must not leave the breaker waiting for it.
            self._retry_at = self._clock() + self.open_seconds
            return True

    def worked(self) -> None:
        if self._retry_at is None:
            return
        with self._lock:
            self._retry_at = None
        logger.info("dependency answers again", extra={"dependency": self.name})

    def failed(self, error: BaseException) -> None:
        with self._lock:
            was_open = self._retry_at is not None
            self._retry_at = self._clock() + self.open_seconds
        if not was_open:
            logger.warning(
                "dependency failed and is left alone for a while",
                extra={"dependency": self.name, "error": f"{type(error).__name__}: {error}"},
            )
