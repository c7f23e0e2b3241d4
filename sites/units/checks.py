"""System checks that keep the isolation of units whole as the project grows."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db.utils import ProgrammingError
from django.urls import get_resolver, reverse
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import DraftStateMixin, Page
from wagtail.snippets.models import get_snippet_models


@register()
def snippets_belong_to_units(**kwargs: Any) -> list[CheckMessage]:
    """Each snippet is a UnitOwned with the viewset and the form that isolate it."""
    from .isolation.references import UnitOwnedForm
    from .isolation.snippets import UnitSnippetViewSet
    from .models import UnitOwned, UnitWorkflowMixin

    problems: list[CheckMessage] = []
    for model in get_snippet_models():
        if not issubclass(model, UnitOwned):
            problems.append(Error("A snippet is made from UnitOwned.", obj=model, id="units.E001"))
        elif hasattr(model, "make_preview_request") and model._get_dummy_header_url != UnitOwned._get_dummy_header_url:
            hint = "Put UnitOwned first among the bases."
            problems.append(Error("A preview is made on the unit's host.", hint=hint, obj=model, id="units.E006"))
        if issubclass(model, DraftStateMixin) and not issubclass(model, UnitWorkflowMixin):
            hint = "Make it from UnitWorkflowMixin, which goes before DraftStateMixin."
            problems.append(
                Error("What can be a draft goes through the unit's workflow.", hint=hint, obj=model, id="units.E007")
            )
        if not isinstance(model.snippet_viewset, UnitSnippetViewSet):
            problems.append(Error("A snippet's viewset is a UnitSnippetViewSet.", obj=model, id="units.E002"))
        if not issubclass(getattr(model, "base_form_class", object), UnitOwnedForm):
            problems.append(Error("A snippet's base_form_class is a UnitOwnedForm.", obj=model, id="units.E003"))
    return problems


@register()
def pages_refuse_foreign_references(**kwargs: Any) -> list[CheckMessage]:
    """Each page type is edited with a form that checks references, in views that check the unit."""
    from .isolation.pages import UnitPageViewSet
    from .isolation.references import UnitPageForm

    problems: list[CheckMessage] = []
    get_snippet_models()  # loads the hooks …
    _ = get_resolver().url_patterns  # … and the admin's addresses, which register the views
    for model in apps.get_models():
        if not issubclass(model, Page) or model is Page:
            continue
        if not issubclass(model.base_form_class, UnitPageForm):
            problems.append(Error("A page's base_form_class is a UnitPageForm.", obj=model, id="units.E004"))
        if not isinstance(page_viewset_registry.get_by_type(model), UnitPageViewSet):
            problems.append(Error("A page's viewset is a UnitPageViewSet.", obj=model, id="units.E005"))
    return problems


def admin_patterns() -> list[tuple[str, Any]]:
    """Every named address of the admin."""
    from .isolation.admin_urls import named_patterns

    prefix = reverse("wagtailadmin_home").lstrip("/")
    return [
        entry
        for pattern in get_resolver().url_patterns
        if str(pattern.pattern).startswith(prefix)
        for entry in named_patterns(getattr(pattern, "url_patterns", [pattern]))
    ]


@register(Tags.urls)
def admin_views_are_classified(**kwargs: Any) -> list[CheckMessage]:
    """Names the views that the gate keeps closed because nobody has said who may reach them."""
    from .isolation.gate import unclassified

    return [
        Warning(
            f"The admin view “{name}” is not classified; units cannot reach it.",
            hint="Read what it does and add it to sites/units/isolation/gate_table.py.",
            id="units.W001",
        )
        for name in unclassified(admin_patterns())
    ]


@register(Tags.database)
def groups_hold_no_rights(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Rights come from roles; a permission in a group opens every unit or nothing. Runs with `--database`."""
    if not databases:
        return []
    from .role_groups import stray_rights

    try:
        stray = stray_rights()
    except ProgrammingError:
        # `migrate` asks before it has made the tables.
        return []
    return [
        Warning(f"{count} {name} are held by groups or people.", hint="Run `repair_roles`.", id="units.W002")
        for name, count in stray.items()
        if count
    ]
