"""The registers in the admin."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn

from sites.units.isolation.columns import LiveStatusTagColumn
from sites.units.isolation.references import UnitOwnedForm
from sites.units.isolation.snippets import UnitSnippetViewSet
from sites.units.models import today

from ..enums import Direction, Handling
from ..models import RegisterEntry


class RegisterForm(UnitOwnedForm):
    """One line of a register; says what contradicts itself, and that a number is taken."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        registered, finished = data.get("registered_on"), data.get("finished_on")
        if registered and registered > today():
            self.add_error("registered_on", _("Ngày đến, ngày đi không thể ở tương lai."))
        if registered and finished and finished < registered:
            self.add_error("finished_on", _("Ngày xử lý xong không thể trước ngày đến, ngày đi."))
        dated, received = data.get("document_date"), data.get("direction") == Direction.RECEIVED
        if received and registered and dated and dated > registered:
            self.add_error("document_date", _("Ngày văn bản không thể sau ngày đến."))
        if registered and "year" in self.fields and not data.get("year"):
            data["year"] = registered.year
        return data

    def _post_clean(self) -> None:
        if self.instance.year is None and self.cleaned_data.get("registered_on"):
            self.instance.year = self.cleaned_data["registered_on"].year
        super()._post_clean()
        # The unit is no field of the form, so Django leaves this question to the database.
        entry = self.instance
        same = RegisterEntry.objects.filter(
            unit=entry.unit_id, direction=entry.direction, year=entry.year, register_no=entry.register_no
        )
        if entry.unit_id and entry.register_no and same.exclude(pk=entry.pk).exists():
            self.add_error("register_no", ValidationError(_("Số này đã có trong sổ của năm."), code="taken"))


class RegisterFilterSet(WagtailFilterSet):
    direction = django_filters.ChoiceFilter(label=gettext_lazy("Sổ"), choices=Direction.choices)
    state = django_filters.ChoiceFilter(label=gettext_lazy("Tiến độ"), choices=Handling.choices)
    year = django_filters.NumberFilter(label=gettext_lazy("Năm"))
    live = django_filters.BooleanFilter(label=gettext_lazy("Đã xuất bản"))

    class Meta:
        model = RegisterEntry
        fields = ["direction", "state", "year", "live"]


class RegisterViewSet(UnitSnippetViewSet):
    model = RegisterEntry
    icon = "list-ul"
    menu_label = gettext_lazy("Sổ văn bản")
    menu_order = 246
    list_display = [
        "register_no",
        Column("get_direction_display", label=gettext_lazy("Sổ"), sort_key="direction"),
        DateColumn("registered_on", label=gettext_lazy("Ngày đến, ngày đi"), sort_key="registered_on"),
        "symbol",
        "abstract",
        "handling_unit",
        DateColumn("due_on", label=gettext_lazy("Hạn xử lý"), sort_key="due_on"),
        Column("get_state_display", label=gettext_lazy("Tiến độ"), sort_key="state"),
        LiveStatusTagColumn(),
    ]
    list_per_page = 50
    filterset_class = RegisterFilterSet
    panels = [
        FieldRowPanel([FieldPanel("direction"), FieldPanel("register_no"), FieldPanel("registered_on")]),
        FieldPanel("correspondent"),
        FieldRowPanel([FieldPanel("symbol"), FieldPanel("document_date")]),
        FieldPanel("abstract"),
        MultiFieldPanel(
            [
                FieldPanel("handling_unit"),
                FieldRowPanel([FieldPanel("due_on"), FieldPanel("state"), FieldPanel("finished_on")]),
            ],
            heading=gettext_lazy("Xử lý"),
        ),
    ]
