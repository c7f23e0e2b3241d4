"""Polls as citizens see them: the list, a poll with its results, and the form by which one answers."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import page_cache, serving, spreadsheets
from portal.core.senders import PublicForm, sender_key
from portal.core.serving import for_one_reader
from sites.documents.consulting.views import paged
from sites.units import hosts
from sites.units.languages import LANGUAGE_CODE, only_in

from ..models import Poll
from ..services import polls

PER_PAGE = 20
MARK = "da-tra-loi"


class PollForm(PublicForm):
    """The questions of a poll as fields named by their ids."""

    def __init__(self, *args: Any, poll: Poll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(poll.questions.all())
        for question in self.questions:
            choices = [(choice, choice) for choice in question.choices]
            kind = forms.MultipleChoiceField if question.several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if question.several else forms.RadioSelect
            self.fields[f"cau-{question.pk}"] = kind(
                label=question.text,
                choices=choices,
                required=question.required,
                widget=widget,
                error_messages={"required": _("Hãy trả lời câu này.")},
            )
        self.order_fields([name for name in self.fields if name.startswith("cau-")])

    @property
    def answers(self) -> dict[int, list[str]]:
        """What was chosen, by the id of the question."""
        given = {question.pk: self.cleaned_data.get(f"cau-{question.pk}") for question in self.questions}
        return {key: value if isinstance(value, list) else [value] for key, value in given.items() if value}


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Trang chủ"), serving.home_url()), (_("Thăm dò ý kiến"), reverse("polls:list"))]


def _watch(request: HttpRequest, poll: Poll) -> None:
    """The page is right until the poll begins or ends; nobody saves anything at that moment."""
    for moment in (poll.begins_at, poll.ends_at):
        if moment > timezone.now():
            page_cache.right_until(request, moment)


def poll_context(poll: Poll) -> dict[str, Any]:
    """What the page of a poll shows: results once it is over, or at once where its unit wants that."""
    shown = poll.is_over() or poll.shows_results
    return {
        "poll": poll,
        "is_open": poll.is_open(),
        "is_over": poll.is_over(),
        "results": polls.results(poll) if shown else [],
        "ballots": poll.ballots.count() if poll.pk and shown else 0,
        "breadcrumb_title": poll.title,
    }


def _find(request: HttpRequest, slug: str) -> Poll:
    found = polls.public_polls().filter(unit=request.unit_host.unit_id, slug=slug).first()
    if found is None:
        raise Http404
    return found


@require_safe
def own_list(request: HttpRequest) -> HttpResponse:
    own = polls.public_polls().filter(unit=request.unit_host.unit_id)
    page, neighbours = paged(request, own, PER_PAGE, reverse("polls:list"))
    for poll in page:
        _watch(request, poll)
    context = {
        "pages": page,
        **neighbours,
        "breadcrumb": _crumbs()[:1],
        "breadcrumb_title": _("Thăm dò ý kiến"),
    }
    return render(request, "dialogue/polls/list.html", context)


@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    """A poll; its numbers, while it is open, are those of some minutes ago."""
    poll = _find(request, slug)
    _watch(request, poll)
    canonical = hosts.root_url(request.unit_host.primary_host) + only_in(request, LANGUAGE_CODE)
    context = {**poll_context(poll), "canonical_url": canonical, "breadcrumb": _crumbs()}
    return render(request, "dialogue/polls/poll.html", context)


@require_safe
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The results as a spreadsheet, where they are shown."""
    poll = _find(request, slug)
    if not (poll.is_over() or poll.shows_results):
        raise Http404
    headings = [_("Câu hỏi"), _("Lựa chọn"), _("Số lượt")]
    sheet = spreadsheets.Sheet(_("Kết quả"), headings, polls.rows(polls.results(poll)), lines=[poll.title])
    return spreadsheets.download(f"{slug}.xlsx", sheet)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, on a page of its own: the page of the poll is the same for everybody and is kept."""
    poll = _find(request, slug)
    has_answered = request.COOKIES.get(MARK) == "1"
    form = PollForm(request.POST or None, poll=poll)
    refusal = ""
    if not poll.is_open():
        refusal = _("Cuộc thăm dò không nhận trả lời lúc này.")
    elif request.method == "POST" and not has_answered and form.is_valid():
        try:
            polls.answer(poll, form.answers, form_key=form.form_key, sender_key=sender_key(request))
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            has_answered = True
            response = for_one_reader(redirect(request.path))
            # Says to this browser alone that it has answered this poll; names nobody.
            response.set_cookie(
                MARK,
                "1",
                expires=poll.ends_at,
                path=request.path,
                httponly=True,
                samesite="Lax",
                secure=settings.CSRF_COOKIE_SECURE,
            )
            return response
    context = {
        "poll": poll,
        "form": form if poll.is_open() and not has_answered else None,
        "has_answered": has_answered,
        "refusal": refusal,
        "noindex": True,
        "breadcrumb": [*_crumbs(), (poll.title, reverse("polls:one", args=[slug]))],
        "breadcrumb_title": _("Trả lời"),
    }
    return for_one_reader(render(request, "dialogue/polls/answer.html", context))
