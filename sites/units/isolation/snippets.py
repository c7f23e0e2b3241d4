"""The one base of every snippet's admin: lists what the unit owns, and checks each thing by its unit.

Wagtail's generic views ask whether a person may edit *some* snippet of a kind and then take any id. Here every
view that names a snippet checks that very snippet before anything of it is read: what belongs to another unit
is not there (404), what a role does not allow is refused (403).
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Revision, WorkflowMixin
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import (
    HistoryView,
    InspectView,
    PreviewRevisionView,
    ReorderView,
    RevisionsCompareView,
    SnippetViewSet,
    UsageView,
    WorkflowActionView,
    WorkflowHistoryDetailView,
    WorkflowHistoryView,
)

from ..enums import Action
from ..models import UnitOwned
from ..permissions import unit_ids_for
from .editing import SaysWhoDecidedMixin, UnitCreateView, UnitEditView
from .listing import UnitIndexView
from .usage import OwnUsageMixin


def found(queryset: QuerySet, pk: Any) -> Model:
    """The thing with this key; a key of the wrong form is as unknown as a wrong one."""
    try:
        return queryset.get(pk=unquote(str(pk)))
    except (queryset.model.DoesNotExist, ValueError, TypeError, ValidationError, OverflowError) as error:
        raise Http404(_("Không có nội dung này.")) from error


class UnitGuardMixin:
    """Runs before any code of a view: the snippet named in the address is one the person may do this to."""

    # What a view asks for; views that only show ask for `view`.
    needs: str | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("pk") is not None:
            self._guard(request, kwargs["pk"])
        super().setup(request, *args, **kwargs)
        self._guard_parts()

    def _guard(self, request: HttpRequest, pk: Any) -> None:
        policy = policy_registry.get_by_type(self.model)
        thing = found(self.model._base_manager.all(), pk)
        if not policy.user_has_permission_for_instance(request.user, Action.VIEW, thing):
            raise Http404(_("Không có nội dung này."))
        needed = self.needs or getattr(self, "permission_required", None)
        if not needed or policy.user_has_permission_for_instance(request.user, needed, thing):
            return
        task = thing.current_workflow_task if isinstance(thing, WorkflowMixin) else None
        if task is None or not task.user_can_access_editor(thing, request.user):
            raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))

    def _guard_parts(self) -> None:
        """A step, a course or a revision named beside a snippet is one of this snippet's."""
        state = getattr(self, "task_state", None)
        if state is not None and not state.workflow_state.content_object == self.object:
            raise Http404(_("Không có nội dung này."))

    def user_has_permission(self, permission: str) -> bool:
        """About the very snippet where there is one; Wagtail asks about the kind."""
        thing = getattr(self, "object", None)
        if isinstance(thing, UnitOwned) and thing.pk:
            return self._workflow_or_policy(permission, thing)
        return super().user_has_permission(permission)

    def _workflow_or_policy(self, permission: str, thing: UnitOwned) -> bool:
        policy = policy_registry.get_by_type(self.model)
        if not policy.user_has_permission_for_instance(self.request.user, Action.VIEW, thing):
            return False
        task = thing.current_workflow_task if isinstance(thing, WorkflowMixin) else None
        by_task = {"lock": "user_can_lock", "unlock": "user_can_unlock", "change": "user_can_access_editor"}
        if task is not None and permission in by_task:
            if getattr(task, by_task[permission])(thing, self.request.user):
                return True
            if permission in ("lock", "unlock"):
                return False
        if permission == "unlock" and getattr(thing, "locked_by_id", None) == self.request.user.pk:
            return True
        return policy.user_has_permission_for_instance(self.request.user, permission, thing)


def showing(view_class: type) -> type:
    """A view that only shows asks for `view`, so that an auditor can read."""
    fields = {"needs": Action.VIEW, "permission_required": Action.VIEW, "any_permission_required": None}
    return type(f"Unit{view_class.__name__}", (view_class,), fields)


class UnitInspectView(InspectView):
    """Shows what has a name; what has none, such as keys to sort by, is kept for machines."""

    def get_fields(self) -> list[str]:
        return [name for name in super().get_fields() if _is_named(self.model, name)]

    def get_field_display_value(self, field_name: str = "", field: Any = None) -> Any:
        """Wagtail takes this method for the one that shows a column called `field`, and gives it nothing then."""
        if not field_name:
            return str(self.object.field or "-")
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, Revision):
            # It calls itself by title and day in English; the title stands above already.
            return value.created_at
        # A picture or a file that is not there is shown as anything else that is not.
        return value if getattr(value, "value", value) is not None else None


def _is_named(model: type[Model], name: str) -> bool:
    """Whether somebody has given the field a name, other than the one Django makes of its attribute."""
    return model._meta.get_field(name)._verbose_name is not None or name == model._meta.pk.name


class UnitUsageView(OwnUsageMixin, UsageView):
    """Where the snippet is used, in things the person may see."""


class UnitWorkflowActionView(SaysWhoDecidedMixin, WorkflowActionView):
    pass


class UnitReorderView(ReorderView):
    """Moves a snippet among those of its own unit."""

    def get_queryset(self) -> QuerySet:
        own = policy_registry.get_by_type(self.model).instances_user_has_permission_for(self.request.user, "change")
        return own.order_by(self.sort_order_field)


class ChoosableMixin:
    """Offers the own unit's and what others share."""

    def get_object_list(self) -> QuerySet:
        return policy_registry.get_by_type(self.model_class).choosable(self.request.user)


class ChosenMixin:
    """Confirms only what could be chosen."""

    def get_object(self, pk: Any) -> Model:
        return found(policy_registry.get_by_type(self.model_class).choosable(self.request.user), pk)

    def get_objects(self, pks: Iterable[str]) -> list[Model]:
        choosable = policy_registry.get_by_type(self.model_class).choosable(self.request.user)
        return [found(choosable, pk) for pk in pks]


class UnitChooseView(ChoosableMixin, chooser.ChooseView):
    pass


class UnitChooseResultsView(ChoosableMixin, chooser.ChooseResultsView):
    pass


class UnitChosenView(ChosenMixin, chooser.SnippetChosenView):
    pass


class UnitChosenMultipleView(ChosenMixin, chooser.SnippetChosenMultipleView):
    pass


class UnitCreateInChooserView(chooser.SnippetCreateView):
    """Snippets are made in their own editor, where they are checked; a chooser has no form for it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404(_("Không tạo mới được từ đây."))


class UnitSnippetChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = UnitChooseView
    choose_results_view_class = UnitChooseResultsView
    chosen_view_class = UnitChosenView
    chosen_multiple_view_class = UnitChosenMultipleView
    create_view_class = UnitCreateInChooserView


class UnitSnippetViewSet(SnippetViewSet):
    """Base of the viewset of every snippet; a system check refuses any other.

    The model is a `UnitOwned`; its forms stamp the unit worked in and refuse references to other units' things.
    """

    chooser_viewset_class = UnitSnippetChooserViewSet
    index_view_class = UnitIndexView
    add_view_class = UnitCreateView
    edit_view_class = UnitEditView
    workflow_action_view_class = UnitWorkflowActionView
    inspect_view_enabled = True
    inspect_view_class = showing(UnitInspectView)
    history_view_class = showing(HistoryView)
    usage_view_class = showing(UnitUsageView)
    reorder_view_class = UnitReorderView
    revisions_view_class = showing(PreviewRevisionView)
    revisions_compare_view_class = showing(RevisionsCompareView)
    workflow_history_view_class = showing(WorkflowHistoryView)
    workflow_history_detail_view_class = showing(WorkflowHistoryDetailView)
    # The unit worked in says whose list it is; a filter over units would name all of them.
    list_filter: list[str] = []
    add_to_admin_menu = True
    # Wagtail's is in the language in which the process began.
    breadcrumbs_items = [{"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Trang chủ")}]

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        guarded = type(view_class.__name__, (UnitGuardMixin, view_class), {"__module__": view_class.__module__})
        return super().construct_view(guarded, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        units = unit_ids_for(request.user, [Action.VIEW])
        things = self.model._default_manager.all()
        return things if units is None else things.filter(unit__in=units)
