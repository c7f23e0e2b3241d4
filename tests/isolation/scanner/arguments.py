"""What to fill into the arguments of a URL pattern: the ids of one unit, in every state its things can have."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Locale, Page, get_page_models
from wagtail.models import Task as WagtailTask
from wagtail.snippets.models import get_snippet_models

from sites.units.models import UnitSettings
from sites.units.personal_records import sources

from . import kinds
from .addresses import Pattern
from .estate import Estate

Arguments = dict[str, Any]
Provider = Callable[[Estate, Pattern], Iterable[Arguments]]


class NoArgumentsKnown(LookupError):
    """A URL pattern takes an argument that nothing here can fill in: teach `PROVIDERS` or `BY_NAME`."""


def arguments_for(pattern: Pattern, estate: Estate) -> list[Arguments]:
    """All argument sets that lead to things of a unit through a pattern.

    Raises `NoArgumentsKnown` when an argument cannot be filled in.
    """
    if not pattern.arguments:
        return [{}]
    exact = BY_NAME.get((pattern.name, frozenset(pattern.arguments))) or BY_NAME.get(("", frozenset(pattern.arguments)))
    if exact:
        try:
            known = list(exact(estate, pattern))
        except KeyError:
            # A unit that was not furnished whole has nothing of this kind.
            known = []
        if not known:
            raise NoArgumentsKnown(f"{pattern.name} ({pattern.route})")
        return known
    choices = [[(name, value) for value in _values(pattern, name, estate)] for name in pattern.arguments]
    return [dict(pairs) for pairs in product(*choices)]


def _values(pattern: Pattern, name: str, estate: Estate) -> list[Any]:
    common = kinds.COMMON.get(pattern.namespace) if name == "pk" else None
    view = kinds.BY_VIEW.get(pattern.name) if name == "pk" else None
    kind = view or BY_NAMESPACE.get((pattern.namespace, name)) or BY_ARGUMENT.get(name)
    if common:
        values = [apps.get_model(common)._default_manager.first().pk]
    elif kind:
        values = [thing.pk for thing in estate.things.get(kind, [])]
    else:
        values = _of_the_views_model(pattern, name, estate)
    if not values:
        raise NoArgumentsKnown(f"{pattern.name} ({pattern.route}): {name}")
    return values


def _of_the_views_model(pattern: Pattern, name: str, estate: Estate) -> list[Any]:
    """The ids of the unit's rows of the model that the view is about."""
    model = pattern.model or _model_of_namespace(pattern.namespace)
    if name in ("pk", "id", "object_id", f"{getattr(model, '__name__', '').lower()}_id") and model is not None:
        if model is Locale:
            return list(Locale.objects.values_list("pk", flat=True))
        return [thing.pk for thing in estate.of_model(model)]
    if name in ("uuid", "unit_uuid"):
        return [estate.unit.uuid]
    return []


def _model_of_namespace(namespace: str) -> type[models.Model] | None:
    """`wagtailsnippets_newsroom_thing` and `wagtailsnippetchoosers_newsroom_thing` name their model."""
    prefix, _, rest = namespace.partition("_")
    if prefix not in ("wagtailsnippets", "wagtailsnippetchoosers"):
        return None
    return next(
        (model for model in get_snippet_models() if rest == f"{model._meta.app_label}_{model._meta.model_name}"),
        None,
    )


def _roles_of_people(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for assignment in estate.things["units.roleassignment"]:
        yield {"pk": assignment.person_id, "role_pk": assignment.pk}


def _roles(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    return ({"role_pk": assignment.pk} for assignment in estate.things["units.roleassignment"])


def _invitations(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    """What somebody who read the table could put into the link: the id, and the hash of the secret."""
    for invitation in estate.things["units.invitation"]:
        yield {"secret": str(invitation.pk)}
        yield {"secret": invitation.secret_hash}


def labels(*kinds: type[models.Model]) -> list[Arguments]:
    return [{"app_label": model._meta.app_label, "model_name": model._meta.model_name} for model in kinds]


BY_ARGUMENT = {
    "page_id": "page",
    "page_pk": "page",
    "parent_page_id": "page",
    "page_to_move_id": "page",
    "collection_id": "collection",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
    "redirect_id": "redirect",
    "task_id": "task",
    "workflow_pk": "workflow",
    "workflow_state_id": "workflow_state",
    "task_state_id": "task_state",
    "revision_id": "revision",
    "translation_id": "translation",
    "translation_source_id": "translation_source",
    "string_segment_id": "string_segment",
    "overridable_segment_id": "overridable_segment",
    "session_id": "editing_session",
    "unit_id": "unit",
    "user_id": "user",
    "person_id": "user",
    "restriction_id": "collection_restriction",
    "page_view_restriction_id": "page_restriction",
    "invitation_id": "units.invitation",
    "site_id": "site",
    "group_id": "group",
}
BY_NAMESPACE = {
    **{(namespace, "pk"): kind for namespace, kind in kinds.BY_NAMESPACE.items()},
    ("wagtailadmin_api:pages", "pk"): "page",
    ("wagtailadmin_api:images", "pk"): "image",
    ("wagtailadmin_api:documents", "pk"): "document",
    ("wagtailadmin_pages", "pk"): "page",
    ("wagtailadmin_collections", "pk"): "collection",
    ("wagtailsites", "pk"): "site",
    ("wagtailusers_users", "pk"): "user",
    ("wagtailusers_groups", "pk"): "group",
    ("wagtaildocs_chooser", "pk"): "document",
    ("wagtailimages_chooser", "pk"): "image",
    ("wagtailimages", "uploaded_file_id"): "uploaded_image",
    ("wagtaildocs", "uploaded_file_id"): "uploaded_document",
}


def _things(estate: Estate, pattern: Pattern) -> tuple[str, list[Any]]:
    """The argument by which a view of pages or of a snippet names its thing, and the unit's things of that kind."""
    model = _model_of_namespace(pattern.namespace)
    if model is not None:
        return "pk", estate.of_model(model)
    return "page_id" if "page_id" in pattern.arguments else "pk", estate.things["page"]


def _under_review(estate: Estate, pattern: Pattern) -> tuple[str, list[Any]]:
    """The same for what is under review: (argument, states of the steps these things are at)."""
    name, things = _things(estate, pattern)
    wanted = {str(thing.pk) for thing in things}
    model = type(things[0])
    return name, [
        state
        for state in estate.things["task_state"]
        if state.workflow_state.object_id in wanted
        and (issubclass(state.workflow_state.content_type.model_class(), Page) == issubclass(model, Page))
    ]


def _revisions(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    name, things = _things(estate, pattern)
    for thing in things:
        for revision in thing.revisions.all()[:2]:
            yield {name: thing.pk, "revision_id": revision.pk}


def _comparisons(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    name, things = _things(estate, pattern)
    for thing in things:
        yield {name: thing.pk, "revision_id_a": "earliest", "revision_id_b": "latest"}


def _task_states(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    name, states = _under_review(estate, pattern)
    for state in states:
        for action in ("approve", "reject"):
            yield {name: state.workflow_state.object_id, "action_name": action, "task_state_id": state.pk}


def _workflow_details(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    name, states = _under_review(estate, pattern)
    for state in states:
        yield {name: state.workflow_state.object_id, "workflow_state_id": state.workflow_state_id}


def _workflow_previews(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    name, states = _under_review(estate, pattern)
    for state in states:
        yield {name: state.workflow_state.object_id, "task_id": state.task_id}


def _workflow_removals(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for link in estate.things["workflow_page"]:
        yield {"page_pk": link.page_id, "workflow_pk": link.workflow_id}


def _page_types() -> list[type[models.Model]]:
    return [model for model in get_page_models() if model is not Page]


def _new_pages(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for place in ("section", "home"):
        parent = estate.pages[place]
        for model in parent.creatable_subpage_models():
            yield _named(model) | {"parent_page_id": parent.pk}


def _named(model: type[models.Model]) -> Arguments:
    return {"content_type_app_name": model._meta.app_label, "content_type_model_name": model._meta.model_name}


def _page_type_names(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    return map(_named, _page_types())


def _moves(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for page in estate.things["page"]:
        yield {"page_to_move_id": page.pk, "destination_id": estate.pages["section"].pk}


def _page_actions(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for page in estate.things["page"]:
        for action in ("publish", "unpublish", "delete", "convert_alias", "revert_to_page_revision"):
            yield {"pk": page.pk, "action_name": action}


def _bulk_actions(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    registry = bulk_action_registry
    if not registry.has_scanned_for_bulk_actions:
        registry._scan_for_bulk_actions()
    for app_label, per_model in registry.actions.items():
        for model_name, actions in per_model.items():
            for action in actions:
                yield {"app_label": app_label, "model_name": model_name, "action": action}


def _settings(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for model in [*settings_registry, UnitSettings]:
        yield {"app_name": model._meta.app_label, "model_name": model._meta.model_name}


def _settings_rows(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    return (names | {"pk": estate.unit.site_id} for names in _settings(estate, pattern))


def _task_types(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    return labels(
        *(model for model in apps.get_models() if issubclass(model, WagtailTask) and model is not WagtailTask)
    )


def _snippets(estate: Estate, pattern: Pattern, *, with_pk: bool) -> Iterable[Arguments]:
    for model in get_snippet_models() or [Locale]:
        names = labels(model)[0]
        if not with_pk:
            yield names
            continue
        for thing in estate.of_model(model) or Locale.objects.all():
            yield names | {"pk": thing.pk}


def _urgent_snippets(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for arguments in _snippets(estate, pattern, with_pk=True):
        yield {name if name != "pk" else "object_id": value for name, value in arguments.items()}


def _open_editors(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for session in estate.things["editing_session"]:
        kind = ContentType.objects.get_for_id(session.content_type_id)
        yield {
            "app_label": kind.app_label,
            "model_name": kind.model,
            "object_id": session.object_id,
            "session_id": session.pk,
        }


def _passwords(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    for restriction in estate.things["page_restriction"]:
        yield {"page_view_restriction_id": restriction.pk, "page_id": restriction.page_id}


def _segments(estate: Estate, pattern: Pattern, *, kind: str, name: str) -> Iterable[Arguments]:
    for translation in estate.things["translation"]:
        for segment in estate.things[kind]:
            yield {"translation_id": translation.pk, name: segment.pk}


def _previews(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    return ({"translation_id": translation.pk, "mode": "default"} for translation in estate.things["translation"])


def _renditions(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    return ({"image_id": image.pk, "filter_spec": "width-40"} for image in estate.things["image"])


def _given(**known: str) -> Provider:
    return lambda estate, pattern: [known]


def _personal_records(estate: Estate, pattern: Pattern) -> Iterable[Arguments]:
    return ({"source": source.code} for source in sources())


# Arguments that only fit together: by the name of the pattern, or for any name with these arguments.
BY_NAME: dict[tuple[str, frozenset[str]], Provider] = {
    ("", frozenset({"source"})): _personal_records,
    ("", frozenset({"page_id", "revision_id"})): _revisions,
    ("", frozenset({"pk", "revision_id"})): _revisions,
    ("", frozenset({"pk", "action_name", "task_state_id"})): _task_states,
    ("", frozenset({"pk", "workflow_state_id"})): _workflow_details,
    ("", frozenset({"pk", "task_id"})): _workflow_previews,
    ("", frozenset({"pk", "role_pk"})): _roles_of_people,
    ("", frozenset({"role_pk"})): _roles,
    ("", frozenset({"pk", "revision_id_a", "revision_id_b"})): _comparisons,
    ("", frozenset({"page_id", "action_name", "task_state_id"})): _task_states,
    ("", frozenset({"page_id", "workflow_state_id"})): _workflow_details,
    ("", frozenset({"page_id", "task_id"})): _workflow_previews,
    ("", frozenset({"page_pk", "workflow_pk"})): _workflow_removals,
    ("", frozenset({"content_type_app_name", "content_type_model_name", "parent_page_id"})): _new_pages,
    ("", frozenset({"content_type_app_name", "content_type_model_name"})): _page_type_names,
    ("", frozenset({"page_to_move_id", "destination_id"})): _moves,
    ("", frozenset({"app_label", "model_name", "action"})): _bulk_actions,
    ("", frozenset({"app_label", "model_name", "object_id", "session_id"})): _open_editors,
    ("", frozenset({"page_view_restriction_id", "page_id"})): _passwords,
    ("", frozenset({"translation_id", "string_segment_id"})): lambda e, p: _segments(
        e, p, kind="string_segment", name="string_segment_id"
    ),
    ("", frozenset({"translation_id", "overridable_segment_id"})): lambda e, p: _segments(
        e, p, kind="overridable_segment", name="overridable_segment_id"
    ),
    ("", frozenset({"translation_id", "mode"})): _previews,
    ("", frozenset({"image_id", "filter_spec"})): _renditions,
    ("", frozenset({"uidb64", "token"})): _given(uidb64="MQ", token="set-password"),
    ("wagtailadmin_api:pages:action", frozenset({"pk", "action_name"})): _page_actions,
    ("", frozenset({"month"})): lambda e, p: [
        {"month": f"{row.month:%Y-%m}"} for row in e.things["newsroom.royaltymonth"]
    ],
    ("units_urgent:snippet", frozenset({"app_label", "model_name", "object_id"})): _urgent_snippets,
    ("units_view_as", frozenset({"pk"})): lambda e, p: [{"pk": person.pk} for person in e.things["user"]],
    ("units_admin_unit", frozenset({"pk"})): lambda e, p: [{"pk": e.unit.pk}],
    ("units_invitation", frozenset({"secret"})): _invitations,
    ("wagtailadmin_pages:choose_parent", frozenset({"app_label", "model_name"})): lambda e, p: labels(*_page_types()),
    ("wagtailadmin_workflows:add_task", frozenset({"app_label", "model_name"})): _task_types,
    ("wagtailadmin_tag_model_autocomplete", frozenset({"app_name", "model_name"})): _given(
        app_name="taggit", model_name="tag"
    ),
    ("wagtailsettings:edit", frozenset({"app_name", "model_name"})): _settings,
    ("wagtailsettings:edit", frozenset({"app_name", "model_name", "pk"})): _settings_rows,
    ("wagtailsettings:preview_on_edit", frozenset({"app_name", "model_name", "pk"})): _settings_rows,
    ("", frozenset({"app_label", "model_name"})): lambda e, p: _snippets(e, p, with_pk=False),
    ("", frozenset({"app_label", "model_name", "pk"})): lambda e, p: _snippets(e, p, with_pk=True),
}
for _action, _kind in (
    ("edit", "workflow"),
    ("enable", "workflow"),
    ("disable", "workflow"),
    ("usage", "workflow"),
    ("usage_results", "workflow"),
    ("edit_task", "task"),
    ("disable_task", "task"),
    ("enable_task", "task"),
):
    BY_NAME[f"wagtailadmin_workflows:{_action}", frozenset({"pk"})] = lambda estate, pattern, kind=_kind: [
        {"pk": thing.pk} for thing in estate.things[kind]
    ]
for _action in ("withdraw", "send_again"):
    BY_NAME[f"units_people:{_action}", frozenset({"pk"})] = lambda estate, pattern: [
        {"pk": thing.pk} for thing in estate.things["units.invitation"]
    ]
for _kind, _actions in (
    ("documents.consultation", ("comments", "enter", "close", "results")),
    ("documents.consultationcomment", ("comment", "show", "refuse", "answer")),
):
    for _action in _actions:
        BY_NAME[f"documents_consultations:{_action}", frozenset({"pk"})] = lambda estate, pattern, kind=_kind: [
            {"pk": thing.pk} for thing in estate.things[kind]
        ]
BY_NAME["dialogue_cases:file", frozenset({"pk", "file_key"})] = lambda estate, pattern: [
    {"pk": file.case_id, "file_key": file.uuid} for file in estate.things["dialogue.casefile"]
]
BY_NAME["pages_blueprint:link", frozenset({"link_key"})] = lambda estate, pattern: [{"link_key": "rieng"}]
