"""Settings for the test suite: real PostgreSQL, fast hashing, tasks run at once, nothing leaves the process."""

from .development import *

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = VAR_DIR / "test-media"
PRIVATE_ROOT = VAR_DIR / "test-private"
# Read by the demo's mailbox alone.
MAILBOX_FOLDER = VAR_DIR / "test-mail"
AXES_ENABLED = False
WAGTAILADMIN_BASE_URL = "http://quantri.localhost:8000"
LOGGING["root"]["level"] = "WARNING"

# `manage.py lintmigrations` reads the SQL of the project's own migrations. The initial ones make an
# app's tables, so nothing in them can lock or lose rows.
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {
    "include_apps": [
        name.rpartition(".")[2] for name in INSTALLED_APPS if name.startswith(("portal.", "sites.", "home", "search"))
    ],
    "ignore_initial_migrations": True,
    "sql_analyser": "postgresql",
    "warnings_as_errors": True,
    "quiet": ["ok", "ignore"],
    "no_cache": True,
}
