"""How the unit's site looks and what its menu shows, for the unit's administrator."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.images.widgets import AdminImageChooser
from wagtail.log_actions import log
from wagtail.models import Page

from ..models import Unit, UnitSettings
from ..permissions import unit_id_of
from .choosers import unchoose
from .scope import administered_unit


class UnitSettingsForm(forms.ModelForm):
    """The settings of one unit. The emblem is one of the unit's own images, or the one it has had all along."""

    class Meta:
        model = UnitSettings
        fields = (
            "site_title",
            "site_title_en",
            "emblem",
            "banner_colour",
            "address",
            "phone",
            "fax",
            "email",
            "responsible_person",
            "responsible_position",
        )
        widgets = {"emblem": AdminImageChooser}

    def clean_emblem(self) -> Any:
        image = self.cleaned_data["emblem"]
        if image is None or image.pk == self.initial.get("emblem") or unit_id_of(image) == self.instance.unit_id:
            return image
        unchoose(self, "emblem")
        raise forms.ValidationError(_("Không có hình này, hoặc hình không thuộc đơn vị."))


def unit_settings(request: HttpRequest) -> HttpResponse:
    """Edit the settings of the unit worked in."""
    unit = administered_unit(request)
    form = UnitSettingsForm(request.POST or None, instance=UnitSettings.objects.get(unit=unit))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            log(instance=unit, action="wagtail.edit", user=request.user, title=_("Thông tin trang"))
        messages.success(request, _("Đã lưu thông tin trang."))
        return redirect("units_settings")
    return render(request, "units/admin/unit_settings.html", {"unit": unit, "form": form})


class MenuItemForm(forms.Form):
    page = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.BooleanField(
        label=gettext_lazy("Hiện"),
        required=False,
        widget=forms.CheckboxInput(attrs={"aria-label": gettext_lazy("Hiện trên trình đơn")}),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Thứ tự"),
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"aria-label": gettext_lazy("Thứ tự")}),
    )

    @property
    def title(self) -> str:
        return self.initial.get("title", "")


MenuFormSet = forms.formset_factory(MenuItemForm, extra=0)


def _formset(home: Page, data: Any = None) -> forms.BaseFormSet:
    initial = [
        {"page": page.pk, "shown": page.show_in_menus, "position": number, "title": page.get_admin_display_title()}
        for number, page in enumerate(home.get_children(), start=1)
    ]
    return MenuFormSet(data, initial=initial, prefix=f"menu-{home.pk}")


@transaction.atomic
def arrange_menu(home: Page, wanted: list[tuple[int, bool, int]], *, user: Any) -> None:
    """Show or hide the sections below a home page and put them in order.

    `wanted` holds (page id, shown, position) and must name exactly the children of the home page, else
    `Http404` is raised and nothing changes.
    """
    children = {page.pk: page for page in home.get_children().select_for_update(of=("self",))}
    if sorted(pk for pk, _shown, _position in wanted) != sorted(children):
        raise Http404
    for pk, shown, _position in wanted:
        page = children[pk]
        if page.show_in_menus != shown:
            Page.objects.filter(pk=pk).update(show_in_menus=shown)
            # The draft holds a copy, which would bring the old choice back when it is published.
            if revision := page.latest_revision:
                revision.content["show_in_menus"] = shown
                revision.save(update_fields=["content"])
            log(instance=page.specific, action="wagtail.edit", user=user)
    order = [pk for pk, _shown, _position in sorted(wanted, key=lambda row: row[2])]
    for pk in order:
        # Each one to the end in turn leaves them all in the wanted order; paths change with every move.
        Page.objects.get(pk=pk).move(Page.objects.get(pk=home.pk), pos="last-child")


def site_menu(request: HttpRequest) -> HttpResponse:
    """The menu of the unit's site, in each of its languages."""
    unit = administered_unit(request)
    homes = _homes(unit)
    posted = request.POST.get("home", "")
    if request.method == "POST" and posted not in {str(home.pk) for home in homes}:
        raise Http404
    menus = [(home, _formset(home, request.POST if str(home.pk) == posted else None)) for home in homes]
    if request.method == "POST":
        home, formset = next(row for row in menus if str(row[0].pk) == posted)
        if formset.is_valid():
            rows = [(row["page"], row["shown"], row["position"]) for row in formset.cleaned_data]
            arrange_menu(home, rows, user=request.user)
            messages.success(request, _("Đã lưu trình đơn."))
            return redirect("units_menu")
    return render(request, "units/admin/site_menu.html", {"unit": unit, "menus": menus})


def _homes(unit: Unit) -> list[Page]:
    return list(Page.objects.filter(unit_home__unit=unit).select_related("locale").order_by("pk"))
