"""Public pages of drafts open for comment, and the form by which one comments."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import page_cache, serving, spreadsheets
from portal.core.paging import paged
from portal.core.senders import sender_key
from sites.units import hosts
from sites.units.languages import LANGUAGE_CODE, only_in

from ..models import Consultation
from ..services import consultations as services
from . import presenting
from .forms import CommentForm

PER_PAGE = 20


def _home_crumb() -> tuple[str, str]:
    return _("Trang chủ"), serving.home_url()


def _list_crumb() -> tuple[str, str]:
    return _("Lấy ý kiến dự thảo"), reverse("consultations:list")


def _listing(request: HttpRequest, rows: QuerySet[Consultation], url: str, everywhere: bool) -> HttpResponse:
    rows = rows.select_related("unit", "type", "field").defer("body").order_by("-closes_on", "-pk")
    page, neighbours = paged(request, rows, PER_PAGE, url)
    roots = presenting.roots({row.unit_id for row in page}) if everywhere else {}
    for row in page:
        presenting.watch(request, row)
    shown = [
        {
            "consultation": row,
            "state": presenting.state_of(row),
            "url": roots.get(row.unit_id, "") + reverse("consultations:one", args=[row.slug]),
        }
        for row in page
    ]
    return render(
        request,
        "documents/consultations/list.html",
        {
            "rows": shown,
            "pages": page,
            **neighbours,
            "everywhere": everywhere,
            "breadcrumb": [_home_crumb()] + ([_list_crumb()] if everywhere else []),
            "breadcrumb_title": _("Tất cả các cấp") if everywhere else _("Lấy ý kiến dự thảo"),
        },
    )


@require_safe
def own_list(request: HttpRequest) -> HttpResponse:
    """The consultations of this unit, those still open or to come before those that are over."""
    own = services.public_consultations().filter(unit=request.unit_host.unit_id)
    return _listing(request, own, reverse("consultations:list"), everywhere=False)


@require_safe
def open_list(request: HttpRequest) -> HttpResponse:
    """What may be commented on today, of the units of all tiers."""
    # One that begins tomorrow comes by the day in the key of every kept page.
    return _listing(request, services.open_consultations(), reverse("consultations:all"), everywhere=True)


def _find(request: HttpRequest, slug: str) -> Consultation:
    """The public consultation of this site at an address; raises `Http404`."""
    rows = services.public_consultations().filter(unit=request.unit_host.unit_id, slug=slug)
    found = rows.select_related("unit", "type", "field", "result_document").first()
    if found is None:
        raise Http404
    return found


@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """A consultation, what was said and, when the results are shown, what became of it."""
    consultation, url = _find(request, slug), reverse("consultations:one", args=[slug])
    comments, neighbours = paged(request, services.shown_comments(consultation), presenting.COMMENTS_SHOWN, url)
    context = presenting.consultation_context(consultation, request)
    return render(
        request,
        "documents/consultations/consultation.html",
        {
            **context,
            "pages": comments,
            "comments": presenting.numbered(comments, comments.start_index() - 1 if comments.object_list else 0),
            **neighbours,
            "comment_url": reverse("consultations:comment", args=[slug]) if context["state"] == "open" else "",
            "table_url": reverse("consultations:table", args=[slug]) if consultation.results_at else "",
            "canonical_url": hosts.root_url(request.unit_host.primary_host) + only_in(request, LANGUAGE_CODE),
            "breadcrumb": [_home_crumb(), _list_crumb()],
        },
    )


@require_safe
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of what became of each comment, as a spreadsheet."""
    consultation = _find(request, slug)
    if consultation.results_at is None:
        raise Http404
    comments = services.shown_comments(consultation)
    sheet = spreadsheets.Sheet(
        _("Tiếp thu, giải trình"),
        [_("STT"), _("Điều, khoản"), _("Góp ý"), _("Người góp ý"), _("Kết quả"), _("Tiếp thu, giải trình")],
        [
            (number, row.provision, row.body, row.shown_name, row.get_verdict_display(), row.answer)
            for number, row in enumerate(comments, start=1)
        ],
        lines=[consultation.title],
    )
    return spreadsheets.download(f"{slug}.xlsx", sheet)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, on a page of its own: the page of the draft is the same for everybody and is kept."""
    consultation = _find(request, slug)
    form = CommentForm(request.POST or None)
    refusal = ""
    try:
        services.require_open(consultation)
        if request.method == "POST" and form.is_valid():
            services.receive(consultation, form_key=form.form_key, sender_key=sender_key(request), **form.comment)
            return redirect("consultations:thanks", slug=slug)
    except ValidationError as error:
        refusal = " ".join(error.messages)
    is_open = consultation.is_open()
    return render(
        request,
        "documents/consultations/comment.html",
        {
            "consultation": consultation,
            "form": form if is_open else None,
            "refusal": refusal,
            "back_url": reverse("consultations:one", args=[slug]),
            "noindex": True,
            "breadcrumb": [_home_crumb(), _list_crumb()],
            "breadcrumb_title": _("Gửi góp ý"),
        },
        status=200 if is_open else 410,
    )


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _find(request, slug)
    page_cache.right_until(request, consultation.ends_at)
    return render(
        request,
        "documents/consultations/thanks.html",
        {
            "consultation": consultation,
            "back_url": reverse("consultations:one", args=[slug]),
            "noindex": True,
            "breadcrumb": [_home_crumb(), _list_crumb()],
            "breadcrumb_title": _("Đã nhận góp ý"),
        },
    )
