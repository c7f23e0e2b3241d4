"""Publishing a snippet asks about that snippet; Wagtail asks for a Django permission, which no unit's people hold."""

from typing import Any

from wagtail import hooks
from wagtail.actions.publish_revision import PublishPermissionError, PublishRevisionAction
from wagtail.models import DraftStateMixin
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem

from ..models import UnitOwned


def may_publish(context: dict) -> bool:
    """Whether the person may publish the snippet of a menu, or a new one of its kind."""
    policy = policy_registry.get_by_type(context["model"])
    user, instance = context["request"].user, context.get("instance")
    if instance is not None and instance.pk:
        return policy.user_has_permission_for_instance(user, "publish", instance)
    return policy.user_has_permission(user, "publish")


class UnitPublishItem(PublishMenuItem):
    def is_shown(self, context: dict) -> bool:
        return may_publish(context) and not context.get("locked_for_user")


class UnitUnpublishItem(UnpublishMenuItem):
    def is_shown(self, context: dict) -> bool:
        shown = context["view"] == "edit" and context["instance"].live and not context.get("locked_for_user")
        return shown and may_publish(context)


def _drafts(model: type) -> bool:
    return issubclass(model, UnitOwned) and issubclass(model, DraftStateMixin)


@hooks.register("register_snippet_action_menu_item")
def publish_item(model: type) -> PublishMenuItem | None:
    return UnitPublishItem(order=30) if _drafts(model) else None


@hooks.register("register_snippet_action_menu_item")
def unpublish_item(model: type) -> UnpublishMenuItem | None:
    return UnitUnpublishItem(order=20) if _drafts(model) else None


@hooks.register("construct_snippet_action_menu")
def only_our_items(items: list, request: Any, context: dict) -> None:
    """Wagtail's own two are shown to holders of the Django permission: platform administrators would see both."""
    if _drafts(context["model"]):
        items[:] = [item for item in items if type(item) not in (PublishMenuItem, UnpublishMenuItem)]


class PublishOwnedRevision(PublishRevisionAction):
    """Publishes only what the policy allows for this very object."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        if self.user and not skip_permission_checks:
            policy = policy_registry.get(self.object)
            if not policy.user_has_permission_for_instance(self.user, "publish", self.object):
                raise PublishPermissionError("You do not have permission to publish this object.")


@hooks.register("register_actions")
def register_actions(registry: Any) -> None:
    registry.register(UnitOwned, PublishOwnedRevision)
