"""What roles answer where Wagtail or Django asks for a Django permission directly."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from .permissions import is_auditor, is_platform_admin, roles_of

ADMIN_ACCESS = "wagtailadmin.access_admin"


class RoleBackend(BaseBackend):
    """Signs nobody in. Whoever holds a role today enters the admin; beyond that, model permissions are only for
    platform administrators and, to look, for auditors: one given to a unit's people would open every unit.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if perm == ADMIN_ACCESS:
            return bool(roles_of(user_obj))
        if is_platform_admin(user_obj):
            return True
        return is_auditor(user_obj) and perm.partition(".")[2].startswith("view_")

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return is_platform_admin(user_obj) or is_auditor(user_obj)
