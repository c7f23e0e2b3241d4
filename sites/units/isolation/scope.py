"""What one request may list: the things of the unit worked in, or of every unit for a role of the whole province.

Reports, filters and choosers of Wagtail ask "may this person do something somewhere?" and then list everything;
here they ask for a `Scope` and list what is in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page, Site, Workflow

from ..enums import Action
from ..models import Unit, UnitHome
from ..permissions import active_unit, unit_id_of, unit_ids_for, user_can

NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Scope:
    """The units that a request may look into; `unit_ids` is None for all of them, and for what is no unit's."""

    unit_ids: frozenset[int] | None

    @property
    def is_everything(self) -> bool:
        return self.unit_ids is None

    def owns(self, obj: Model) -> bool:
        """Whether the thing belongs to one of the units."""
        if self.unit_ids is None:
            return True
        try:
            return unit_id_of(obj) in self.unit_ids
        except LookupError:
            return False

    def by_path(self, paths: Iterable[str], field: str) -> Q:
        return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), NOTHING)

    def page_q(self, prefix: str = "") -> Q:
        """A condition on pages, or on what points to a page by the lookup `prefix` (ending in `__`)."""
        if self.unit_ids is None:
            return Q()
        paths = UnitHome.objects.filter(unit__in=self.unit_ids).values_list("page__path", flat=True)
        return self.by_path(paths, f"{prefix}path")

    def collection_q(self, prefix: str = "") -> Q:
        if self.unit_ids is None:
            return Q()
        paths = Collection.objects.filter(unit__in=self.unit_ids).values_list("path", flat=True)
        return self.by_path(paths, f"{prefix}path")

    def pages(self) -> QuerySet[Page]:
        return Page.objects.filter(self.page_q())

    def people(self) -> QuerySet:
        """The people who hold or held a role in the units."""
        people = get_user_model().objects.all()
        return people if self.unit_ids is None else people.filter(roles__unit__in=self.unit_ids).distinct()

    def sites(self) -> QuerySet[Site]:
        return Site.objects.all() if self.unit_ids is None else Site.objects.filter(unit__in=self.unit_ids)

    def locales(self) -> QuerySet[Locale]:
        """The languages that the sites of the units speak: those of the home pages that are shown."""
        locales = Locale.objects.all()
        if self.unit_ids is None:
            return locales
        return locales.filter(pk__in=UnitHome.objects.filter(unit__in=self.unit_ids, page__live=True).values("locale"))

    def workflows(self) -> QuerySet[Workflow]:
        workflows = Workflow.objects.all()
        return workflows if self.unit_ids is None else workflows.filter(unit_workflow__unit__in=self.unit_ids)

    def instances(self, model: type[Model]) -> QuerySet:
        """The things of a model that belong to the units; none of a model whose owner is not known."""
        things = model._default_manager.all()
        if self.unit_ids is None:
            return things
        if issubclass(model, Page):
            return things.filter(self.page_q())
        if issubclass(model, Unit):
            return things.filter(pk__in=self.unit_ids)
        if issubclass(model, Collection):
            return things.filter(self.collection_q())
        if _has_field(model, "unit"):
            return things.filter(unit__in=self.unit_ids)
        if _has_field(model, "collection"):
            return things.filter(self.collection_q("collection__"))
        return things.none()


def _has_field(model: type[Model], name: str) -> bool:
    try:
        return model._meta.get_field(name).is_relation
    except FieldDoesNotExist:
        return False


def scope_of(request: HttpRequest) -> Scope:
    """The scope of a request: the unit worked in, else all units in which the person may see things."""
    if not hasattr(request, "_scope"):
        active_unit(request)
        units = unit_ids_for(request.user, [Action.VIEW])
        request._scope = Scope(None if units is None else frozenset(units))
    return request._scope


def require_own(request: HttpRequest, obj: Model | None) -> None:
    """Raise `Http404` unless the thing is in the request's scope; what is not one's own does not exist."""
    if obj is None or not scope_of(request).owns(obj):
        raise Http404


def administered_unit(request: HttpRequest) -> Unit:
    """The unit worked in, of which the person must be an administrator.

    Raises `PermissionDenied` with a sentence when no unit is worked in or the person is not its administrator.
    """
    unit = active_unit(request)
    if unit is None:
        raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc trước khi mở trang này."))
    if not user_can(request.user, Action.ADMINISTER, unit):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới làm được việc này."))
    return unit


def may_administer_here(request: HttpRequest) -> bool:
    """Whether the person administers the unit worked in; for menus."""
    unit = active_unit(request)
    return unit is not None and user_can(request.user, Action.ADMINISTER, unit)
