"""Wagtail's reports with the rows, people, workflows and sites of the unit only."""

from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.reports import aging_pages, audit_logging, locked_pages, page_types_usage
from wagtail.admin.views.reports import workflows as workflow_reports
from wagtail.log_actions import registry as log_registry
from wagtail.models import PageLogEntry, Task, TaskState, WorkflowState

from ..permissions import roles_of
from .scope import Scope, scope_of


def people_to_filter_by(request: HttpRequest) -> QuerySet:
    """The people of the unit worked in; across all units there would be too many to choose from."""
    scope = scope_of(request)
    return scope.people().none() if scope.is_everything else scope.people()


def workflows_to_filter_by(request: HttpRequest) -> QuerySet:
    scope = scope_of(request)
    return scope.workflows().none() if scope.is_everything else scope.workflows()


def tasks_to_filter_by(request: HttpRequest) -> QuerySet:
    """The steps of the workflows in the scope."""
    tasks = Task.objects.filter(active=True)
    scope = scope_of(request)
    return tasks if scope.is_everything else tasks.filter(workflow_tasks__workflow__in=scope.workflows()).distinct()


class ScopedReportMixin:
    """A report for everybody who works in the admin: its rows are what they may see, so none asks for more."""

    permission_required = None
    any_permission_required = None
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not roles_of(request.user):
            raise PermissionDenied(_("Bạn chưa có vai trò nào nên chưa xem được báo cáo."))
        return super().dispatch(request, *args, **kwargs)

    @property
    def scope(self) -> Scope:
        return scope_of(self.request)


# --- History -------------------------------------------------------------------------------------


def log_entries(scope: Scope, log_model: type) -> QuerySet:
    """The entries of a log that tell of things in the scope."""
    entries = log_model.objects.all()
    if scope.is_everything:
        return entries
    if log_model is PageLogEntry:
        return entries.filter(scope.page_q("page__"))
    conditions = Q(pk__in=[])
    used = entries.order_by().values_list("content_type", flat=True).distinct()
    for content_type in ContentType.objects.filter(pk__in=used):
        model = content_type.model_class()
        if model is not None:
            # The log keeps keys as text, and PostgreSQL does not compare text with numbers.
            keys = scope.instances(model).order_by().annotate(_key=Cast("pk", CharField())).values("_key")
            conditions |= Q(content_type=content_type, object_id__in=keys)
    return entries.filter(conditions)


def _all_logs(scope: Scope) -> list[QuerySet]:
    return [log_entries(scope, model) for model in log_registry.get_log_entry_models()]


class HistoryFilterSet(audit_logging.SiteHistoryReportFilterSet):
    object_type = audit_logging.ContentTypeFilter(
        label=gettext_lazy("Loại"),
        method="filter_object_type",
        queryset=lambda request: ContentType.objects.filter(
            pk__in={pk for log in _all_logs(scope_of(request)) for pk in log.get_content_type_ids()}
        ).order_by("model"),
    )

    class Meta(audit_logging.SiteHistoryReportFilterSet.Meta):
        pass

    def get_action_choices(self) -> list:
        used = {action for log in _all_logs(scope_of(self.request)) for action in log.get_actions()}
        return [choice for choice in log_registry.get_choices() if choice[0] in used]

    def get_users_queryset(self) -> QuerySet:
        return people_to_filter_by(self.request)


class HistoryView(ScopedReportMixin, audit_logging.LogEntriesView):
    filterset_class = HistoryFilterSet

    def get_filtered_queryset(self) -> QuerySet:
        self.log_models = list(log_registry.get_log_entry_models())
        rows = None
        for index, log_model in enumerate(self.log_models):
            found = (
                log_entries(self.scope, log_model)
                .annotate(log_model_index=Value(index, output_field=IntegerField()))
                .values("pk", "timestamp", "log_model_index")
            )
            found = self.filter_queryset(found).order_by()
            rows = found if rows is None else rows.union(found, all=True)
        return rows.order_by("-timestamp")


# --- Pages ---------------------------------------------------------------------------------------


class LockedPagesFilterSet(locked_pages.LockedPagesReportFilterSet):
    locked_by = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Người khoá"),
        empty_label=gettext_lazy("Bất kỳ ai"),
        field_name="locked_by",
        queryset=people_to_filter_by,
    )

    class Meta(locked_pages.LockedPagesReportFilterSet.Meta):
        pass


class LockedPagesView(ScopedReportMixin, locked_pages.LockedPagesView):
    filterset_class = LockedPagesFilterSet

    def get_queryset(self) -> QuerySet:
        self.queryset = self.scope.pages().filter(locked=True).select_related("locale").specific(defer=True)
        return super(locked_pages.LockedPagesView, self).get_queryset()


class AgingPagesView(ScopedReportMixin, aging_pages.AgingPagesView):
    def get_queryset(self) -> QuerySet:
        published = PageLogEntry.objects.filter(page=OuterRef("pk"), action="wagtail.publish").order_by("-timestamp")
        self.queryset = (
            self.scope.pages()
            .exclude(last_published_at__isnull=True)
            .prefetch_workflow_states()
            .select_related("content_type")
            .annotate_approved_schedule()
            .order_by("last_published_at")
            .annotate(last_published_by=Subquery(published.values("user")[:1]))
        )
        return super(aging_pages.AgingPagesView, self).get_queryset()


class PageTypesFilterSet(page_types_usage.PageTypesUsageReportFilterSet):
    """By language; a choice of sites would list those of all units."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The base class reads every site of the install only to offer them here.
        page_types_usage.WagtailFilterSet.__init__(self, *args, **kwargs)
        self.sites_filter_enabled = False
        del self.filters["site"]

    class Meta(page_types_usage.PageTypesUsageReportFilterSet.Meta):
        pass


class PageTypesView(ScopedReportMixin, page_types_usage.PageTypesUsageReportView):
    filterset_class = PageTypesFilterSet

    def get_queryset(self) -> QuerySet:
        types = ContentType.objects.filter(model__in=self.page_models).exclude(app_label="wagtailcore")
        self.queryset = types
        types = self.filter_queryset(types)
        pages = self.scope.pages()
        counted = self.scope.page_q("pages__")
        if language := self.filters.form.cleaned_data.get("page_locale"):
            pages = pages.filter(locale__language_code=language)
            counted &= Q(pages__locale__language_code=language)
        last = pages.filter(content_type=OuterRef("pk")).order_by(
            F("latest_revision_created_at").desc(nulls_last=True), "title", "-pk"
        )
        return (
            types.annotate(
                count=Count("pages", filter=counted, distinct=True), last_edited_page_id=Subquery(last.values("pk")[:1])
            )
            .filter(count__gt=0)
            .order_by("-count", "app_label", "model")
        )


# --- Workflows -----------------------------------------------------------------------------------


class WorkflowFilterSet(workflow_reports.WorkflowReportFilterSet):
    workflow = django_filters.ModelChoiceFilter(label=gettext_lazy("Quy trình"), queryset=workflows_to_filter_by)
    requested_by = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Người gửi"),
        field_name="requested_by",
        queryset=people_to_filter_by,
    )

    class Meta(workflow_reports.WorkflowReportFilterSet.Meta):
        pass


class WorkflowTasksFilterSet(workflow_reports.WorkflowTasksReportFilterSet):
    workflow = django_filters.ModelChoiceFilter(
        field_name="workflow_state__workflow",
        label=gettext_lazy("Quy trình"),
        queryset=workflows_to_filter_by,
    )
    # Most steps are shared by all units, but the platform may make one for a single unit's workflow.
    task = django_filters.ModelChoiceFilter(label=gettext_lazy("Bước"), queryset=tasks_to_filter_by)

    class Meta(workflow_reports.WorkflowTasksReportFilterSet.Meta):
        pass


class WorkflowView(ScopedReportMixin, workflow_reports.WorkflowView):
    filterset_class = WorkflowFilterSet

    def get_queryset(self) -> QuerySet:
        return (
            WorkflowState.objects.filter(workflow__in=self.scope.workflows())
            .select_related("workflow", "requested_by")
            .prefetch_related("content_object", "content_object__latest_revision")
            .order_by("-created_at")
        )

    def decorate_paginated_queryset(self, object_list: Any) -> list:
        # A page moved to another unit since keeps the states of the old one.
        return [state for state in object_list if state.content_object and self.scope.owns(state.content_object)]


class WorkflowTasksView(ScopedReportMixin, workflow_reports.WorkflowTasksView):
    filterset_class = WorkflowTasksFilterSet

    def get_queryset(self) -> QuerySet:
        return (
            TaskState.objects.filter(workflow_state__workflow__in=self.scope.workflows())
            .select_related("workflow_state", "task")
            .prefetch_related("workflow_state__content_object", "workflow_state__content_object__latest_revision")
            .order_by("-started_at")
        )

    def decorate_paginated_queryset(self, object_list: Any) -> list:
        return [
            state
            for state in object_list
            if state.workflow_state.content_object and self.scope.owns(state.workflow_state.content_object)
        ]


def _both(name: str, view: type) -> dict:
    return {
        f"wagtailadmin_reports:{name}": view.as_view(),
        f"wagtailadmin_reports:{name}_results": view.as_view(results_only=True),
    }


REPLACEMENTS = {
    **_both("site_history", HistoryView),
    **_both("locked_pages", LockedPagesView),
    **_both("aging_pages", AgingPagesView),
    **_both("page_types_usage", PageTypesView),
    **_both("workflow", WorkflowView),
    **_both("workflow_tasks", WorkflowTasksView),
}
