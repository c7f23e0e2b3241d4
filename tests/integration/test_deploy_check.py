"""Production settings pass Django's own checks for deployment."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_production_settings_are_clean():
    # What the tests of a browser set for themselves is nothing a server has.
    own = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    environment = own | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.base",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "PORTAL_DOMAINS": "tinh.gov.vn",
        "ADMIN_HOST": "quantri.tinh.gov.vn",
        "CACHE_URL": "",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    checked = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
