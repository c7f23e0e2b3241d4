"""Choosing and adapting other units' news, in the admin of a site that presents a province abroad."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from sites.units.enums import Action
from sites.units.models import Unit
from sites.units.permissions import user_can, user_can_publish

from ..models import ArticlePage, NewsIndexPage, Push
from ..services import adapting, flow_down
from ..services.desk import sections
from .pushes import _name_units
from .working import PER_PAGE, sentence_of, working_unit


def _unit(request: HttpRequest) -> Unit:
    """The unit worked in, where it is one that takes news; for any other the pages do not exist."""
    unit = working_unit(request)
    if not adapting.takes_news(unit):
        raise Http404
    return unit


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What the unit may take, what it shows by reference with its translations, and which of these are outdated."""
    unit = _unit(request)
    query = request.GET.get("q", "").strip()[:100]
    articles = adapting.sources(unit)
    if query:
        articles = articles.filter(Q(title__icontains=query) | Q(summary__icontains=query))
    page = Paginator(articles, PER_PAGE).get_page(request.GET.get("p"))
    rows = list(page)
    shown = list(
        flow_down.sent_to(unit).not_over().filter(page__articlepage__isnull=False).select_related("page", "unit")
    )
    # What is shown already is not offered again.
    taken = {push.page_id for push in shown}
    outdated = list(adapting.outdated(unit))
    _name_units([one.unit for one in (*rows, *shown)])
    context = {
        "unit": unit,
        "tab": "choose",
        "page": page,
        "rows": [(article, article.pk in taken) for article in rows],
        "query": f"q={query}&" if query else "",
        "words": query,
        "shown": _with_translations(unit, shown, list(sections(unit).select_related("locale"))),
        "outdated": outdated,
        "may_take": user_can_publish(request.user, unit),
        "may_write": user_can(request.user, Action.ADD, unit),
        "may_follow": user_can(request.user, Action.CHANGE, unit),
    }
    return render(request, "newsroom/flow/choose.html", context)


def _with_translations(unit: Unit, pushes: list[Push], news: list[NewsIndexPage]) -> list[dict[str, Any]]:
    """Each item shown with its translations, and the sections into whose language it is not translated yet."""
    own: dict[int, list[ArticlePage]] = {}
    originals = [push.page_id for push in pushes]
    found = ArticlePage.objects.filter(unit=unit, original__in=originals, adaptation__isnull=False)
    for article in found.select_related("locale"):
        own.setdefault(article.original_id, []).append(article)
    rows = []
    for push in pushes:
        there = own.get(push.page_id, [])
        done = {push.page.locale_id, *(article.locale_id for article in there)}
        open_sections = [section for section in news if section.locale_id not in done]
        rows.append({"push": push, "translations": there, "sections": open_sections})
    return rows


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article of another unit on the site. One that is not on line does not exist here."""
    unit = _unit(request)
    article = get_object_or_404(ArticlePage, pk=pk, live=True)
    try:
        push = adapting.take(article, unit, by=request.user, request=request)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, _("Đã nhận “%(title)s” về trang của đơn vị.") % {"title": push.title})
    return redirect("newsroom_flow:choose")


@require_POST
def adapt(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a translation of something shown, in the section that was chosen, and open it."""
    unit = _unit(request)
    push = get_object_or_404(flow_down.sent_to(unit), pk=pk)
    wanted = request.POST.get("section", "")
    section = get_object_or_404(sections(unit), pk=wanted if wanted.isdecimal() else 0)
    try:
        article = adapting.adapt(push, section, by=request.user)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
        return redirect("newsroom_flow:choose")
    messages.success(request, _("Đã mở bản dịch, còn nguyên lời bản gốc. Hãy dịch và biên tập rồi gửi duyệt."))
    return redirect("wagtailadmin_pages:edit", article.pk)


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a translation tells what its source tells now."""
    unit = _unit(request)
    article = get_object_or_404(ArticlePage, pk=pk, unit=unit)
    try:
        adapting.follow(article, by=request.user)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(request, _("Đã ghi nhận: bản dịch theo đúng bản gốc hiện nay."))
    return redirect("newsroom_flow:choose")
