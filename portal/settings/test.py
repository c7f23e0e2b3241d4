"""Settings for the test suite: real PostgreSQL, fast hashing, tasks run at once, nothing leaves the process."""

from .development import *

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = VAR_DIR / "test-media"
AXES_ENABLED = False
WAGTAILADMIN_BASE_URL = "http://quantri.localhost:8000"
LOGGING["root"]["level"] = "WARNING"
