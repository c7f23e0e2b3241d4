"""Every road to the public asks `sites.units.publishing`, because the actions that all of them end in do.

Wagtail's views, forms, API, workflows and commands each check something of their own, or nothing, and then run a
publish or unpublish action. Those two actions are made to ask here, whoever runs them and whatever they were told
to skip; what the menus and views show follows the same answers.
"""

from functools import wraps
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import DraftStateMixin, Page
from wagtail.models.pages import PagePermissionTester
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem

from .. import passage, publishing, scheduling
from ..models import UnitOwned

# --- The actions ---------------------------------------------------------------------------------


def _asking(execute: Any, run: Any, after: Any = None) -> Any:
    @wraps(execute)
    def ask_first(self: Any, skip_permission_checks: bool = False) -> Any:
        if not publishing.is_governed(self.object):
            return execute(self, skip_permission_checks)
        with transaction.atomic():
            result = run(self, lambda skip: execute(self, skip))
            if after is not None:
                after(self.object, self.revision)
        return result

    return ask_first


def _as_a_whole(execute: Any) -> Any:
    @wraps(execute)
    def in_one_transaction(self: Any, skip_permission_checks: bool = False) -> Any:
        with transaction.atomic():
            return execute(self, skip_permission_checks)

    return in_one_transaction


def guard_actions() -> None:
    """Let Wagtail's actions ask; those for pages are made from the same two. Done once, when the app is ready."""
    if hasattr(PublishRevisionAction.execute, "__wrapped__"):
        return
    PublishRevisionAction.execute = _asking(PublishRevisionAction.execute, publishing.run_publish, scheduling.plan)
    UnpublishAction.execute = _asking(UnpublishAction.execute, publishing.run_unpublish)
    # Takes the pages below along, one action each.
    UnpublishPageAction.execute = _as_a_whole(UnpublishPageAction.execute)


# --- Pages: what views and menus are told --------------------------------------------------------


class UnitPagePermissionTester(PagePermissionTester):
    """Answers about publishing as publishing itself will; about the rest, by role."""

    def _has(self, action: str) -> bool:
        return self.user.is_active and (self.user.is_superuser or action in self.permissions)

    def can_publish(self) -> bool:
        if not super().can_publish():
            return False
        return publishing.why_no_right_to_publish(self.user, self.page) is None

    def can_publish_subpage(self) -> bool:
        """About a page to be added here, which is the person's own."""
        return super().can_publish_subpage() and passage.why_not_passed_when_new(self.user, self.page) is None

    def can_move_to(self, destination: Page) -> bool:
        """Never into another language: a page comes there by being translated."""
        return destination.locale_id == self.page.locale_id and super().can_move_to(destination)

    def can_set_view_restrictions(self) -> bool:
        return self._has("publish") and not self.page_is_root

    def can_unschedule(self) -> bool:
        return self._has("publish") and not self.page_is_root


def _permissions_for_user(page: Page, user: Any) -> UnitPagePermissionTester:
    return UnitPagePermissionTester(user, page)


def install() -> None:
    guard_actions()
    Page.permissions_for_user = _permissions_for_user


# --- Snippets: the items of the menu -------------------------------------------------------------


def may_publish(context: dict) -> bool:
    """Whether the person may publish the snippet of a menu, or a new one of its kind."""
    user, instance = context["request"].user, context.get("instance")
    if instance is not None and instance.pk:
        policy = policy_registry.get(instance)
        allowed = policy.user_has_permission_for_instance(user, "publish", instance)
        return allowed and publishing.why_no_right_to_publish(user, instance) is None
    return policy_registry.get_by_type(context["model"]).user_has_permission(user, "publish")


class UnitPublishItem(PublishMenuItem):
    def is_shown(self, context: dict) -> bool:
        return may_publish(context) and not context.get("locked_for_user")


class UnitUnpublishItem(UnpublishMenuItem):
    def is_shown(self, context: dict) -> bool:
        if context["view"] != "edit" or not context["instance"].live or context.get("locked_for_user"):
            return False
        return publishing.why_not_unpublish(context["request"].user, context["instance"]) is None


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


# --- The API's actions ---------------------------------------------------------------------------


class _OwnedOnly:
    """The API names a snippet by its key: one of another unit does not get as far as being asked about."""

    def check(self, skip_permission_checks: bool = False) -> None:
        if self.user and not skip_permission_checks:
            policy = policy_registry.get(self.object)
            if not policy.user_has_permission_for_instance(self.user, "publish", self.object):
                raise publishing.PublishRefused(publishing.why_no_role(self.user, self.object) or "")


class PublishOwnedRevision(_OwnedOnly, PublishRevisionAction):
    pass


class UnpublishOwned(_OwnedOnly, UnpublishAction):
    pass


@hooks.register("register_actions")
def register_actions(registry: Any) -> None:
    registry.register(UnitOwned, PublishOwnedRevision)
    registry.register(UnitOwned, UnpublishOwned)


# --- What stands in a thing's history ------------------------------------------------------------


@hooks.register("register_log_actions")
def name_our_entries(actions: LogActionRegistry) -> None:
    @actions.register_action("units.one_click")
    class OneClick(LogFormatter):
        label = _("Cho qua các bước duyệt")

        def format_message(self, entry: Any) -> str:
            steps = ", ".join(entry.data.get("steps", ()))
            return _("Người xuất bản tự cho qua các bước: %(steps)s") % {"steps": steps}

    @actions.register_action("units.urgent")
    class Urgent(LogFormatter):
        label = _("Đăng khẩn")

        def format_message(self, entry: Any) -> str:
            steps, reason = ", ".join(entry.data.get("steps", ())), entry.data.get("reason", "")
            return _("Đăng khẩn, bỏ qua các bước: %(steps)s. Lý do: %(reason)s") % {"steps": steps, "reason": reason}
