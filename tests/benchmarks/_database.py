"""A database for a benchmark: the tests' own kind, made empty and dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def empty_database() -> Iterator[None]:
    """Django set up on a database of its own for as long as the block runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases, teardown_test_environment

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        yield
    finally:
        teardown_databases(databases, verbosity=0)
        teardown_test_environment()
