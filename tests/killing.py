"""Processes that kill themselves in the middle of their work, on the test database."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection


def die_while(script: str, *arguments: str) -> str:
    """Run a script in a process of its own, which must kill itself; returns what it had printed."""
    name = connection.settings_dict["NAME"]
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        known = connection.settings_dict
        address = f"postgres://{known['USER']}@{known['HOST'] or ''}:{known['PORT'] or ''}/{name}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
        "DATABASE_URL": address.rsplit("/", 1)[0] + f"/{name}",
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        timeout=240,
    )
    assert done.returncode == -9, done.stderr.decode()
    return done.stdout.decode()
