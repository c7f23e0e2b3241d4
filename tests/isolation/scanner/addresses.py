"""Every URL pattern of the installation, and the addresses it can be asked for with a unit's own ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

ADMIN = "admin/"


@dataclass(frozen=True)
class Pattern:
    """One URL pattern: its name with namespaces, its route, the arguments it takes, its view."""

    name: str
    route: str
    arguments: tuple[str, ...]
    callback: Any

    @property
    def namespace(self) -> str:
        return self.name.rpartition(":")[0]

    @property
    def is_admin(self) -> bool:
        return self.route.startswith(ADMIN)

    @property
    def model(self) -> Any:
        """The model a class-based view is about, if it says so."""
        view = getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", None)
        given = getattr(self.callback, "view_initkwargs", {})
        return given.get("model") or getattr(view, "model", None)


def all_patterns() -> list[Pattern]:
    """Every pattern of the root URLconf, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", (), ()))


def admin_patterns() -> list[Pattern]:
    return [pattern for pattern in all_patterns() if pattern.is_admin]


def _walk(patterns: list, route: str, namespaces: tuple[str, ...], arguments: tuple[str, ...]) -> Iterator[Pattern]:
    for entry in patterns:
        here = route + str(entry.pattern)
        taken = (*arguments, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, here, inner, taken)
        elif isinstance(entry, URLPattern):
            yield Pattern(":".join((*namespaces, entry.name or "")), here, taken, entry.callback)


def address(pattern: Pattern, arguments: dict[str, Any]) -> str | None:
    """The address of a pattern with arguments, or None when they do not fit."""
    if not pattern.name or pattern.name.endswith(":"):
        return UNNAMED.get(pattern.route)
    try:
        return reverse(pattern.name, kwargs=arguments)
    except NoReverseMatch:
        return None


# Patterns without a name can only be written out.
UNNAMED = {
    "admin/test404/": "/admin/test404/",
    "admin/^.*/$": "/admin/khong-co-gi-o-day/",
}
