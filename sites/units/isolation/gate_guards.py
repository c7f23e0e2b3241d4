"""How the gate finds what a part of an address names, and whether the person may see it at all."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Revision, TaskState, UploadedFile, WorkflowState
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, TranslationSource

from .usage import visible


def find(model: type[Model], pk: Any) -> Model:
    """The row with this key, whatever was sent as one; raises `Http404` if there is none."""
    try:
        return model._base_manager.get(pk=pk)
    except (model.DoesNotExist, ValueError, TypeError, ValidationError, OverflowError) as error:
        raise Http404 from error


def _model(kwargs: dict) -> type[Model]:
    try:
        # The address that completes tags says `app_name`.
        return apps.get_model(kwargs.get("app_label") or kwargs["app_name"], kwargs["model_name"])
    except (KeyError, LookupError) as error:
        raise Http404 from error


def _own(model: type[Model]) -> Callable[[HttpRequest, Any, dict], bool]:
    return lambda request, value, kwargs: visible(request.user, find(model, value))


def _folder(request: HttpRequest, value: Any, kwargs: dict) -> bool:
    """A page of one's own, or a folder on the way to it."""
    page = find(Page, value)
    return policy_registry.get_by_type(Page).explorable_instances(request.user).filter(pk=page.pk).exists()


def _content(model: type[Model], of: Callable[[Any], Model | None]) -> Callable[[HttpRequest, Any, dict], bool]:
    def guard(request: HttpRequest, value: Any, kwargs: dict) -> bool:
        thing = of(find(model, value))
        return thing is not None and visible(request.user, thing)

    return guard


def _revision(request: HttpRequest, value: Any, kwargs: dict) -> bool:
    if value in ("live", "earliest", "latest"):
        return True
    thing = find(Revision, value).content_object
    return thing is not None and visible(request.user, thing)


def _upload(request: HttpRequest, value: Any, kwargs: dict) -> bool:
    return find(UploadedFile, value).uploaded_by_user_id == request.user.pk


def _named(request: HttpRequest, value: Any, kwargs: dict) -> bool:
    """A thing named together with its kind."""
    return visible(request.user, find(_model(kwargs), value))


def _kind(request: HttpRequest, value: Any, kwargs: dict) -> bool:
    _model(kwargs)
    return True


def _source_of_translation(source: TranslationSource) -> Model | None:
    try:
        return source.get_source_instance()
    except source.specific_content_type.model_class().DoesNotExist:
        return None


GUARDS: dict[str, Callable[[HttpRequest, Any, dict], bool]] = {
    "page": _own(Page),
    "folder": _folder,
    "image": _own(get_image_model()),
    "document": _own(get_document_model()),
    "collection": _own(Collection),
    "redirect": _content(Redirect, lambda redirect: redirect.site),
    "revision": _revision,
    "task_state": _content(TaskState, lambda state: state.workflow_state.content_object),
    "workflow_state": _content(WorkflowState, lambda state: state.content_object),
    "translation": _content(Translation, lambda translation: _source_of_translation(translation.source)),
    "translation_source": _content(TranslationSource, _source_of_translation),
    "upload": _upload,
    "named": _named,
    "kind": _kind,
    "view": lambda request, value, kwargs: True,
    "anything": lambda request, value, kwargs: True,
}
