"""The people of the demo. Their accounts are marked, and no other installation lets them in."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from sites.units.enums import Role
from sites.units.models import RoleAssignment, UnitVersion

from .facts import Country, in_sentence
from .models import DemoItem
from .texts import content


@dataclass(frozen=True)
class Account:
    """A line of the table that the demo prints."""

    username: str
    role: str
    where: str
    unit_id: int | None


def password() -> str:
    return content("accounts.toml")["password"]


def accounts(country: Country) -> list[tuple[Account, str]]:
    """Who works in the demo, with the code of the role; units that the list does not have are left out."""
    plan = content("accounts.toml")
    found: list[tuple[Account, str]] = []
    for code, person in plan["wide"].items():
        found.append((Account(person["username"], person["title"], "toàn cổng thông tin", None), code))
    for group in plan["people"]:
        version = unit_named(country, group["tier"], group["name"])
        if version is None:
            continue
        for code, role in plan["roles"].items():
            if code not in group.get("only", plan["roles"]):
                continue
            username = f"{group['prefix']}.{role['suffix']}"
            found.append((Account(username, role["title"], in_sentence(version), version.unit_id), code))
    return found


def desk_places(country: Country) -> dict[str, UnitVersion]:
    """Where the demo's people work, by what their user names begin with."""
    groups = content("accounts.toml")["people"]
    found = {group["prefix"]: unit_named(country, group["tier"], group["name"]) for group in groups}
    return {prefix: version for prefix, version in found.items() if version is not None}


def unit_named(country: Country, tier: str, name: str) -> UnitVersion | None:
    return next((v for v in country.versions if v.tier.code == tier and v.name == name), None)


@transaction.atomic
def make_accounts(country: Country) -> None:
    """Make the accounts that were never made; one that somebody changed or removed stays as it is."""
    known = set(DemoItem.objects.filter(key__startswith="account:").values_list("key", flat=True))
    wanted = [(account, code) for account, code in accounts(country) if f"account:{account.username}" not in known]
    if not wanted:
        return
    # Hashing is slow on purpose; one password needs it once.
    hashed = make_password(password())
    for account, code in wanted:
        role = Role(code)
        person = get_user_model().objects.create(
            username=account.username,
            email=f"{account.username}@quantri.localhost",
            password=hashed,
            full_name=f"{account.role} {account.where}",
            is_demo=True,
            is_superuser=role == Role.PLATFORM_ADMIN,
        )
        RoleAssignment.objects.create(person=person, unit_id=account.unit_id, role=role)
        DemoItem.objects.create(key=f"account:{account.username}")
