"""All addresses. Which of them a host serves is decided in sites.units.middleware.UnitHostMiddleware."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include("sites.units.isolation.admin_urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("api/cases/v1/", include("sites.procedures.cases.api_urls")),
]

# For search engines, in no language.
urlpatterns += [path("", include("search.sitemap_urls"))]

if settings.OIDC_ENABLED:
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))

if settings.ANYMAIL_ENABLED:
    # Where a provider of mail tells what came back; on the host of any unit.
    urlpatterns.append(path("anymail/", include("anymail.urls")))

if settings.SERVE_MEDIA:
    from django.urls import re_path
    from django.views.static import serve

    # Pictures only: documents go through the view that asks whether the reader may have them. Each folder is a root
    # of its own, or `images/../documents/` would lead out of it.
    urlpatterns += [
        re_path(rf"^media/{folder}/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT / folder})
        for folder in ("images", "avatar_images")
    ]

urlpatterns += i18n_patterns(
    path("", include("sites.units.urls")),
    path("", include("search.urls")),
    # Before the feeds of sections, which are at any address.
    path("", include("sites.documents.filing.public_urls")),
    path("", include("sites.documents.urls")),
    path("", include("sites.documents.consulting.public_urls")),
    path("", include("sites.dialogue.public_urls")),
    path("", include("sites.subscriptions.urls")),
    path("", include("sites.procedures.cases.public_urls")),
    path("", include("sites.procedures.urls")),
    path("", include("home.urls")),
    path("", include("sites.pages.urls")),
    path("", include("sites.organisation.urls")),
    path("", include("sites.publicinfo.urls")),
    path("", include("sites.newsroom.urls")),
    path("", include("portal.core.page_urls")),
    prefix_default_language=False,
)
