"""The cache backends that settings choose from."""

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache


class DiskCache(FileBasedCache):
    """A folder shared by every process of one machine."""


class GuardedRedisCache(RedisCache):
    """Redis."""
