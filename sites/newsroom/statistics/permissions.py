"""Whose figures a person may see."""

from typing import Any

from sites.units.enums import Action
from sites.units.permissions import user_can


def user_can_see_statistics_of_all(user: Any) -> bool:
    """Those who look over every unit: the board, auditors, the platform."""
    return user_can(user, Action.VIEW, None)
