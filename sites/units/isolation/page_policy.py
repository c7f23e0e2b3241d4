"""The permission policy of pages: what a role in a unit allows below the unit's home pages.

Wagtail's own reads a row for each group, page and permission and grows its query by one clause for each, which
takes seconds for a person with a hundred sites. Here the rights are computed from roles, and a query has one flat
condition over the home pages concerned: those of the unit worked in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from ..enums import Action
from ..models import UnitHome
from ..permissions import unit_id_of, unit_ids_for
from .policies import NOTHING, people_who, under

# The actions that Wagtail's pages know; "delete" is not among them, it follows from "change" and "publish".
PAGE_ACTIONS = (
    Action.ADD,
    Action.CHANGE,
    Action.PUBLISH,
    Action.LOCK,
    Action.UNLOCK,
    Action.BULK_DELETE,
    Action.VIEW,
)
EXPLORE_ACTIONS = frozenset(PAGE_ACTIONS) | {Action.CHANGE_OWN}


@dataclass(frozen=True, eq=False)
class Grant:
    """What Wagtail reads of a `GroupPagePermission`: a right on a page and all below it."""

    page: Page
    permission: Permission

    @property
    def page_id(self) -> int:
        return self.page.pk


class UnitPagePermissionPolicy(PagePermissionPolicy):
    """See the module. The right to add includes changing one's own pages, as in Wagtail."""

    permission_cache_name = "_unit_page_grants"
    _explorable_root_instance_cache_name = "_unit_explorable_root"

    def get_all_permissions_for_user(self, user: Any) -> list[Grant]:
        """A grant for each action and page, the root standing for every unit."""
        units = {action: unit_ids_for(user, [action]) for action in PAGE_ACTIONS}
        ids = set().union(*(found for found in units.values() if found))
        homes: dict[int, list[Page]] = {}
        for home in UnitHome.objects.filter(unit__in=ids).select_related("page") if ids else ():
            homes.setdefault(home.unit_id, []).append(home.page)
        grants = []
        for action, found in units.items():
            permission = Permission(codename=f"{action}_page")
            if found is None:
                pages = [Page.get_first_root_node()]
            else:
                pages = [page for unit_id in found for page in homes.get(unit_id, ())]
            grants += [Grant(page, permission) for page in pages]
        return grants

    def _base_user_has_permission(self, user: Any) -> bool | None:
        # Superusers too work in the unit they have chosen; the roles know of them.
        return None if user.is_active else False

    def _base_queryset_for_user(self, user: Any) -> QuerySet | None:
        return None if user.is_active else self.model._default_manager.none()

    def _paths(self, user: Any, actions: Iterable[str]) -> set[str]:
        codenames = self._get_permission_codenames(actions)
        grants = self.get_cached_permissions_for_user(user)
        return {grant.page.path for grant in grants if grant.permission.codename in codenames}

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        if not user.is_active:
            return False
        wanted = set(actions)
        if Action.CHANGE in wanted and instance.owner_id == user.pk:
            wanted.add(Action.ADD)
        return any(instance.path.startswith(path) for path in self._paths(user, wanted))

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        if not user.is_active:
            return self.model._default_manager.none()
        condition = under(self._paths(user, actions))
        if Action.CHANGE in actions and Action.ADD not in actions:
            condition |= under(self._paths(user, [Action.ADD])) & Q(owner=user)
        return self.model._default_manager.filter(condition)

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> QuerySet:
        return _with_superusers(people_who(actions), include_superusers)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> QuerySet:
        unit_id = unit_id_of(instance)
        found = people_who(actions, unit_id) if unit_id is not None else people_who(())
        if Action.CHANGE in actions and instance.owner_id:
            own = people_who([Action.CHANGE_OWN], unit_id) if unit_id is not None else people_who(())
            found |= own.filter(pk=instance.owner_id)
        return _with_superusers(found, include_superusers)

    def instances_with_direct_explore_permission(self, user: Any) -> list[Page]:
        codenames = self._get_permission_codenames(EXPLORE_ACTIONS)
        pages = {
            grant.page.path: grant.page
            for grant in self.get_cached_permissions_for_user(user)
            if grant.permission.codename in codenames
        }
        return list(pages.values())

    def explorable_instances(self, user: Any) -> QuerySet:
        """The pages of the units, and the folders that lead to them from where the explorer starts."""
        if not user.is_active:
            return self.model._default_manager.none()
        paths = {page.path for page in self.instances_with_direct_explore_permission(user)}
        if not paths:
            return self.model._default_manager.filter(NOTHING)
        root = self.explorable_root_instance(user)
        step = Page.steplen
        above = {path[:end] for path in paths for end in range(len(root.path), len(path), step)}
        return self.model._default_manager.filter(under(paths) | Q(path__in=above))


def _with_superusers(people: QuerySet, include: bool) -> QuerySet:
    if not include:
        return people
    return people | people.model._default_manager.filter(is_active=True, is_superuser=True)
