"""Puts the isolation of units in place when the app is ready."""

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from ..enums import Action
from ..models import UnitSettings
from .page_policy import UnitPagePermissionPolicy
from .policies import UnitCollectionPolicy, UnitFilePolicy, UnitPermissionPolicy


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
