"""The cache backends that settings choose from.

Both answer "not there" instead of failing or keeping a reader waiting, so that a page is never lost because
its cache is. What could not be written says so through `set_many`, whose answer names the keys that failed.
"""

import os
import pickle
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

from .breaker import Breaker

# What unpickling may raise on an entry cut short, or written by another release of this software.
UNREADABLE = (pickle.UnpicklingError, EOFError, zlib.error, AttributeError, ImportError, IndexError, TypeError)

_breakers: dict[str, Breaker] = {}


def breaker_for(location: str) -> Breaker:
    """The one breaker of this process for a cache; Django makes a backend object for each thread."""
    return _breakers.setdefault(location, Breaker(f"cache {location}", settings.CACHE_BREAKER_SECONDS))


class Guarded:
    """Puts a breaker before a cache backend.

    `failures` are the errors that mean the cache itself is unwell. While the breaker is open every question is
    answered at once: nothing is found and nothing is kept.
    """

    failures: tuple[type[Exception], ...] = ()
    breaker: Breaker
    # Backends build some operations from others; only the outermost call is guarded.
    _inside = False

    def _ask(self, operation: Callable[[], Any], otherwise: Any) -> Any:
        if self._inside:
            return operation()
        if not self.breaker.allows():
            return otherwise
        self._inside = True
        try:
            answer = operation()
        except self.failures as error:
            self.breaker.failed(error)
            return otherwise
        finally:
            self._inside = False
        self.breaker.worked()
        return answer

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            return self._ask(lambda: super(Guarded, self).get(key, default, version), default)
        except UNREADABLE:
            self.delete(key, version)
            return default

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        try:
            return self._ask(lambda: super(Guarded, self).get_many(keys, version), {})
        except UNREADABLE:
            self.delete_many(keys, version)
            return {}

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda: super(Guarded, self).add(key, value, timeout, version), False)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(lambda: super(Guarded, self).set(key, value, timeout, version), None)

    def set_many(self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        """Returns the keys that could not be written: all of them when the cache is out of reach."""
        return self._ask(lambda: super(Guarded, self).set_many(data, timeout, version), list(data))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(lambda: super(Guarded, self).touch(key, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._ask(lambda: super(Guarded, self).delete(key, version), False)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        self._ask(lambda: super(Guarded, self).delete_many(keys, version), None)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._ask(lambda: super(Guarded, self).has_key(key, version), False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int | None:
        return self._ask(lambda: super(Guarded, self).incr(key, delta, version), None)

    def clear(self) -> None:
        self._ask(super().clear, None)


class GuardedRedisCache(Guarded, RedisCache):
    """Redis; a server that refuses or hangs costs one short time-out, then nothing until it is tried again."""

    failures = (RedisError, OSError)

    def __init__(self, server: str | list[str], params: dict) -> None:
        options = {
            "socket_connect_timeout": 0.25,
            "socket_timeout": 0.25,
            # A connection the server closed while idle is worth one more try; a time-out is not.
            "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        }
        super().__init__(server, params | {"OPTIONS": options | params.get("OPTIONS", {})})
        self.breaker = breaker_for(str(server))


class DiskCache(Guarded, FileBasedCache):
    """A folder shared by every process of one machine; writes are atomic, by renaming.

    Django's own counts all files at every write; here the folder is swept at most once in `SWEEP_SECONDS`, by
    whichever process comes first. The sweep drops what has expired, then what expires soonest while there is
    more than `MAX_ENTRIES` files or `MAX_BYTES` bytes. Only this system's user may enter the folder, since
    entries are pickled.
    """

    failures = (OSError,)
    SWEEP_SECONDS = 60

    def __init__(self, folder: str | Path, params: dict) -> None:
        options = dict(params.get("OPTIONS", {}))
        self._max_bytes = options.pop("MAX_BYTES", 512 * 1024 * 1024)
        self.breaker = breaker_for(str(folder))
        super().__init__(folder, params | {"OPTIONS": options})

    def _createdir(self) -> None:
        # Called by Django's constructor too, where a folder that cannot be made must not stop the process.
        self._ask(super()._createdir, None)

    def _write_content(self, file: Any, timeout: Any, value: Any) -> None:
        super()._write_content(file, timeout, value)
        file.flush()
        expiry = self.get_backend_timeout(timeout)
        # The sweep reads when a file expires from its date, so that it need not open it.
        os.utime(file.fileno(), (time.time(), _FAR_FUTURE if expiry is None else expiry))

    def _cull(self) -> None:
        marker = Path(self._dir) / ".swept"
        try:
            if time.time() - marker.stat().st_mtime < self.SWEEP_SECONDS:
                return
        except FileNotFoundError:
            pass
        marker.touch(mode=0o600)
        self.sweep()

    def sweep(self) -> None:
        """Make room; harmless when two processes do it at once."""
        now = time.time()
        kept: list[tuple[float, int, str]] = []
        with os.scandir(self._dir) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                try:
                    found = entry.stat()
                except FileNotFoundError:
                    continue
                half_written = not entry.name.endswith(self.cache_suffix)
                if found.st_mtime < now - (3600 if half_written else 0):
                    self._delete(entry.path)
                elif not half_written:
                    kept.append((found.st_mtime, found.st_size, entry.path))
        kept.sort()
        count, size = len(kept), sum(entry[1] for entry in kept)
        for _expiry, file_size, path in kept:
            if count <= self._max_entries and size <= self._max_bytes:
                break
            self._delete(path)
            count, size = count - 1, size - file_size


_FAR_FUTURE = 4_102_444_800  # 1 January 2100
