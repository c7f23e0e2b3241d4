"""What a unit takes of its blueprint and has of its own; and, for the platform, the versions and who took them."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from portal.core import text
from sites.units.boxes import arrangeable, in_places
from sites.units.isolation.scope import administered_unit
from sites.units.models import Unit, UnitSettings

from ..enums import PartKind
from . import services
from .forms import BoxFormSet, FooterForm, LinkForm
from .models import NOTE, Blueprint
from .standing import in_words, label_of, names_in

FOOTER = f"{PartKind.FOOTER.value}:{NOTE}"


# --- The unit's side -----------------------------------------------------------------------------


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every part of the unit's site beside the province's."""
    unit = administered_unit(request)
    parts = services.standing(unit)
    context = {
        "unit": unit,
        "version": services.version_for(unit),
        "offered": [part for part in parts if part.is_pending],
        "own": [part for part in parts if part.is_own],
        "same": [part for part in parts if not part.is_pending and not part.is_own],
        "footer": FOOTER,
    }
    return render(request, "pages/admin/blueprint.html", context)


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the part named, or everything that is offered."""
    unit = administered_unit(request)
    wanted = request.POST.get("part")
    taken = services.take(unit, [wanted] if wanted else None, by=request.user)
    if taken:
        messages.success(request, _("Đã nhận %(count)d phần theo mẫu của tỉnh.") % {"count": len(taken)})
    else:
        messages.info(request, _("Không còn phần nào để nhận; trang đang theo mẫu hoặc đang dùng phần riêng."))
    return redirect("pages_blueprint:overview")


@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """Return a part that is the unit's own to the province's."""
    unit = administered_unit(request)
    part = services.give_up_own(unit, request.POST.get("part", ""), by=request.user)
    if part is None:
        messages.error(request, _("Phần này không phải phần riêng của đơn vị."))
    else:
        messages.success(request, _("“%(part)s” đã về theo mẫu của tỉnh.") % {"part": part.label})
    return redirect("pages_blueprint:overview")


@require_http_methods(["GET", "HEAD", "POST"])
def boxes(request: HttpRequest) -> HttpResponse:
    """Which boxes the unit's front page has, and in which order."""
    unit = administered_unit(request)
    shown = _settings(unit).parts("box")
    labels = {frame.code: frame.label for frame in arrangeable()}
    codes = in_places(list(labels), list(shown))
    initial = [
        {"code": code, "shown": shown.get(code, {}).get("shown", True), "position": number, "title": labels[code]}
        for number, code in enumerate(codes, start=1)
    ]
    formset = BoxFormSet(request.POST or None, initial=initial)
    if request.method == "POST" and formset.is_valid():
        rows = formset.cleaned_data
        if sorted(row["code"] for row in rows) != sorted(codes):
            raise Http404
        values: dict[str, Any] = {f"box:{row['code']}": {"shown": row["shown"]} for row in rows}
        values["order:box"] = [row["code"] for row in sorted(rows, key=lambda row: row["position"])]
        services.keep_own(unit, values, by=request.user)
        messages.success(request, _("Đã lưu các khung trên trang chủ."))
        return redirect("pages_blueprint:overview")
    return render(request, "pages/admin/blueprint_boxes.html", {"unit": unit, "formset": formset})


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, link_key: str = "") -> HttpResponse:
    """A link at the foot of every page: one of the blueprint's in the unit's words, or one more."""
    unit = administered_unit(request)
    links = _settings(unit).parts("link")
    if link_key and link_key not in links:
        raise Http404
    form = LinkForm(request.POST or None, initial=links.get(link_key))
    if request.method == "POST" and form.is_valid():
        new = link_key or text.slugify(form.cleaned_data["title"], 60)
        if not link_key and new in links:
            form.add_error("title", _("Đã có liên kết mang tên này; hãy sửa liên kết đó hoặc đặt tên khác."))
        else:
            services.keep_own(unit, {f"link:{new}": form.cleaned_data}, by=request.user)
            messages.success(request, _("Đã lưu liên kết."))
            return redirect("pages_blueprint:overview")
    title = _("Sửa liên kết") if link_key else _("Thêm liên kết")
    return render(request, "pages/admin/blueprint_form.html", {"unit": unit, "form": form, "title": title})


@require_http_methods(["GET", "HEAD", "POST"])
def footer(request: HttpRequest) -> HttpResponse:
    """What the foot of every page says."""
    unit = administered_unit(request)
    form = FooterForm(request.POST or None, initial=_settings(unit).parts("footer").get(NOTE))
    if request.method == "POST" and form.is_valid():
        services.keep_own(unit, {FOOTER: form.cleaned_data}, by=request.user)
        messages.success(request, _("Đã lưu lời ở chân trang."))
        return redirect("pages_blueprint:overview")
    context = {"unit": unit, "form": form, "title": _("Lời ở chân trang")}
    return render(request, "pages/admin/blueprint_form.html", context)


def _settings(unit: Unit) -> UnitSettings:
    return UnitSettings.objects.get(unit=unit)


# --- The province's side -------------------------------------------------------------------------


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions of a tier's blueprint, each by what it changed, and how many units have the newest."""
    blueprint = get_object_or_404(Blueprint.objects.select_related("tier"), pk=pk)
    found = list(blueprint.versions.select_related("made_by", "asked_by"))
    rows = [
        (version, _changes(version.values, before.values if before else {}))
        for version, before in zip(found, [*found[1:], None], strict=True)
    ]
    newest = found[0]
    context = {
        "blueprint": blueprint,
        "rows": rows,
        "newest": newest,
        "units": services.units_of(newest).count(),
        "behind": services.units_behind(newest).count(),
    }
    return render(request, "pages/admin/blueprint_versions.html", context)


def _changes(after: dict[str, Any], before: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What differs: its name, what it was and what it is, in words."""
    old_names = names_in(before)
    names = old_names | names_in(after)
    return [
        (
            label_of(part, after.get(part) or before.get(part)),
            in_words(part, before.get(part), names | old_names),
            in_words(part, new, names),
        )
        for part in dict.fromkeys([*after, *before])
        if (new := after.get(part)) != before.get(part)
    ]


@require_POST
@transaction.atomic
def give_to_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Have all units of the tier take the newest version; the work is a job's."""
    blueprint = get_object_or_404(Blueprint, pk=pk)
    services.ask_for_all(blueprint.versions.first(), request.user)
    messages.success(request, _("Đang áp dụng cho các đơn vị; phần riêng của đơn vị được giữ nguyên."))
    return redirect("pages_blueprint:versions", pk)
