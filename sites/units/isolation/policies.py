"""Permission policies that answer from roles: a thing belongs to a unit, and a role there says what may be done.

They ask no group and no Django permission, so that nothing granted elsewhere opens a unit's things. While one
unit is worked in, they answer for that unit alone.
"""

from collections.abc import Collection as Container
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection, DraftStateMixin
from wagtail.permission_policies import BasePermissionPolicy

from ..enums import Action
from ..models import RoleAssignment, Unit
from ..permissions import ROLE_ACTIONS, unit_id_of, unit_ids_for, user_can

NOTHING = Q(pk__in=[])
OWN = frozenset({Action.CHANGE, Action.DELETE})


def under(paths: Iterable[str], field: str = "path") -> Q:
    """A condition on tree paths at or below any of `paths`: one flat condition, whatever their number."""
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in sorted(set(paths))), NOTHING)


class UnitPermissionPolicy(BasePermissionPolicy):
    """For a model with a field `unit`.

    `owner_field_name` names the field of the person who made the thing, who may change it with the action
    `change_own`. `needs` maps an action asked for to the one a role must allow instead.
    """

    def __init__(self, model: type[Model], *, owner_field_name: str = "", needs: dict[str, str] | None = None) -> None:
        super().__init__(model)
        self.owner_field_name = owner_field_name
        self.needs = needs or {}

    # What subclasses say of their model.

    def in_units(self, unit_ids: Container[int]) -> Q:
        """The condition that a thing belongs to one of the units."""
        return Q(unit__in=unit_ids)

    # What Wagtail asks.

    def _needed(self, actions: Iterable[str]) -> set[str]:
        return {self.needs.get(action, action) for action in actions}

    def _own_too(self, actions: Iterable[str]) -> bool:
        return bool(self.owner_field_name) and bool(OWN & set(actions))

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        wanted = self._needed(actions) | ({Action.CHANGE_OWN} if self._own_too(actions) else set())
        found = unit_ids_for(user, wanted)
        return found is None or bool(found)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        wanted = self._needed(actions)
        if self._own_too(actions) and getattr(instance, f"{self.owner_field_name}_id") == user.pk:
            wanted.add(Action.CHANGE_OWN)
        allowed = unit_ids_for(user, wanted)
        return allowed is None or (bool(allowed) and unit_id_of(instance) in allowed)

    def _condition(self, user: Any, actions: Iterable[str]) -> Q:
        allowed = unit_ids_for(user, self._needed(actions))
        if allowed is None:
            return Q()
        found = self.in_units(allowed) if allowed else NOTHING
        if self._own_too(actions) and (own := unit_ids_for(user, [Action.CHANGE_OWN])):
            found |= self.in_units(own) & Q(**{self.owner_field_name: user})
        return found

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        return self.model._default_manager.filter(self._condition(user, actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return people_who(self._needed(actions))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet:
        return people_who(self._needed(actions), unit_id_of(instance))


def people_who(actions: Iterable[str], unit_id: int | None = None) -> QuerySet:
    """The active people whose role today allows one of the actions, anywhere or in one unit.

    Platform administrators are left out: Wagtail asks this to know whom to write to about daily work.
    """
    wanted = set(actions)
    roles = [role for role, allowed in ROLE_ACTIONS.items() if allowed & wanted]
    held = RoleAssignment.objects.on().filter(role__in=roles, unit__isnull=False)
    if unit_id is not None:
        held = held.filter(unit=unit_id)
    return get_user_model()._default_manager.filter(is_active=True, pk__in=held.values("person"))


class CollectionMixin:
    """Answers about collections: a unit owns its collection and all below it."""

    def collection_paths(self, unit_ids: Container[int]) -> list[str]:
        return list(Unit.objects.filter(pk__in=unit_ids).values_list("collection__path", flat=True))

    def collections_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        wanted = self._needed(actions) | ({Action.CHANGE_OWN} if self._own_too(actions) else set())
        allowed = unit_ids_for(user, wanted)
        if allowed is None:
            return Collection.objects.all()
        return Collection.objects.filter(under(path for path in self.collection_paths(allowed) if path))

    def collections_user_has_permission_for(self, user: Any, action: str) -> QuerySet:
        return self.collections_user_has_any_permission_for(user, [action])


class UnitFilePolicy(CollectionMixin, UnitPermissionPolicy):
    """For images and documents, which a unit owns through its collection."""

    def in_units(self, unit_ids: Container[int]) -> Q:
        # The ids first: a join from a large table of files to the tree of collections is slow.
        paths = under(path for path in self.collection_paths(unit_ids) if path)
        return Q(collection__in=list(Collection.objects.filter(paths).values_list("pk", flat=True)))


class UnitCollectionPolicy(CollectionMixin, UnitPermissionPolicy):
    """For the collections themselves. The unit's own top one is the platform's to rename or delete."""

    def in_units(self, unit_ids: Container[int]) -> Q:
        return under(path for path in self.collection_paths(unit_ids) if path)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        if OWN & set(actions) and instance.depth <= 2 and not user_can(user, Action.ADMINISTER, None):
            return False
        return super().user_has_any_permission_for_instance(user, actions, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        found = super().instances_user_has_any_permission_for(user, actions)
        if OWN & set(actions):
            found = found.filter(depth__gt=1 if user_can(user, Action.ADMINISTER, None) else 2)
        return found


class UnitSnippetPolicy(UnitPermissionPolicy):
    """The own unit's snippets by role; of other units', the shared live ones can be chosen and nothing else."""

    def choosable(self, user: Any) -> QuerySet:
        """What the person may put into the pages of the unit worked in."""
        own = self._condition(user, [Action.CHOOSE])
        if not self.user_has_permission(user, Action.CHOOSE):
            return self.model._default_manager.none()
        shared = Q(is_shared=True, live=True) if issubclass(self.model, DraftStateMixin) else Q(is_shared=True)
        return self.model._default_manager.filter(own | shared)
