"""Proposing and deciding, in the admin: what the unit proposed, what waits for it, and the record of each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.compare import StreamFieldComparison, TextFieldComparison

from portal.media import bodies
from sites.units.models import Unit
from sites.units.permissions import unit_id_of

from ..enums import ProposalState
from ..models import ArticlePage, Proposal, ProposalStep
from ..permissions import user_can_decide_proposal, user_can_propose_article
from ..services import flow_up
from .forms import AcceptForm, NoteForm, ProposeForm
from .pushes import _name_units
from .working import PER_PAGE, attempt, working_unit

COMPARED = (("title", TextFieldComparison), ("summary", TextFieldComparison), ("body", StreamFieldComparison))


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What the unit has proposed and where each is."""
    unit = working_unit(request)
    return _list(request, unit, "outbox", flow_up.proposed_by(unit))


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the unit's decision; with `da-xong`, what it has decided."""
    unit = working_unit(request)
    flow_up.move_from_closed_units()
    done = "da-xong" in request.GET
    return _list(request, unit, "inbox", flow_up.decided_at(unit) if done else flow_up.waiting_at(unit), done=done)


def _list(request: HttpRequest, unit: Unit, tab: str, proposals: Any, **context: Any) -> HttpResponse:
    page = Paginator(proposals, PER_PAGE).get_page(request.GET.get("p"))
    rows = list(page)
    _name_units([one for row in rows for one in (row.unit, row.at, row.goal)])
    context |= {"unit": unit, "tab": tab, "page": page, "rows": rows}
    return render(request, f"newsroom/flow/{tab}.html", context)


def propose(request: HttpRequest, page_id: int) -> HttpResponse:
    """Put an article of the unit forward."""
    unit = working_unit(request)
    article = get_object_or_404(ArticlePage, pk=page_id)
    if unit_id_of(article) != unit.pk or not user_can_propose_article(request.user, article):
        raise PermissionDenied(_("Vai trò của bạn không cho phép đề xuất tin này."))
    form = ProposeForm(request.POST or None, goals=flow_up.goals(unit))
    if request.method == "POST" and form.is_valid():
        goal, straight = form.choice()
        note = form.cleaned_data["note"]
        made = attempt(form, lambda: flow_up.propose(article, goal, by=request.user, note=note, straight=straight))
        if made is not None:
            messages.success(request, _("Đã đề xuất “%(title)s” lên %(to)s.") % {"title": made.title, "to": made.at})
            return redirect("newsroom_flow:proposal", made.pk)
    return render(request, "newsroom/flow/propose.html", {"unit": unit, "item": article, "form": form})


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a proposal, its text as it was proposed, and what the person may do about it."""
    unit = working_unit(request)
    found = _visible(unit, pk)
    offered = _forms(request, unit, found)
    if request.method == "POST":
        name = next((name for name in offered if name in request.POST), None)
        if name is None:
            # Somebody else was quicker: the page shows what was decided.
            messages.error(request, _no_longer(found))
            return redirect("newsroom_flow:proposal", pk)
        if answer := _act(request, found, name, offered):
            return answer
    content = found.revision.as_object() if found.revision else found.page
    steps = list(found.steps.select_related("unit", "to", "by", "copy"))
    _name_units([found.unit, found.at, found.goal, *(one for step in steps for one in (step.unit, step.to) if one)])
    context = {
        "unit": unit,
        "proposal": found,
        "steps": steps,
        "forms": {name: form for name, (form, _act_) in offered.items()},
        "content": content,
        "body": bodies.prepare(content.body, request) if content else "",
        "following": flow_up.following_unit(found),
        "copies": _copies(unit, found, steps, content),
        "is_ours": found.unit_id == unit.pk,
    }
    return render(request, "newsroom/flow/proposal.html", context)


def _visible(unit: Unit, pk: int) -> Proposal:
    """A proposal that the unit made or has had in hand; any other does not exist."""
    concerned = ProposalStep.objects.filter(Q(unit=unit) | Q(to=unit)).values("proposal")
    proposals = Proposal.objects.select_related("unit", "at", "goal", "owner", "page", "revision")
    return get_object_or_404(proposals, Q(unit=unit) | Q(at=unit) | Q(pk__in=concerned), pk=pk)


Offered = dict[str, tuple[forms.Form, Callable[[forms.Form], Any]]]


def _forms(request: HttpRequest, unit: Unit, found: Proposal) -> Offered:
    """The forms the person may send, and what each does, by the name of its button."""
    data = request.POST if request.method == "POST" else None
    by = request.user

    def bound(name: str) -> Any:
        return data if data is not None and name in data else None

    if found.at_id == unit.pk and found.state == ProposalState.WAITING and user_can_decide_proposal(by, found):
        may_pass_on = flow_up.following_unit(found) is not None
        offered: Offered = {
            "accept": (
                AcceptForm(bound("accept"), unit=unit, may_pass_on=may_pass_on),
                lambda form: flow_up.accept(found, by=by, **form.cleaned_data),
            ),
            "changes": (
                NoteForm(bound("changes"), prefix="changes"),
                lambda form: flow_up.ask_for_changes(found, by=by, **form.cleaned_data),
            ),
            "decline": (
                NoteForm(bound("decline"), prefix="decline"),
                lambda form: flow_up.decline(found, by=by, **form.cleaned_data),
            ),
        }
        if may_pass_on:
            offered["pass_on"] = (
                NoteForm(bound("pass_on"), prefix="pass_on"),
                lambda form: flow_up.pass_on(found, by=by, **form.cleaned_data),
            )
        return offered
    mine = found.owner_id == by.pk or (found.page is not None and user_can_propose_article(by, found.page))
    if found.unit_id == unit.pk and found.is_open and mine:
        offered = {"take_back": (forms.Form(bound("take_back")), lambda form: flow_up.take_back(found, by=by))}
        if found.state == ProposalState.CHANGES:
            offered["send_again"] = (
                NoteForm(bound("send_again"), prefix="send_again"),
                lambda form: flow_up.send_again(found, by=by, **form.cleaned_data),
            )
        return offered
    return {}


def _no_longer(found: Proposal) -> str:
    return _("Không làm được việc này nữa: đề xuất đang ở tình trạng “%(state)s”.") % {
        "state": found.get_state_display()
    }


DONE: dict[str, Any] = {
    "changes": gettext_lazy("Đã yêu cầu đơn vị sửa."),
    "decline": gettext_lazy("Đã trả lời không nhận."),
    "pass_on": gettext_lazy("Đã chuyển lên cấp trên."),
    "take_back": gettext_lazy("Đã rút đề xuất."),
    "send_again": gettext_lazy("Đã gửi lại."),
}


def _act(request: HttpRequest, found: Proposal, name: str, offered: Offered) -> HttpResponse | None:
    """Do what was sent; None when it did not go, with its sentences in the form."""
    form, act = offered[name]
    if not form.is_valid():
        return None
    result = attempt(form, lambda: act(form))
    if result is None:
        return None
    if name == "accept":
        messages.success(request, _("Đã nhận tin. Hãy biên tập bản của đơn vị rồi gửi duyệt hoặc xuất bản."))
        return redirect("wagtailadmin_pages:edit", result.pk)
    messages.success(request, DONE[name])
    return redirect("newsroom_flow:proposal", found.pk)


def _copies(unit: Unit, found: Proposal, steps: list[ProposalStep], content: Any) -> list[dict[str, Any]]:
    """The own copies made of the item, and how they differ from it.

    A unit's draft is its own: others see its copy as soon as it is on line.
    """
    copies = []
    for step in steps:
        if step.copy is None or content is None:
            continue
        copy = step.copy.get_latest_revision_as_object() if step.unit_id == unit.pk else step.copy
        if not copy.live and step.unit_id != unit.pk:
            copies.append({"step": step, "copy": None, "differences": []})
            continue
        pairs = (kind(ArticlePage._meta.get_field(name), content, copy) for name, kind in COMPARED)
        copies.append({"step": step, "copy": copy, "differences": [pair for pair in pairs if pair.has_changed()]})
    return copies
