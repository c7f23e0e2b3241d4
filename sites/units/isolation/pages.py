"""The admin of pages: filters that name only the unit's own people, and views that check before they show.

Wagtail's explorer lists every site and every person of the install in its filters, its privacy form every group,
and three of its views show a title before they ask whether the page may be seen.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.admin.views.pages import copy, history, listing, move, preview, revisions, search, usage, workflow
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, TaskState, WorkflowState

from portal.core.sorting import PageTitlesInOrder

from ..enums import Action
from ..models import RoleAssignment
from ..permissions import unit_id_of, unit_ids_for
from .editing import OwnCreateView, OwnEditView, SaysWhoDecidedMixin
from .usage import OwnUsageMixin, visible


def people_here(request: HttpRequest) -> Any:
    """Whoever holds or held a role in the units that the person may look into."""
    units = unit_ids_for(request.user, [Action.VIEW])
    people = get_user_model().objects.all()
    if units is None:
        return people.filter(roles__isnull=False).distinct()
    return people.filter(pk__in=RoleAssignment.objects.filter(unit__in=units).values("person"))


class OwnPageFilterSet(listing.PageFilterSet):
    """No sites: the unit worked in is the site."""

    owner = MultipleUserFilter(label=gettext_lazy("Người tạo"), queryset=people_here, widget=CheckboxSelectMultiple)
    edited_by = listing.EditedByFilter(
        label=gettext_lazy("Người sửa"), queryset=people_here, widget=CheckboxSelectMultiple
    )
    site = None


class OwnGenericPageFilterSet(OwnPageFilterSet, listing.GenericPageFilterSet):
    site = None


class OwnIndexView(PageTitlesInOrder, listing.ExplorableIndexView):
    base_filterset_class = OwnGenericPageFilterSet


class OrderedSearchView(PageTitlesInOrder, search.SearchView):
    # Wagtail tells how many things were found, without saying of what.
    verbose_name = Page._meta.verbose_name
    verbose_name_plural = Page._meta.verbose_name_plural


class OwnTypeUseView(PageTitlesInOrder, usage.ContentTypeUseView):
    base_filterset_class = OwnPageFilterSet


def readable(request: HttpRequest, page_id: Any) -> Page:
    """The page, if the person may look at it; raises `Http404` otherwise."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not visible(request.user, page):
        raise Http404
    return page


class ReadableMixin:
    """For views that only show: whoever may look at the page may look at this. Wagtail asks for the right to edit.

    `skips` is the class of Wagtail's whose check is replaced by this one.
    """

    skips: type
    permission_required = Action.VIEW
    any_permission_required = None

    @property
    def _page_id(self) -> Any:
        # Some of Wagtail's views take the key out of the arguments while they are set up, and keep it as `pk`.
        return self.kwargs.get("page_id") or self.kwargs.get("pk") or getattr(self, "pk", None)

    def get_object(self, *args: Any, **kwargs: Any) -> Page:
        return readable(self.request, self._page_id)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        readable(request, self._page_id)
        return super(self.skips, self).dispatch(request, *args, **kwargs)


class OwnUsageView(OwnUsageMixin, ReadableMixin, usage.UsageView):
    skips = usage.UsageView


class OwnHistoryView(ReadableMixin, history.PageHistoryView):
    skips = history.PageHistoryView


class OwnWorkflowHistoryView(ReadableMixin, history.WorkflowHistoryView):
    skips = history.PageWorkflowHistoryViewMixin


class OwnWorkflowHistoryDetailView(ReadableMixin, history.WorkflowHistoryDetailView):
    skips = history.PageWorkflowHistoryViewMixin


class OwnRevisionsView(ReadableMixin, revisions.RevisionsView):
    skips = revisions.RevisionsView


class OwnRevisionsCompareView(ReadableMixin, revisions.RevisionsCompareView):
    skips = revisions.RevisionsCompareView


class OwnViewDraftView(preview.ViewDraftView):
    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        page = readable(request, page_id).get_latest_revision_as_object()
        modes = [mode for mode, _label in page.preview_modes]
        mode = request.GET.get("mode", modes[0] if modes else "")
        if mode not in modes:
            raise Http404
        return page.make_preview_request(request, mode)


class OwnMoveConfirmView(move.MoveConfirmView):
    """Both ends are checked before either is shown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = readable(request, self.kwargs["page_to_move_id"])
        destination = readable(request, self.kwargs["destination_id"])
        if not page.permissions_for_user(request.user).can_move_to(destination):
            raise PermissionDenied(_("Không chuyển được trang tới chỗ này."))
        return super().dispatch(request, *args, **kwargs)


class OwnCopyView(copy.CopyView):
    """The destination is checked before its title is shown beside an error. Copies are drafts: each is published
    by the road that everything takes.
    """

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields.pop("publish_copies", None)
        return form

    def post(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        parent = readable(request, _number(request.POST.get("new_parent_page")))
        if parent.locale_id != readable(request, page_id).locale_id:
            raise PermissionDenied(_("Không chép sang ngôn ngữ khác được; hãy chọn “Dịch trang này”."))
        return super().post(request, page_id, *args, **kwargs)


class OwnMoveView(move.MoveChooseDestinationView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("new_parent_page"):
            readable(request, _number(request.POST["new_parent_page"]))
        return super().post(request, *args, **kwargs)


def _number(value: str | None) -> int:
    if not value or not value.isdecimal() or len(value) > 18:
        raise Http404
    return int(value)


class OwnWorkflowMixin:
    """The page is one's own, and the step named beside it is one of this page's."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        page = readable(request, kwargs["page_id"])
        state_id = kwargs.get("task_state_id")
        if (
            state_id is not None
            and not TaskState.objects.filter(
                pk=state_id, workflow_state__in=WorkflowState.objects.for_instance(page)
            ).exists()
        ):
            raise Http404
        super().setup(request, *args, **kwargs)


class OwnWorkflowActionView(SaysWhoDecidedMixin, OwnWorkflowMixin, workflow.WorkflowActionView):
    pass


class OwnCollectDataView(OwnWorkflowMixin, workflow.CollectWorkflowActionDataView):
    pass


class OwnConfirmCancellationView(OwnWorkflowMixin, workflow.ConfirmWorkflowCancellationView):
    """Wagtail shows the page and the task before it asks whether the person may cancel."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = self.object.current_workflow_state
        if state is not None and not state.user_can_cancel(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OwnWorkflowPreviewView(OwnWorkflowMixin, workflow.PreviewRevisionForTaskView):
    pass


class RoleGroupsField(ModelMultipleChoiceField):
    """Groups by the name of their role; the group itself is named for machines."""

    def label_from_instance(self, group: Group) -> str:
        return group.unit_role.get_role_display() if hasattr(group, "unit_role") else str(group)


def groups_for(unit_id: int | None, chosen: Any) -> Any:
    """The groups that may be let in to a thing of the unit: its own roles', and those let in before."""
    own = Group.objects.filter(unit_role__unit=unit_id) if unit_id is not None else Group.objects.none()
    return (own | Group.objects.filter(pk__in=chosen)).distinct().select_related("unit_role")


class OwnPrivacyView(SetPrivacyView):
    """Offers the groups of the page's own unit; Wagtail offers all of the install."""

    form_class = PageViewRestrictionForm

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        chosen = self.restriction.groups.values("pk") if self.restriction else []
        form.fields["groups"] = RoleGroupsField(
            queryset=groups_for(unit_id_of(self.page), chosen),
            required=False,
            label=form.fields["groups"].label,
            widget=CheckboxSelectMultiple,
        )
        return form


class UnitPageViewSet(PageViewSet):
    """The views of all page types. A page type that needs a viewset of its own makes it from this one."""

    model = Page
    filterset_class = OwnGenericPageFilterSet
    index_view_class = OwnIndexView
    add_view_class = OwnCreateView
    edit_view_class = OwnEditView
    search_view_class = OrderedSearchView
    content_type_use_view_class = OwnTypeUseView
    usage_view_class = OwnUsageView
    history_view_class = OwnHistoryView
    workflow_history_view_class = OwnWorkflowHistoryView
    workflow_history_detail_view_class = OwnWorkflowHistoryDetailView
    revisions_view_class = OwnRevisionsView
    revisions_compare_view_class = OwnRevisionsCompareView
    view_draft_view_class = OwnViewDraftView
    move_view_class = OwnMoveView
    move_confirm_view_class = OwnMoveConfirmView
    copy_view_class = OwnCopyView
    set_privacy_view_class = OwnPrivacyView
    workflow_action_view_class = OwnWorkflowActionView
    collect_workflow_action_data_view_class = OwnCollectDataView
    confirm_workflow_cancellation_view_class = OwnConfirmCancellationView
    workflow_preview_view_class = OwnWorkflowPreviewView


# After Wagtail's own, which is the base of every page type otherwise.
@hooks.register("register_admin_viewset", order=100)
def register_page_viewset() -> UnitPageViewSet:
    return UnitPageViewSet()
