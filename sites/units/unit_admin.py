"""The pages on which the platform opens, changes and ends units."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import BlanketPermissionPolicy

from . import forms
from .enums import HostRole
from .loading import BadRows
from .models import HostName, Tier, Unit, UnitEvent, UnitVersion, today
from .naming import suggested_host
from .services import add_host, change_unit, create_unit, end_host, end_unit, import_units, set_languages
from .services.lifecycle import FIELDS, check_version
from .viewsets import PlatformOnlyMixin, matching

IN_FORCE, ENDED, PLANNED = "in_force", "ended", "planned"


class UnitFilterSet(WagtailFilterSet):
    tier = django_filters.ModelChoiceFilter(queryset=Tier.objects.all(), label=gettext_lazy("Cấp"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Tình trạng"),
        choices=[
            (IN_FORCE, gettext_lazy("Đang hoạt động")),
            (ENDED, gettext_lazy("Đã kết thúc")),
            (PLANNED, gettext_lazy("Chưa bắt đầu")),
        ],
        method="filter_state",
    )

    class Meta:
        model = UnitVersion
        fields = []

    def filter_state(self, queryset: QuerySet[UnitVersion], name: str, value: str) -> QuerySet[UnitVersion]:
        if value == IN_FORCE:
            return queryset.on()
        return queryset.filter(valid_to__lte=today()) if value == ENDED else queryset.filter(valid_from__gt=today())


def current_versions() -> QuerySet[UnitVersion]:
    """One version of each unit: the last that has begun, or the first of a unit that has not begun yet."""
    day = today()
    begun = UnitVersion.objects.filter(unit=OuterRef("unit"), valid_from__lte=day).order_by("-valid_from")
    first = UnitVersion.objects.filter(unit=OuterRef("unit")).order_by("valid_from")
    shown = Coalesce(Subquery(begun.values("pk")[:1]), Subquery(first.values("pk")[:1]))
    return UnitVersion.objects.annotate(shown=shown).filter(pk=F("shown"))


class UnitIndexView(PlatformOnlyMixin, IndexView):
    """All units, in Vietnamese order; found by name, accents or not, and by code."""

    model = UnitVersion
    permission_policy = BlanketPermissionPolicy(None)
    page_title = gettext_lazy("Đơn vị")
    header_icon = "site"
    index_url_name = "units_admin"
    index_results_url_name = "units_admin_results"
    add_url_name = "units_admin_add"
    add_item_label = gettext_lazy("Thêm đơn vị")
    filterset_class = UnitFilterSet
    is_searchable = True
    paginate_by = 50
    default_ordering = ("name_key", "pk")
    columns = [
        TitleColumn(
            "full_name",
            label=gettext_lazy("Tên"),
            get_url=lambda version: reverse("units_admin_unit", args=[version.unit_id]),
        ),
        Column("code", label=gettext_lazy("Mã")),
        Column("tier", label=gettext_lazy("Cấp")),
        Column("above", label=gettext_lazy("Đơn vị cấp trên")),
        Column("host", label=gettext_lazy("Tên miền")),
        Column("valid_to", label=gettext_lazy("Đến trước ngày")),
    ]

    def get_base_queryset(self) -> QuerySet[UnitVersion]:
        above = UnitVersion.objects.filter(unit=OuterRef("parent"), valid_from__lte=OuterRef("valid_from"))
        host = HostName.objects.filter(unit=OuterRef("unit"), role=HostRole.PRIMARY).order_by("-valid_from")
        return (
            current_versions()
            .select_related("tier")
            .annotate(
                above=Subquery(above.order_by("-valid_from").values("full_name")[:1]),
                host=Subquery(host.values("host")[:1]),
            )
        )

    def search_queryset(self, queryset: QuerySet[UnitVersion]) -> QuerySet[UnitVersion]:
        return queryset.filter(matching(self.search_query)) if self.is_searching else queryset

    @property
    def header_more_buttons(self) -> list:
        return [HeaderButton(_("Nhập từ CSV"), url=reverse("units_admin_import"), icon_name="upload")]


class _UnitPage(PlatformOnlyMixin, WagtailAdminTemplateMixin):
    header_icon = "site"

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("units_admin"), "label": _("Đơn vị")},
            {"url": "", "label": self.get_page_title()},
        ]


class CreateUnitView(_UnitPage, FormView):
    """The wizard: a unit, its host and its site in one step."""

    form_class = forms.CreateUnitForm
    template_name = "units/admin/unit_form.html"
    page_title = gettext_lazy("Thêm đơn vị")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._suggest() if "suggest" in request.POST else super().post(request, *args, **kwargs)

    def _suggest(self) -> HttpResponse:
        """Show the form again with the host that the rule gives; nothing is saved."""
        form = self.get_form()
        form.fields["languages"].required = False
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in (*FIELDS, "valid_from", "valid_to")}
            version = UnitVersion(**values)
            try:
                check_version(version)
            except ValidationError as error:
                form.take_errors(error)
            else:
                form.data = form.data.copy()
                form.data["host"] = suggested_host(version)
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: forms.CreateUnitForm) -> HttpResponse:
        try:
            unit = create_unit(**form.cleaned_data)
        except ValidationError as error:
            form.take_errors(error)
            return self.form_invalid(form)
        messages.success(self.request, _("Đã thêm %(unit)s.") % {"unit": unit})
        return HttpResponseRedirect(reverse("units_admin_unit", args=[unit.pk]))


class ImportUnitsView(_UnitPage, FormView):
    """The same as the wizard for many units, from a file."""

    form_class = forms.ImportUnitsForm
    template_name = "units/admin/unit_import.html"
    page_title = gettext_lazy("Nhập đơn vị từ CSV")
    success_url = reverse_lazy("units_admin")

    def form_valid(self, form: forms.ImportUnitsForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            report = import_units(file.read(), name=file.name, skip_bad=form.cleaned_data["skip_bad"])
        except BadRows as error:
            return self.render_to_response(self.get_context_data(form=form, bad_rows=error.rows))
        sites = report.provisioned
        values = {"units": report.loaded.units, "made": sites.made, "unchanged": sites.unchanged}
        messages.success(
            self.request,
            _("Đã thêm %(units)d đơn vị, tạo hoặc bổ sung %(made)d trang; %(unchanged)d đơn vị đã đủ.") % values,
        )
        if report.loaded.skipped or sites.failed:
            failed = [(version.full_name, reason) for version, reason in sites.failed]
            return self.render_to_response(
                self.get_context_data(form=form, bad_rows=report.loaded.skipped, failed=failed)
            )
        return super().form_valid(form)


class UnitView(_UnitPage, TemplateView):
    """One unit: what it was and is, its hosts, and what can be done with it."""

    template_name = "units/admin/unit.html"
    ACTIONS = {
        "change": (forms.ChangeUnitForm, gettext_lazy("Đã mở giai đoạn mới.")),
        "host": (forms.HostForm, gettext_lazy("Đã thêm tên miền.")),
        "provision": (forms.ProvisionForm, gettext_lazy("Trang của đơn vị đã đủ.")),
        "end": (forms.EndUnitForm, gettext_lazy("Đã ghi nhận ngày kết thúc.")),
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.unit = get_object_or_404(Unit, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.unit)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "end_host" in request.POST:
            return self._end_host(request.POST["end_host"])
        action = next((name for name in self.ACTIONS if name in request.POST), None)
        if action is None:
            return self._back()
        form_class, done = self.ACTIONS[action]
        form = form_class(request.POST, prefix=action)
        if form.is_valid():
            try:
                getattr(self, f"_{action}")(form.cleaned_data)
            except ValidationError as error:
                form.take_errors(error)
            else:
                messages.success(request, done)
                return self._back()
        return self.render_to_response(self.get_context_data(**{f"{action}_form": form}))

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("units_admin_unit", args=[self.unit.pk]))

    def _end_host(self, pk: str) -> HttpResponse:
        row = get_object_or_404(self.unit.hosts, pk=pk if pk.isdecimal() else 0)
        try:
            end_host(row)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(self.request, _("%(host)s không còn là tên miền của đơn vị.") % {"host": row.host})
        return self._back()

    def _change(self, data: dict[str, Any]) -> None:
        change_unit(self.unit, **data)

    def _host(self, data: dict[str, Any]) -> None:
        add_host(self.unit, **data)

    def _end(self, data: dict[str, Any]) -> None:
        end_unit(self.unit, on=data["valid_to"], legal_basis=data["legal_basis"])

    def _provision(self, data: dict[str, Any]) -> None:
        set_languages(self.unit, data["languages"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.unit.version
        initial = {name: getattr(version, name) for name in FIELDS} if version else {}
        shown = self.unit.homes.filter(page__live=True)
        languages = list(shown.values_list("locale__language_code", flat=True)) or ["vi"]
        starts = {"change": initial, "host": {}, "end": {}, "provision": {"languages": languages}}
        for name, (form_class, _done) in self.ACTIONS.items():
            kwargs.setdefault(f"{name}_form", form_class(prefix=name, initial=starts[name]))
        events = UnitEvent.objects.filter(pk__in=self.unit.edges_out.values("event")) | UnitEvent.objects.filter(
            pk__in=self.unit.edges_in.values("event")
        )
        media = sum((kwargs[f"{name}_form"].media for name in self.ACTIONS), Media())
        return super().get_context_data(
            unit=self.unit,
            version=version,
            versions=self.unit.versions.select_related("tier", "parent").order_by("-valid_from"),
            hosts=self.unit.hosts.order_by("-valid_from", "host"),
            events=events.order_by("-effective_on", "-pk")[:50],
            today=today(),
            media=media,
            **kwargs,
        )
