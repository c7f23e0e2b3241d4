"""Puts the isolation of units in place when the app is ready."""

from django.apps import apps
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from portal.core.models import BasePage

from ..enums import Action
from ..models import UnitOwned, UnitSettings
from .page_policy import UnitPagePermissionPolicy
from .policies import UnitCollectionPolicy, UnitFilePolicy, UnitPermissionPolicy, UnitSnippetPolicy


def register_policies() -> None:
    """A policy that knows units for every owned model that has no viewset of its own.

    By exact class, so that Wagtail's apps, which come later, do not put their own back.
    """
    policy_registry.register(Page, UnitPagePermissionPolicy())
    for model in (get_image_model(), get_document_model()):
        policy = UnitFilePolicy(model, owner_field_name="uploaded_by_user")
        policy_registry.register(model, policy, exact_class=True)
    collections = UnitCollectionPolicy(Collection, needs={"add": Action.CHANGE})
    policy_registry.register(Collection, collections, exact_class=True)
    only_admins = dict.fromkeys(("add", "change", "delete"), Action.ADMINISTER)
    policy_registry.register(UnitSettings, UnitPermissionPolicy(UnitSettings, needs=only_admins), exact_class=True)
    for model in owned_models():
        # An app may have named a policy of its own, whether it is made ready before or after this one.
        if model in policy_registry.values_by_exact_class:
            continue
        policy_registry.register(model, UnitSnippetPolicy(model, owner_field_name="owner"), exact_class=True)


def owned_models() -> list[type[UnitOwned]]:
    return [model for model in apps.get_models() if issubclass(model, UnitOwned)]


def set_forms() -> None:
    """The forms that check references, for every page type and snippet that does not name a stricter one."""
    from .references import UnitOwnedForm, UnitPageForm

    BasePage.base_form_class = UnitPageForm
    for model in owned_models():
        if not hasattr(model, "base_form_class"):
            model.base_form_class = UnitOwnedForm


def refuse_in_words() -> None:
    """A view that refuses answers 403 with a sentence; Wagtail's answer is a redirect, which looks like success."""
    from wagtail.admin import auth

    from .gate import refuse

    auth.permission_denied = refuse
