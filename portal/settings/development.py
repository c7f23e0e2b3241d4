"""Settings for working on the code: readable errors, no HTTPS, hosts below `.localhost`."""

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SECRET_KEY", "development-only-key-not-for-any-server")
os.environ.setdefault("PORTAL_DOMAINS", "tuyenquang.localhost,localhost")
os.environ.setdefault("ADMIN_HOST", "quantri.localhost")
os.environ.setdefault("PUBLIC_SCHEME", "http")
os.environ.setdefault("PUBLIC_PORT", "8000")
# `scripts/database.py start` leaves the address of the embedded server here.
_embedded = Path(__file__).resolve().parents[2] / "var" / "database-url"
os.environ.setdefault("DATABASE_URL", _embedded.read_text().strip() if _embedded.exists() else "postgres:///portal")

from .base import *

DEBUG = True
# Not in production: made-up content, and the viewer of kept mail.
INSTALLED_APPS = ["demo", "portal.mailbox", *INSTALLED_APPS]
SERVE_MEDIA = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
LOOPBACK_LEADS_TO_PROVINCE = True
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost", "127.0.0.1"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
