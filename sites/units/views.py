"""The public directory of units, as a list and as a map, and the page of a host that speaks for nobody."""

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.core import serving

from . import directory as units_directory
from . import hosts, languages, maps, tree
from .models import Unit


def directory(request: HttpRequest) -> HttpResponse:
    """All units in force today, to search by name or code and to filter by tier and parent."""
    form = units_directory.DirectoryForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = units_directory.find(asked.get("q", ""), asked.get("cap", ""), asked.get("thuoc", ""))
    if not form.is_valid():
        found = found.none()
    try:
        page = units_directory.page_of(found, request.GET.get("trang") or 1)
    except InvalidPage as error:
        raise Http404 from error
    return render(
        request,
        "units/directory.html",
        {
            "form": form,
            "is_filtered": any(asked.values()),
            "pages": page,
            "groups": units_directory.grouped(units_directory.entries(page.object_list)),
            "counts": units_directory.tier_counts(),
            "previous_url": _page_url(asked, page.number - 1) if page.has_previous() else "",
            "next_url": _page_url(asked, page.number + 1) if page.has_next() else "",
            "breadcrumb": [(_("Trang chủ"), serving.home_url())],
            "breadcrumb_title": _("Danh bạ đơn vị"),
        },
    )


@require_safe
def untranslated(request: HttpRequest, pk: int) -> HttpResponse:
    """Says that a page of this site is not in the language of the address, and leads on; to the page once it is.

    Raises `Http404` for a page that not everybody may read, or that is no page of this site.
    """
    homes = {home.locale_id: home for home in serving.homes(request)}
    page = Page.objects.filter(pk=pk).select_related("locale").first()
    start = homes.get(page.locale_id) if page else None
    here = serving.home(request)
    if start is None or here is None or not serving.public(Page.objects.filter(pk=pk), start).exists():
        raise Http404
    if page.locale_id == here.locale_id:
        return redirect(serving.local_url(page, here))
    same = Page.objects.filter(translation_key=page.translation_key, locale=here.locale_id, alias_of=None)
    if found := serving.public(same, here).first():
        return redirect(serving.local_url(found, here))
    code = page.locale.language_code
    with translation.override(code):
        url = serving.local_url(page, start)
    return say_untranslated(request, page.title, code, url, _section_of(page, start, here))


def say_untranslated(
    request: HttpRequest, title: str, language: str, url: str, section: tuple[str, str] | None
) -> HttpResponse:
    """The page that says that something is in one language only, with its address and the nearest section."""
    return render(
        request,
        "units/untranslated.html",
        {
            "title": title,
            "language": language,
            "language_name": languages.name_of(language),
            "url": url,
            "section": section,
            "noindex": True,
            "breadcrumb": [(_("Trang chủ"), serving.home_url())],
            "breadcrumb_title": _("Chưa có bản dịch"),
        },
    )


def _section_of(page: Page, start: Page, here: Page) -> tuple[str, str] | None:
    """The nearest page above that is in the language of `here`: its title and address."""
    above = Page.objects.ancestor_of(page).filter(path__startswith=start.path, depth__gt=start.depth)
    same = Page.objects.filter(translation_key__in=above.values("translation_key"), alias_of=None)
    found = serving.public(same, here).exclude(pk=here.pk).order_by("-depth").first()
    return (found.title, serving.local_url(found, here)) if found else None


def _page_url(asked: dict[str, str], number: int) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"?{urlencode(kept | {'trang': number})}"


def directory_map(request: HttpRequest) -> HttpResponse:
    """The units of the province as points, with the same units as a list."""
    root = _map_root(request.unit)
    drawn = maps.draw(root)
    listed = sorted(
        (spot for spot in [*drawn.spots, *drawn.middles]),
        key=lambda spot: (spot.entries[0].version.tier.rank, spot.entries[0].version.name_key),
    )
    return render(
        request,
        "units/map.html",
        {
            "map": drawn,
            "listed": listed,
            "root": root,
            "breadcrumb": [
                (_("Trang chủ"), serving.home_url()),
                (_("Danh bạ đơn vị"), reverse("units:directory")),
            ],
            "breadcrumb_title": _("Bản đồ đơn vị"),
        },
    )


def _map_root(unit: Unit) -> Unit:
    """The province a unit is in; a unit above all provinces is shown with what is below it."""
    way = tree.place(unit)
    province = next((link.unit_id for link in way if link.tier == "province"), unit.pk)
    return Unit.objects.get(pk=province)


def unknown_host(request: HttpRequest, host: str) -> HttpResponse:
    """The 404 page of a host below a domain that speaks for no unit: the way to the directory."""
    province = hosts.province_host()
    root = hosts.root_url(province) if province else ""
    response = render(
        request,
        "units/unknown_host.html",
        {
            "host": host,
            "root": root,
            "directory_url": root + reverse("units:directory") if root else "",
            "counts": units_directory.tier_counts(),
        },
        status=404,
    )
    if root:
        # The form leads to the province's host, which the policy of this page would not allow.
        response._csp_update = {"form-action": [root]}
    return response
