"""Who may do what in which unit: the questions that the rest of the project asks.

`RoleAssignment` is the only truth, read once a request and kept on the user object, so that a role that ends
today opens nothing tomorrow, whatever groups still say. `ROLE_ACTIONS` says what a role may do; it is printed
in `docs/permissions.md`, and a test proves that table in both directions.

A person with roles in several units works in one of them at a time (`active_unit`); while one is chosen the
permission policies of `sites.units.isolation` answer for that unit alone. The `user_can_…` questions answer for
whatever unit is asked about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.core.root_paths import home_path

from .enums import UNIT_ROLES, Action, Role
from .models import RoleAssignment, Tier, Unit, UnitHome, UnitType, UnitVersion

_WRITER = frozenset({Action.VIEW, Action.CHOOSE, Action.ADD, Action.CHANGE_OWN})
_EDITOR = _WRITER | {Action.CHANGE, Action.DELETE, Action.LOCK, Action.TRANSLATE}
_PUBLISHER = _EDITOR | {Action.PUBLISH, Action.UNLOCK, Action.BULK_DELETE}
_ALL = frozenset(Action)

# What a role may do in its unit or, if it is a role of the whole province, in every unit.
ROLE_ACTIONS: dict[str, frozenset[str]] = {
    Role.CONTRIBUTOR: _WRITER,
    Role.EDITOR: _EDITOR,
    Role.PUBLISHER: _PUBLISHER,
    Role.UNIT_ADMIN: _ALL,
    Role.EDITORIAL_BOARD: frozenset({Action.VIEW}),
    Role.AUDITOR: frozenset({Action.VIEW}),
    Role.PLATFORM_ADMIN: _ALL,
}
# The board oversees all units and makes the news of the units of this tier.
BOARD_TIER = "province"
SESSION_KEY = "active_unit"
ALL_UNITS = "all"


@dataclass(frozen=True)
class Roles:
    """The roles of a person today: by unit id, and in the whole province."""

    units: dict[int, frozenset[str]] = field(default_factory=dict)
    wide: frozenset[str] = frozenset()

    def actions_in(self, unit_id: int | None) -> frozenset[str]:
        """What these roles allow in a unit; in no unit, what the roles of the whole province allow."""
        roles = self.wide | (self.units.get(unit_id, frozenset()) if unit_id else frozenset())
        return frozenset().union(*(ROLE_ACTIONS[role] for role in roles))

    def __bool__(self) -> bool:
        return bool(self.units or self.wide)


def roles_of(user: Any) -> Roles:
    """The roles of today, read once for a user object; nobody, for an anonymous or suspended one.

    A superuser, the way in when all else fails, counts as a platform administrator. A member of the board also
    publishes in the province's own unit.
    """
    if not (user.is_authenticated and user.is_active):
        return Roles()
    known = getattr(user, "_roles", None)
    if known is None:
        user._roles = known = _read_roles(user)
    return known


def _read_roles(user: Any) -> Roles:
    units: dict[int, set[str]] = {}
    wide: set[str] = {Role.PLATFORM_ADMIN} if user.is_superuser else set()
    for unit_id, role in RoleAssignment.objects.on().filter(person_id=user.pk).values_list("unit_id", "role"):
        if unit_id is None:
            wide.add(role)
        else:
            units.setdefault(unit_id, set()).add(role)
    if Role.EDITORIAL_BOARD in wide:
        for unit_id in UnitVersion.objects.on().filter(tier__code=BOARD_TIER).values_list("unit_id", flat=True):
            units.setdefault(unit_id, set()).add(Role.PUBLISHER)
    return Roles({unit: frozenset(roles) for unit, roles in units.items()}, frozenset(wide))


def forget_roles(user: Any) -> None:
    """Read the roles of this user object again at the next question; for code that has just changed them."""
    for name in ("_roles", "_working_unit_id", "_unit_page_grants", "_unit_explorable_root"):
        if hasattr(user, name):
            delattr(user, name)


# --- Questions -----------------------------------------------------------------------------------


def units_of(user: Any) -> QuerySet[Unit]:
    """The units in which the person holds a role today; those of the whole province add none."""
    return Unit.objects.filter(pk__in=roles_of(user).units)


def user_has_role(user: Any, unit: Unit, *roles: str) -> bool:
    """Whether the person holds one of `roles` (any, if none is named) in this very unit today."""
    held = roles_of(user).units.get(unit.pk, frozenset())
    return bool(held & set(roles or UNIT_ROLES))


def is_platform_admin(user: Any) -> bool:
    return Role.PLATFORM_ADMIN in roles_of(user).wide


def is_auditor(user: Any) -> bool:
    return Role.AUDITOR in roles_of(user).wide


def is_board(user: Any) -> bool:
    return Role.EDITORIAL_BOARD in roles_of(user).wide


def user_can(user: Any, action: str, unit: Unit | int | None) -> bool:
    """Whether a role of the person allows an action in the unit (or its id); None asks about every unit."""
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    return action in roles_of(user).actions_in(unit_id)


def user_can_view(user: Any, unit: Unit) -> bool:
    """May see the unit's own things: drafts, files, people."""
    return user_can(user, Action.VIEW, unit)


def user_can_edit(user: Any, unit: Unit) -> bool:
    """May change what anyone in the unit has made."""
    return user_can(user, Action.CHANGE, unit)


def user_can_publish(user: Any, unit: Unit) -> bool:
    return user_can(user, Action.PUBLISH, unit)


def user_can_administer(user: Any, unit: Unit) -> bool:
    """May manage the unit's people, settings, menus, redirects and workflow."""
    return user_can(user, Action.ADMINISTER, unit)


# --- The unit worked in --------------------------------------------------------------------------


def active_unit(request: HttpRequest) -> Unit | None:
    """The unit that is worked in: the only one of the person, or the one chosen and still allowed.

    None when a person with several units has chosen none, and when a role of the whole province works across
    all units. Read once a request; from then on the permission policies answer for this unit.
    """
    if not hasattr(request, "_active_unit"):
        request._active_unit = _find_active_unit(request)
        request.user._working_unit_id = request._active_unit.pk if request._active_unit else None
    return request._active_unit


def _find_active_unit(request: HttpRequest) -> Unit | None:
    roles = roles_of(request.user)
    chosen = request.session.get(SESSION_KEY)
    units = Unit.objects.select_related("site", "collection", "settings")
    if chosen == ALL_UNITS and _sees_all_units(roles):
        return None
    if chosen is not None and chosen != ALL_UNITS:
        unit = units.filter(pk=chosen).first()
        if unit is not None and user_can_view(request.user, unit):
            return unit
    # Auditors and platform administrators start with all units, even where they hold a role in one as well.
    if len(roles.units) == 1 and not roles.wide - {Role.EDITORIAL_BOARD}:
        return units.get(pk=next(iter(roles.units)))
    return None


def _sees_all_units(roles: Roles) -> bool:
    return Action.VIEW in roles.actions_in(None)


def must_choose_unit(request: HttpRequest) -> bool:
    """Whether the person has roles in several units only, and has chosen none of them."""
    roles = roles_of(request.user)
    return bool(roles.units) and not _sees_all_units(roles) and active_unit(request) is None


def choose_unit(request: HttpRequest, unit: Unit | None) -> None:
    """Work in this unit from now on; None stands for all units and is for roles of the whole province.

    Raises `PermissionDenied` with a sentence when the person has no role that lets them see the unit.
    """
    roles = roles_of(request.user)
    allowed = user_can_view(request.user, unit) if unit is not None else _sees_all_units(roles)
    if not allowed:
        raise PermissionDenied(_("Bạn không có vai trò nào trong đơn vị này."))
    request.session[SESSION_KEY] = ALL_UNITS if unit is None else unit.pk
    request.__dict__.pop("_active_unit", None)
    forget_roles(request.user)
    active_unit(request)


def working_unit_id(user: Any) -> int | None:
    """The id of the unit that `active_unit` found for this user object; None outside a request."""
    return getattr(user, "_working_unit_id", None)


def unit_ids_for(user: Any, actions: Iterable[str]) -> set[int] | None:
    """The ids of the units in which the person may do any of `actions`, None standing for all units.

    While a unit is worked in, the answer is that unit or nothing.
    """
    wanted = set(actions)
    roles = roles_of(user)
    working = working_unit_id(user)
    if working is not None:
        return {working} if wanted & roles.actions_in(working) else set()
    if wanted & roles.actions_in(None):
        return None
    return {unit_id for unit_id in roles.units if wanted & roles.actions_in(unit_id)}


# --- Whose a thing is ----------------------------------------------------------------------------

Getter = Callable[[Any], int | None]
_owners: dict[type[Model], Getter] = {}
_common: set[type[Model]] = set()


def register_owner(model: type[Model], getter: Getter) -> None:
    """Say how the id of the unit that owns an instance of `model` (or of a subclass) is found."""
    _owners[model] = getter


def register_common(*models: type[Model]) -> None:
    """Say that these belong to nobody and hide nothing: languages, tags, lists of types. Any unit may use them."""
    _common.update(models)


def is_common(model: type[Model]) -> bool:
    return any(base in _common for base in model.__mro__)


def unit_id_of(obj: Model) -> int | None:
    """The id of the unit that owns a thing, None if no unit does.

    A model that says nothing of itself is owned through its field `unit`, else through its collection.
    Raises `LookupError` for a model of which neither is known: a thing without an owner must not pass for one
    that belongs to nobody.
    """
    for model in type(obj).__mro__:
        if model in _owners:
            return _owners[model](obj)
    if hasattr(obj, "unit_id"):
        return obj.unit_id
    if hasattr(obj, "collection_id"):
        return _of_collection(obj.collection)
    raise LookupError(f"nobody has said which unit owns a {obj._meta.label}")


def unit_of(obj: Model) -> Unit | None:
    """The unit that owns a thing; see `unit_id_of`."""
    unit_id = unit_id_of(obj)
    return Unit.objects.get(pk=unit_id) if unit_id is not None else None


def _of_page(page: Page) -> int | None:
    path = home_path(page.path)
    return UnitHome.objects.filter(page__path=path).values_list("unit_id", flat=True).first() if path else None


def _of_collection(collection: Any) -> int | None:
    # A unit's collection hangs directly under the root, so its path is the first two steps of any below it.
    path = collection.path[: 2 * collection.steplen]
    return Unit.objects.filter(collection__path=path).values_list("pk", flat=True).first()


def _of_person(user: Any) -> int | None:
    units = list(roles_of(user).units)
    return units[0] if len(units) == 1 else None


def register_owners() -> None:
    """The owners of Wagtail's own models; called when the app is ready."""
    from django.contrib.auth import get_user_model
    from django.contrib.contenttypes.models import ContentType
    from taggit.models import Tag
    from wagtail.models import Collection, Locale, Site

    register_owner(Page, _of_page)
    register_owner(Collection, _of_collection)
    register_owner(Unit, lambda unit: unit.pk)
    register_owner(Site, lambda site: Unit.objects.filter(site=site).values_list("pk", flat=True).first())
    register_owner(get_user_model(), _of_person)
    register_common(ContentType, Locale, Tag, Tier, UnitType)
