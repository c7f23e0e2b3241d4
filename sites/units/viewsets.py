"""Units in the admin: a picker that searches, and the pages on which the platform opens and changes them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.core import text

from .models import Unit, UnitVersion
from .permissions import is_platform_admin


def matching(query: str) -> Q:
    """Versions whose name contains what was typed, accents or not, or whose code begins with it."""
    return Q(folded__contains=text.fold(query)) | Q(code__startswith=query.strip())


class PlatformOnlyMixin:
    """Refuses everybody but platform administrators."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_platform_admin(request.user):
            raise PermissionDenied(_("Chỉ quản trị nền tảng được quản lý đơn vị."))
        return super().dispatch(request, *args, **kwargs)


class UnitFilterForm(BaseFilterForm):
    q = forms.CharField(
        required=False,
        label=gettext_lazy("Tìm theo tên hoặc mã"),
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Tên hoặc mã")}),
    )

    def filter(self, objects: QuerySet[Unit]) -> QuerySet[Unit]:
        objects = super().filter(objects)
        query = self.cleaned_data.get("q")
        if query:
            self.is_searching = True
            self.search_query = query
            objects = objects.filter(pk__in=UnitVersion.objects.on().filter(matching(query)).values("unit_id"))
        return objects


class _UnitChoiceMixin(PlatformOnlyMixin):
    """Units in force today, higher tiers first, told apart by what stands above them."""

    filter_form_class = UnitFilterForm
    ordering = ["rank", "name_key", "pk"]

    def get_object_list(self) -> QuerySet[Unit]:
        now = UnitVersion.objects.on().filter(unit=OuterRef("pk"))
        above = UnitVersion.objects.on().filter(unit=OuterRef("parent_now")).values("full_name")
        return (
            Unit.objects.filter(pk__in=UnitVersion.objects.on().values("unit_id"))
            .annotate(
                name=Subquery(now.values("full_name")[:1]),
                name_key=Subquery(now.values("name_key")[:1]),
                code=Subquery(now.values("code")[:1]),
                rank=Subquery(now.values("tier__rank")[:1]),
                parent_now=Subquery(now.values("parent_id")[:1]),
            )
            .annotate(above=Subquery(above[:1]))
        )

    @property
    def title_column(self) -> Column:
        column = super().title_column
        column.accessor = "name"
        return column

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            Column("code", label=gettext_lazy("Mã")),
            Column("above", label=gettext_lazy("Đơn vị cấp trên")),
        ]


class UnitChooseView(_UnitChoiceMixin, chooser.ChooseView):
    pass


class UnitChooseResultsView(_UnitChoiceMixin, chooser.ChooseResultsView):
    pass


class UnitChosenView(PlatformOnlyMixin, chooser.ChosenView):
    pass


class UnitChosenMultipleView(PlatformOnlyMixin, chooser.ChosenMultipleView):
    pass


class UnitChooserViewSet(ChooserViewSet):
    """Picks a unit by searching; no page of the admin lists all units in a select."""

    model = Unit
    icon = "site"
    per_page = 20
    choose_one_text = gettext_lazy("Chọn đơn vị")
    choose_another_text = gettext_lazy("Chọn đơn vị khác")
    edit_item_text = gettext_lazy("Sửa đơn vị này")
    choose_view_class = UnitChooseView
    choose_results_view_class = UnitChooseResultsView
    chosen_view_class = UnitChosenView
    chosen_multiple_view_class = UnitChosenMultipleView
    # Forms ask for it by name; a foreign key to Unit in an editor's form is none of the editor's business.
    register_widget = False

    def get_urlpatterns(self) -> list:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


unit_chooser = UnitChooserViewSet("units_chooser", url_prefix="don-vi/chon")
UnitChooserWidget = unit_chooser.widget_class
