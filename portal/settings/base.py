"""Secure settings for production; every other settings module starts from these and loosens what it must.

Every value that differs between machines comes from the environment and is explained in `.env.example`.
"""

from pathlib import Path

import environ

from .files import DOCUMENT_ATTACHMENT_EXTENSIONS, WAGTAILDOCS_EXTENSIONS, WAGTAILIMAGES_EXTENSIONS  # noqa: F401
from .policies import (  # noqa: F401
    ADMIN_CONTENT_SECURITY_POLICY,
    AUTH_PASSWORD_VALIDATORS,
    CONTENT_SECURITY_POLICY,
    PERMISSIONS_POLICY,
)

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = False
# A server that forgot its key must not start: a guessable key signs sessions.
SECRET_KEY = env("DJANGO_SECRET_KEY")

# --- Hosts and addresses -------------------------------------------------------------------------
# Domains below which this installation answers, the first one being the province's own. Which host below
# them speaks for which unit is data (units.HostName).
PORTAL_DOMAINS = env.list("PORTAL_DOMAINS")
# The one host that serves the admin; its cookies are never sent to a unit's site.
ADMIN_HOST = env("ADMIN_HOST")
# What it serves beside health; a reader's page is found on its unit's host only.
ADMIN_HOST_PATHS = ["/admin/", "/documents/", "/media/", "/oidc/", "/static/"]
# How readers reach the sites: addresses are built from these two and from HostName rows, never from a
# Host header.
PUBLIC_SCHEME = env("PUBLIC_SCHEME", default="https")
PUBLIC_PORT = env.int("PUBLIC_PORT", default=443)
# A host outside every domain is refused with a plain 400 by Django itself.
ALLOWED_HOSTS = [f".{domain}" for domain in PORTAL_DOMAINS] + [ADMIN_HOST]
# Only the demo lets localhost and 127.0.0.1 lead to the province's site.
LOOPBACK_LEADS_TO_PROVINCE = False

INSTALLED_APPS = [
    "search",
    "home",
    "sites.newsroom",
    "sites.procedures",
    "sites.dialogue",
    "sites.subscriptions",
    "sites.organisation",
    "sites.publicinfo",
    "sites.documents",
    "sites.pages",
    "sites.units",
    "portal.media",
    "portal.accounts",
    "portal.core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.table_block",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # for its catalogue: the admin tells times such as “2 minutes ago” by it
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "portal.core.middleware.HealthMiddleware",
    "portal.core.middleware.RefusedHostMiddleware",
    "portal.core.uploads.RequestSizeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "sites.units.middleware.UnitHostMiddleware",
    "portal.core.middleware.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.core.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.middleware.SessionLimitMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "sites.units.oversight.view_as.ViewAsMiddleware",
    "sites.units.isolation.gate.AdminGate",
    "sites.units.isolation.masking.WhoIsAsking",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sites.units.middleware.SiteRedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates"],
        "OPTIONS": {
            "loaders": ["portal.core.admin_words.Templates"],
            "context_processors": [
                "django.template.context_processors.request",
                "sites.units.chrome.chrome",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "sites.units.context_processors.unit",
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without CACHE_URL (redis://…) the cache is a folder that every process of this machine shares.
CACHE_URL = env("CACHE_URL", default="")
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "portal.core.cache.GuardedRedisCache",
            "LOCATION": CACHE_URL,
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "portal.core.cache.DiskCache",
            "LOCATION": Path(env("CACHE_DIR", default=str(VAR_DIR / "cache"))),
            "OPTIONS": {"MAX_ENTRIES": 50_000, "MAX_BYTES": 512 * 1024 * 1024},
        }
    }
# A cache that failed is left alone for so long, by each process.
CACHE_BREAKER_SECONDS = 10
# Anonymous pages: how long one is kept here at most when nothing it shows changes …
PAGE_CACHE_SECONDS = 600
# … and how long an HTTP cache in front may answer without asking: the delay of a change behind such a cache.
# A warning of a flood is promised within five seconds, so this is never more than that.
EDGE_CACHE_SECONDS = 4
# Parameters that a page answers and may be kept with; a search is never kept.
PAGE_CACHE_PARAMETERS = [
    *("trang", "cap", "thuoc"),
    # Lists of documents.
    *("co-quan", "hieu-luc", "linh-vuc", "loai", "mo", "nam", "pham-vi", "sau", "truoc"),
    # Lists of procedures, and the unit that one of them is shown for.
    *("doi-tuong", "muc", "noi", "su-kien"),
    # Figures of cases.
    *("thang", "xep"),
    # Weeks of the calendar.
    "tuan",
]
# Parameters that no page answers: marks that other sites and campaigns put on links.
PAGE_CACHE_IGNORED_PARAMETERS = [
    *("fbclid", "gclid", "mc_cid", "mc_eid", "msclkid", "ref", "zarsrc"),
    *(f"utm_{name}" for name in ("campaign", "content", "id", "medium", "source", "term")),
]

# Where dossiers are filed: procedures link there, to these hosts and to no other.
NATIONAL_SERVICE_PORTAL = "https://dichvucong.gov.vn/"
NATIONAL_PORTAL_HOSTS = env.list("NATIONAL_PORTAL_HOSTS", default=["dichvucong.gov.vn", "www.dichvucong.gov.vn"])
# A catalogue that procedures are read from: the dotted name of a class (docs/procedures.md); none by default.
NATIONAL_CATALOGUE = env("NATIONAL_CATALOGUE", default="")
# The engine of readers' search: opensearch+https://user:password@node1:9200,node2:9200/prefix, or
# elasticsearch+https://…; empty: PostgreSQL, which also stands in while an engine does not answer.
SEARCH_URL = env("SEARCH_URL", default="")
SEARCH_SHARDS = env.int("SEARCH_SHARDS", default=1)
SEARCH_REPLICAS = env.int("SEARCH_REPLICAS", default=0)
# How long an engine that failed is left alone.
SEARCH_PAUSE_SECONDS = env.int("SEARCH_PAUSE_SECONDS", default=15)
# The largest body sent to it at once.
SEARCH_BULK_BYTES = 5 * 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.accounts.backends.PortalBackend",
    "sites.units.backends.RoleBackend",
]
# Accounts made for the demo can sign in only where this is true.
DEMO = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Liên Cấp"
# An admin session ends after a time without use, and after a working day in any case.
ADMIN_SESSION_IDLE_MINUTES = env.int("ADMIN_SESSION_IDLE_MINUTES", default=30)
ADMIN_SESSION_HOURS = env.int("ADMIN_SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = ADMIN_SESSION_HOURS * 3600
INVITATION_DAYS = 7

# Sign-in by a provider of identities (OpenID Connect); off until it is named. Needs the extra `oidc`.
OIDC_ENABLED = bool(env("OIDC_CLIENT_ID", default=""))
if OIDC_ENABLED:
    INSTALLED_APPS.append("mozilla_django_oidc")
    AUTHENTICATION_BACKENDS.append("portal.accounts.oidc.ExistingAccountBackend")
    OIDC_RP_CLIENT_ID = env("OIDC_CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = env("OIDC_CLIENT_SECRET")
    OIDC_RP_SIGN_ALGO = env("OIDC_SIGN_ALGO", default="RS256")
    OIDC_RP_SCOPES = "openid email"
    OIDC_OP_AUTHORIZATION_ENDPOINT = env("OIDC_AUTHORIZATION_ENDPOINT")
    OIDC_OP_TOKEN_ENDPOINT = env("OIDC_TOKEN_ENDPOINT")
    OIDC_OP_USER_ENDPOINT = env("OIDC_USER_ENDPOINT")
    OIDC_OP_JWKS_ENDPOINT = env("OIDC_JWKS_ENDPOINT", default="")
    OIDC_REDIRECT_ALLOWED_HOSTS = [ADMIN_HOST]
    LOGIN_REDIRECT_URL = "/admin/"
    LOGIN_REDIRECT_URL_FAILURE = "/admin/login/"

# --- Cases ---------------------------------------------------------------------------------------
# Signs the second fact by which citizens look their case up. Changing it ends every look-up until the units deliver
# again; so it is a key of its own where the other one may be replaced.
CASE_FACT_KEY = env("CASE_FACT_KEY", default="") or f"case facts {SECRET_KEY}"
# So long after a case is finished it can be looked up.
CASE_FACT_DAYS = env.int("CASE_FACT_DAYS", default=180)
# How long rows that were set aside are listed for the sender, and a file that nobody decides about is kept.
CASE_FAULT_DAYS = env.int("CASE_FAULT_DAYS", default=90)
CASE_FILE_DAYS = env.int("CASE_FILE_DAYS", default=7)
# The largest batch that the interface takes, in bytes.
CASE_BATCH_MAX_BYTES = env.int("CASE_BATCH_MAX_BYTES", default=64 * 1024 * 1024)
# Wrong look-ups from one network in an hour, and of one code in a day.
CASE_LOOKUPS_PER_NETWORK = env.int("CASE_LOOKUPS_PER_NETWORK", default=30)
CASE_LOOKUPS_PER_CODE = env.int("CASE_LOOKUPS_PER_CODE", default=10)

# --- Dialogue ------------------------------------------------------------------------------------
# Makes the secret links by which citizens follow what they sent and leave lists. Changing it ends all of them.
DIALOGUE_LINK_KEY = env("DIALOGUE_LINK_KEY", default="") or f"dialogue links {SECRET_KEY}"
# From one network in an hour, and from when on the form asks a question that programs do not answer; the same for all
# networks together, in ten minutes.
DIALOGUE_PER_HOUR = env.int("DIALOGUE_PER_HOUR", default=8)
DIALOGUE_QUESTION_FROM = env.int("DIALOGUE_QUESTION_FROM", default=3)
DIALOGUE_FLOOD = env.int("DIALOGUE_FLOOD", default=60)
# The largest file that comes with a case, in bytes.
DIALOGUE_FILE_MAX_BYTES = env.int("DIALOGUE_FILE_MAX_BYTES", default=10 * 1024 * 1024)
# Wrong look-ups from one network in an hour, and of one code in a day.
DIALOGUE_LOOKUPS_PER_NETWORK = env.int("DIALOGUE_LOOKUPS_PER_NETWORK", default=30)
DIALOGUE_LOOKUPS_PER_CODE = env.int("DIALOGUE_LOOKUPS_PER_CODE", default=10)

# --- Subscriptions -------------------------------------------------------------------------------
# From one network in an hour, and from when on the form asks a question; for all networks together, in ten minutes.
SUBSCRIPTIONS_PER_HOUR = env.int("SUBSCRIPTIONS_PER_HOUR", default=10)
SUBSCRIPTIONS_QUESTION_FROM = env.int("SUBSCRIPTIONS_QUESTION_FROM", default=4)
SUBSCRIPTIONS_FLOOD = env.int("SUBSCRIPTIONS_FLOOD", default=60)

# --- Languages and time --------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Ours, and in Vietnamese what Wagtail and other packages say in the admin.
LOCALE_PATHS = [BASE_DIR / "portal" / "locale", BASE_DIR / "portal" / "locale_admin"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "media")))
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
# Small installations let Django hand out images; behind nginx or object storage this is off.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people have sent in confidence: below no address, on no server's list of folders.
    "private": {"BACKEND": "portal.media.private.PrivateStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# The ZIP of files that comes with a table of documents; larger ones go in by `manage.py import_table --files`.
IMPORT_ARCHIVE_MAX_BYTES = env.int("IMPORT_ARCHIVE_MAX_BYTES", default=500 * 1024 * 1024)
# A request larger than this is answered with a sentence before anything of it is read or stored.
MAX_REQUEST_BYTES = env.int("MAX_REQUEST_BYTES", default=520 * 1024 * 1024)
# Looks at each document before it is kept, such as portal.media.scanning.clamd; empty: nothing does. While one is
# named and does not answer, nothing is taken.
VIRUS_SCANNER = env("VIRUS_SCANNER", default="")
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="/run/clamav/clamd.ctl")

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Liên Cấp"
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_BASE_URL = f"{PUBLIC_SCHEME}://{ADMIN_HOST}" + ("" if PUBLIC_PORT in (80, 443) else f":{PUBLIC_PORT}")
# Vietnamese slugs are made by portal.core.text; Django's ASCII slugs would drop the letter đ.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Turning a pasted link into another unit's page id and title would tell about that unit.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "none"
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
# Where videos that the library links to may be; they are opened only by a click.
VIDEO_HOSTS = env.list("VIDEO_HOSTS", default=["youtube.com", "youtu.be", "vimeo.com"])
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
# Nothing that was uploaded is opened inside a page of the portal; every document is a download.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.media.forms.PortalDocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.media.forms.PortalImageForm"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Mails about a unit's drafts go to the people of the unit.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
# The last step of a workflow publishes by the road that all others take too.
WAGTAIL_FINISH_WORKFLOW_ACTION = "sites.units.finishing.publish_approved"
# A translation starts as a draft: publishing it asks for the same rights as publishing anything else.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# A class of wagtail-localize's interface that drafts translations, and its options as JSON; empty: no machine does.
MACHINE_TRANSLATOR = env("MACHINE_TRANSLATOR", default="")
_MACHINE = {"CLASS": MACHINE_TRANSLATOR, "OPTIONS": env.json("MACHINE_TRANSLATOR_OPTIONS", default={})}
WAGTAILLOCALIZE_MACHINE_TRANSLATOR = _MACHINE if MACHINE_TRANSLATOR else None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.core.search_backend"}}
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS
TAGGIT_CASE_INSENSITIVE = True

# --- Mail ----------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
# A provider of mail that has a backend of its own, such as one of django-anymail's, is named here.
EMAIL_BACKEND = env("EMAIL_BACKEND", default=EMAIL_CONFIG["EMAIL_BACKEND"])
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"no-reply@{PORTAL_DOMAINS[0]}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# To where mail servers send back what they cannot deliver, and the mailbox there that is read each night.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")
BOUNCE_IMAP_URL = env("BOUNCE_IMAP_URL", default="")
# What the provider's backend needs, as its names are in django-anymail's documents: {"POSTMARK_SERVER_TOKEN": "…"}.
ANYMAIL = env.json("ANYMAIL", default={})
ANYMAIL_ENABLED = EMAIL_BACKEND.startswith("anymail.")
if ANYMAIL_ENABLED:
    INSTALLED_APPS.append("anymail")
# A mail server that hangs must not hold up the worker, which has other things to do on time.
EMAIL_TIMEOUT = 10

# --- Security ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
# Host-only cookies: SESSION_COOKIE_DOMAIN and CSRF_COOKIE_DOMAIN stay unset.
X_FRAME_OPTIONS = "SAMEORIGIN"
# The admin shows its previews in a frame of its own host, so DENY is not possible.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# --- Logs: one JSON object a line on standard output ----------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Each request to the search engine, and a page of traceback for each that fails; the breaker says it in a line.
    "loggers": {name: {"level": "ERROR"} for name in ("elastic_transport", "elasticsearch", "opensearch")},
}
