"""Puts cases in place when the app is ready: rights, jobs, the versions of kept pages."""

from django.http import HttpRequest
from wagtail.permissions import policy_registry

from portal.core import page_cache
from portal.core.models import CalendarRule
from sites.documents.permissions import PlatformListPolicy
from sites.units.enums import Action
from sites.units.isolation.policies import UnitPermissionPolicy
from sites.units.permissions import register_common, register_owner

from ..models import Case, CaseDelivery, CaseFault, CaseToken, MonthFigure, OpenFigure
from . import gate_rows, hooks, tasks  # noqa: F401
from .delivering import FIGURES

SEGMENT = "tien-do-ho-so"
ONLY_ADMINS = dict.fromkeys(("view", "add", "change", "delete"), Action.ADMINISTER)

register_owner(CaseFault, lambda fault: fault.delivery.unit_id)
register_common(CalendarRule)
policy_registry.register(CalendarRule, PlatformListPolicy(CalendarRule), exact_class=True)
for model in (Case, CaseDelivery, MonthFigure, OpenFigure):
    policy_registry.register(model, UnitPermissionPolicy(model), exact_class=True)
policy_registry.register(CaseToken, UnitPermissionPolicy(CaseToken, needs=ONLY_ADMINS), exact_class=True)


@page_cache.register_versions
def pages_of_figures(request: HttpRequest) -> tuple[str, ...]:
    """The pages of figures may show those of every unit."""
    return (FIGURES,) if f"/{SEGMENT}/" in request.path_info else ()
