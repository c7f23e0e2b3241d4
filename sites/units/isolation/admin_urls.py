"""Wagtail's admin addresses with the views of `REPLACEMENTS` in place of Wagtail's own.

A view is exchanged where it stands, under its own name and address, so that links, menus and the gate keep
working and the original cannot be reached by any address. A name that Wagtail no longer has stops the start:
the thing it stood for would otherwise be open under a new name.
"""

from collections.abc import Callable, Iterator
from functools import update_wrapper

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import never_cache
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404

from . import choosers, files, localize, machine_drafting, people, redirects, reports, tags, workflows

View = Callable[..., HttpResponse]

REPLACEMENTS: dict[str, View] = {
    **choosers.REPLACEMENTS,
    **files.REPLACEMENTS,
    **reports.REPLACEMENTS,
    **workflows.REPLACEMENTS,
    **redirects.REPLACEMENTS,
    **tags.REPLACEMENTS,
    **localize.REPLACEMENTS,
    **machine_drafting.REPLACEMENTS,
}


def named_patterns(patterns: list, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern below, with its name as `reverse` takes it."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from named_patterns(pattern.url_patterns, inner)
        elif pattern.name:
            yield ":".join([*namespaces, pattern.name]), pattern


def _in_the_admin(view: View, original: View) -> View:
    """The view behind the same checks that Wagtail puts before its own."""
    guarded = never_cache(display_custom_404(require_admin_access(view)))
    update_wrapper(guarded, view)
    # Kept for tests that take this layer away and must then find leaks.
    guarded.replaces = original
    return guarded


def replace_views(patterns: list, replacements: dict[str, View]) -> None:
    """Put each replacement where a pattern of that name stands; raises `ImproperlyConfigured` if none does."""
    missing = set(replacements)
    for name, pattern in named_patterns(patterns):
        if name in replacements:
            missing.discard(name)
            if not hasattr(pattern.callback, "replaces"):
                pattern.callback = _in_the_admin(replacements[name], pattern.callback)
    if missing:
        raise ImproperlyConfigured(f"Wagtail has no admin view named {', '.join(sorted(missing))} any more")


replace_views(wagtailadmin_urls.urlpatterns, REPLACEMENTS)
urlpatterns = [
    # The invited have no account yet, so this stands outside of what asks for one.
    path("loi-moi/<str:secret>/", people.accept, name="units_invitation"),
    *wagtailadmin_urls.urlpatterns,
]
