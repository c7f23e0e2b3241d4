"""Takes layers of the isolation away, so that the scanner can be seen to see."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.models import Q
from wagtail.admin import urls as wagtailadmin_urls

from sites.units.isolation.admin_urls import named_patterns
from sites.units.isolation.gate import AdminGate
from sites.units.isolation.page_policy import UnitPagePermissionPolicy
from sites.units.isolation.policies import UnitPermissionPolicy
from sites.units.isolation.references import UnitReferencesMixin
from sites.units.isolation.snippets import UnitGuardMixin


def allow(*args: Any, **kwargs: Any) -> bool:
    return True


def nothing(*args: Any, **kwargs: Any) -> None:
    return None


def everything(*args: Any, **kwargs: Any) -> Q:
    return Q()


@contextmanager
def without_gate() -> Iterator[None]:
    """Nobody asks which views a role reaches, nor whose the things in the address are."""
    with patch.object(AdminGate, "_pass", nothing):
        yield


@contextmanager
def without_scoped_views() -> Iterator[None]:
    """Wagtail's own views stand where the scoped ones were put."""
    exchanged = [
        (pattern, pattern.callback)
        for _name, pattern in named_patterns(wagtailadmin_urls.urlpatterns)
        if hasattr(pattern.callback, "replaces")
    ]
    for pattern, callback in exchanged:
        pattern.callback = callback.replaces
    try:
        yield
    finally:
        for pattern, callback in exchanged:
            pattern.callback = callback


@contextmanager
def without_viewset_guard() -> Iterator[None]:
    """The views of a snippet take any id, as Wagtail's do."""
    with (
        patch.object(UnitGuardMixin, "_guard", nothing),
        patch.object(UnitGuardMixin, "_guard_parts", nothing),
        patch.object(UnitGuardMixin, "user_has_permission", allow),
    ):
        yield


@contextmanager
def without_form_mixin() -> Iterator[None]:
    """Forms take references to anything."""
    with patch.object(UnitReferencesMixin, "_check_references", allow):
        yield


@contextmanager
def without_policy() -> Iterator[None]:
    """Policies know roles no longer by unit: what may be done somewhere may be done everywhere."""
    with (
        patch.object(UnitPermissionPolicy, "user_has_any_permission_for_instance", allow),
        patch.object(UnitPermissionPolicy, "_condition", everything),
        patch.object(UnitPagePermissionPolicy, "user_has_any_permission_for_instance", allow),
        patch.object(UnitPagePermissionPolicy, "_paths", lambda *args: {""}),
    ):
        yield


# What is taken away for each layer, and where the hole must show. Some layers back others up: the gate stands
# before scoped views, the guard of a snippet and the policy; there the layer is taken away together with the other.
LAYERS: dict[str, tuple[tuple[Callable[[], Any], ...], tuple[str, ...]]] = {
    "gate": (
        (without_gate, without_scoped_views),
        ("wagtailadmin_workflows:task_chooser", "wagtailadmin_workflows:task_chosen"),
    ),
    "scoped_views": (
        (without_scoped_views,),
        ("wagtailadmin_reports:workflow", "wagtailadmin_reports:site_history", "wagtailadmin_tag_autocomplete"),
    ),
    "viewset_guard": (
        (without_viewset_guard, without_gate),
        ("wagtailsnippets_pages_contactpoint:inspect", "wagtailsnippets_pages_contactpoint:edit"),
    ),
    "form_mixin": ((without_form_mixin,), ("wagtailadmin_pages:add",)),
    "policy": ((without_policy, without_gate), ("wagtailadmin_pages:edit", "wagtailimages:edit")),
}


@contextmanager
def without(layer: str) -> Iterator[None]:
    with ExitStack() as stack:
        for take_away in LAYERS[layer][0]:
            stack.enter_context(take_away())
        yield
