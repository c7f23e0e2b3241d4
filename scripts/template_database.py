"""The database with its tables, made once, of which each test worker has a copy.

Running all migrations takes over a minute of a core: as long as running hundreds of tests. The copy is named after
what the tables are made from, so that a second run finds it; older ones are dropped.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg

PROJECT = Path(__file__).resolve().parents[1]
PREFIX = "template_of_"


def name_of_tables() -> str:
    """A name that changes with the migrations of the project and with the packages whose migrations run too."""
    made_from = [PROJECT / "requirements-test.txt", *sorted(PROJECT.glob("*/**/migrations/*.py"))]
    digest = hashlib.sha256()
    for file in made_from:
        if ".venv" not in file.parts:
            digest.update(f"{file.relative_to(PROJECT)}\n".encode() + file.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


class TemplateDatabase:
    """Made in the background: `start`, do something else, then `finish`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = name_of_tables()
        self.half_made = f"{self.name}_half_made"
        self.migrating: subprocess.Popen | None = None

    def _connect(self) -> psycopg.Connection:
        server = environ.Env.db_url_config(self.url)
        names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
        given = {ours: server[theirs] for theirs, ours in names.items() if server.get(theirs)}
        return psycopg.connect(**given, autocommit=True)

    def start(self) -> None:
        """Drop what is no longer needed and begin to make the tables, unless they are there from an earlier run."""
        with self._connect() as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
            names = {name for (name,) in found}
            for name in names - {self.name}:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            if self.name in names:
                return
            # The same encoding and locale as the demo's database, whatever this machine's are.
            connection.execute(
                f"""CREATE DATABASE "{self.half_made}" ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"""
                " TEMPLATE template0"
            )
        parts = urlsplit(self.url)
        folder = parts.path.rpartition("/")[0]
        half_made = urlunsplit(parts._replace(path=f"{folder}/{self.half_made}"))
        self.migrating = subprocess.Popen(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            cwd=PROJECT,
            env=os.environ | {"DATABASE_URL": half_made},
        )

    def finish(self) -> None:
        """Wait for the tables; ends the program, after what the migrations said, when they cannot be made."""
        if self.migrating is None:
            return
        if self.migrating.wait() != 0:
            sys.exit("The tables cannot be made: see above. Run: .venv/bin/python manage.py migrate")
        with self._connect() as connection:
            connection.execute(f'ALTER DATABASE "{self.half_made}" RENAME TO "{self.name}"')
