"""Who may change what of the newsroom's own settings."""

from collections.abc import Iterable
from typing import Any

from wagtail.permissions import policy_registry

from sites.units.enums import Action
from sites.units.isolation.policies import UnitPermissionPolicy, UnitSnippetPolicy

from .models import Genre, Proposal, Push, RoyaltyRate

# Money follows from these: those who publish set them, those who write use them.
BY_PUBLISHERS: dict[str, str] = dict.fromkeys((Action.ADD, Action.CHANGE, Action.DELETE), Action.PUBLISH)


class GenrePolicy(UnitSnippetPolicy):
    """A genre that articles name stays, so that past months and statistics can still be read."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        wanted = set(actions)
        if Action.DELETE in wanted and instance.articles.exists():
            wanted.discard(Action.DELETE)
        return bool(wanted) and super().user_has_any_permission_for_instance(user, wanted, instance)


def register_policies() -> None:
    policy_registry.register(Genre, GenrePolicy(Genre, needs=BY_PUBLISHERS), exact_class=True)
    policy_registry.register(RoyaltyRate, UnitSnippetPolicy(RoyaltyRate, needs=BY_PUBLISHERS), exact_class=True)
    # What flows is changed by the services alone, which ask about each thing.
    for model in (Push, Proposal):
        policy_registry.register(model, UnitPermissionPolicy(model), exact_class=True)
