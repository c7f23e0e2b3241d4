"""The form by which a case is sent, and what follows by the secret link; kept in no cache and in no history."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core import serving
from portal.core.senders import sender_key
from portal.core.serving import for_one_reader
from portal.core.tries import TooManyTries
from portal.media.private import hand_out
from sites.documents.services.serving import open_unit

from ..models import Case, CaseKind
from ..services import filing, following, links
from ..services.kinds import open_kinds
from .forms import AddForm, CaseForm, LookupForm, RateForm
from .showing import case_context


def crumbs() -> list[tuple[str, str]]:
    return [(_("Trang chủ"), serving.home_url()), (_("Hỏi đáp, phản ánh"), reverse("dialogue:list"))]


# --- Sending -------------------------------------------------------------------------------------


def _kind(code: str) -> CaseKind:
    kind = open_kinds().filter(code=code).first()
    if kind is None:
        raise Http404
    return kind


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a kind. Who gets to see the receipt has been read, and the case is kept."""
    unit, asked = open_unit(request.unit_host.unit_id), _kind(kind)
    key = sender_key(request)
    form = CaseForm(request.POST or None, request.FILES or None, kind=asked, asks=filing.is_abused(key))
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            case = filing.receive(
                unit,
                asked,
                form_key=form.form_key,
                sender_key=key,
                uploads=form.cleaned_data["uploads"],
                **form.case,
            )
        except ValidationError as error:
            refusal, status = " ".join(error.messages), 429
        else:
            address = reverse("dialogue:follow", args=[case.code, links.secret_of(case)])
            return for_one_reader(redirect(f"{address}?moi=1"))
    context = {
        "form": form,
        "kind": asked,
        "unit": unit,
        "refusal": refusal,
        "noindex": True,
        "breadcrumb": crumbs(),
        "breadcrumb_title": str(asked),
    }
    return for_one_reader(render(request, "dialogue/send.html", context, status=status))


# --- Following -----------------------------------------------------------------------------------


def _too_many(over: TooManyTries) -> str:
    return _("Đã nhập sai quá nhiều lần. Hãy thử lại sau %(time)s.") % {
        "time": f"{timezone.localtime(over.ends_at):%H:%M}"
    }


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """For who has the receipt and not the link; whoever is wrong, in whatever, reads the same words."""
    form = LookupForm(request.POST or None)
    failure, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            case = links.find(form.cleaned_data["code"], form.cleaned_data["secret"], request)
        except TooManyTries as over:
            failure, status = _too_many(over), 429
        else:
            if case is not None:
                return for_one_reader(redirect("dialogue:follow", case.code, links.secret_of(case)))
            failure = _("Không tìm thấy vụ việc có mã và khoá như vậy. Hãy xem lại biên nhận rồi nhập lại.")
    context = {
        "form": form,
        "failure": failure,
        "noindex": True,
        "breadcrumb": crumbs(),
        "breadcrumb_title": _("Theo dõi"),
    }
    return for_one_reader(render(request, "dialogue/lookup.html", context, status=status))


def _find(request: HttpRequest, code: str, secret: str) -> Case | HttpResponse:
    """The case behind a link, or the answer to who is wrong."""
    try:
        case = links.find(code, secret, request)
    except TooManyTries as over:
        context = {"form": LookupForm(), "failure": _too_many(over), "noindex": True, "breadcrumb": crumbs()}
        return for_one_reader(render(request, "dialogue/lookup.html", context, status=429))
    if case is None:
        raise Http404
    return case


@require_safe
def follow(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    case = _find(request, code, secret)
    return case if isinstance(case, HttpResponse) else _page(request, case)


def _page(request: HttpRequest, case: Case, *, refusal: str = "", **forms: Any) -> HttpResponse:
    base = [case.code, links.secret_of(case)]
    context = {
        **case_context(case),
        "add_form": AddForm() if case.is_open else None,
        "rate_form": RateForm(initial={"rating": case.rating, "text": case.rating_text}),
        "refusal": refusal,
        "is_new": "moi" in request.GET,
        "link": links.follow_url(case),
        "urls": {name: reverse(f"dialogue:{name}", args=base) for name in ("add", "withdraw", "rate", "removal")},
        "noindex": True,
        "breadcrumb": crumbs(),
        "breadcrumb_title": case.code,
        **forms,
    }
    return for_one_reader(render(request, "dialogue/follow.html", context))


def _do(request: HttpRequest, code: str, secret: str, act: Callable[[Case], None], **forms: Any) -> HttpResponse:
    """Do something to the case behind a link, or show the page with a sentence that says why not."""
    case = _find(request, code, secret)
    if isinstance(case, HttpResponse):
        return case
    try:
        act(case)
    except ValidationError as error:
        return _page(request, case, refusal=" ".join(error.messages), **forms)
    return for_one_reader(redirect("dialogue:follow", case.code, links.secret_of(case)))


@require_POST
def add(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    form = AddForm(request.POST, request.FILES)

    def act(case: Case) -> None:
        if not form.is_valid():
            raise ValidationError(_("Chưa gửi được. Hãy xem các ô có lỗi rồi gửi lại."))
        following.add(case, text=form.cleaned_data["text"], uploads=form.cleaned_data["uploads"])

    return _do(request, code, secret, act, add_form=form)


@require_POST
def withdraw(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    return _do(request, code, secret, following.withdraw)


@require_POST
def rate(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    form = RateForm(request.POST)

    def act(case: Case) -> None:
        if not form.is_valid():
            raise ValidationError(_("Hãy chọn một mức đánh giá."))
        following.rate(case, rating=form.cleaned_data["rating"], text=form.cleaned_data["text"])

    return _do(request, code, secret, act, rate_form=form)


@require_POST
def removal(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    return _do(request, code, secret, following.ask_for_removal)


@require_safe
def file(request: HttpRequest, code: str, secret: str, key: UUID) -> HttpResponse:
    """A file of the case, its sender's own or one of the answer."""
    case = _find(request, code, secret)
    if isinstance(case, HttpResponse):
        return case
    found = case.files.filter(uuid=key).first()
    if found is None:
        raise Http404
    return for_one_reader(hand_out(found.file, found.name))
