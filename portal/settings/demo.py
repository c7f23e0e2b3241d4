"""Settings of `make demo`: production's, without HTTPS, everything inside one folder below `var/`.

`scripts/demo.py` makes the folder, the key and the database and names them in the environment.
"""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("DEMO_FOLDER") or Path(__file__).resolve().parents[2] / "var" / "demo")


def _left_by_the_demo(name: str) -> str:
    file = FOLDER / name
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


# A developer's `.env` is for another installation: what is set here wins over it.
os.environ["DJANGO_SECRET_KEY"] = _left_by_the_demo("secret-key")
os.environ["PORTAL_DOMAINS"] = "tuyenquang.localhost,localhost"
os.environ["ADMIN_HOST"] = "quantri.localhost"
os.environ["PUBLIC_SCHEME"] = "http"
os.environ["CACHE_URL"] = ""
# Named by hand, as in `SEARCH_URL=opensearch+http://127.0.0.1:9200 make demo`, an engine is used; none in `.env` is.
os.environ.setdefault("SEARCH_URL", "")
os.environ.setdefault("PUBLIC_PORT", _left_by_the_demo("port") or "8000")
# Empty counts as not set, as in `DATABASE_URL= make demo`.
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or _left_by_the_demo("database-url")

from .base import *

DEMO = True
INSTALLED_APPS = ["demo", "portal.mailbox", *INSTALLED_APPS]
ROOT_URLCONF = "demo.urls"
LOOPBACK_LEADS_TO_PROVINCE = True
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]

# There is no certificate for `.localhost`.
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = None
SECURE_HSTS_SECONDS = 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

STATIC_ROOT = FOLDER / "static"
MEDIA_ROOT = FOLDER / "media"
PRIVATE_ROOT = FOLDER / "private"
SERVE_MEDIA = True
CACHES["default"]["LOCATION"] = FOLDER / "cache"
EMAIL_BACKEND = "portal.mailbox.backends.MaildirBackend"
MAILBOX_FOLDER = FOLDER / "mail"
ADMIN_HOST_PATHS = [*ADMIN_HOST_PATHS, "/thu/"]
