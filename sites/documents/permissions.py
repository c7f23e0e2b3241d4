"""Who may do what with documents, beyond what roles in units say."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from sites.units.permissions import is_platform_admin


def user_can_keep_lists(user: Any) -> bool:
    """May change the types and the fields of work, which are those of all units."""
    return is_platform_admin(user)


class PlatformListPolicy(BasePermissionPolicy):
    """For lists that belong to nobody: the platform keeps them, everybody uses them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return user_can_keep_lists(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return user_can_keep_lists(user)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return user_can_keep_lists(user)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return user_can_keep_lists(user)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        rows = self.model._default_manager.all()
        return rows if user_can_keep_lists(user) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return get_user_model()._default_manager.none()

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet:
        return self.users_with_any_permission(actions)
