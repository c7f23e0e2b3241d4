"""Accounts of the scanner's world."""

from sites.units.models import Unit


def join_group(person, unit: Unit, role: str) -> None:
    """Put a person into the Wagtail group derived from a role, as giving the role does."""
    person.groups.add(unit.role_groups.get(role=role).group)
