"""The board of a unit, the record of a story, and what is done with it. Every view is about the unit worked in."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from sites.units.enums import Action
from sites.units.models import Unit
from sites.units.permissions import active_unit, user_can

from .. import permissions
from ..models import Story
from ..services import desk
from .board import Board, Stage
from .forms import AssignForm, AttachForm, BoardFilterForm, DropForm, NewStoryForm, StoryForm, WriteForm
from .timeline import timeline


def desk_unit(request: HttpRequest) -> Unit:
    """The unit whose desk is open; raises `PermissionDenied` with a sentence when none is chosen."""
    unit = active_unit(request)
    if unit is None:
        raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc trước khi mở bàn biên tập."))
    if not user_can(request.user, Action.VIEW, unit):
        raise PermissionDenied(_("Vai trò của bạn không cho phép xem bàn biên tập của đơn vị này."))
    return unit


def _story(request: HttpRequest, pk: int) -> Story:
    """A story of the unit worked in; one of another unit does not exist."""
    stories = Story.objects.with_status().select_related("unit", "owner", "assignee", "article", "genre", "section")
    return get_object_or_404(stories, pk=pk, unit=desk_unit(request))


# --- Looking -------------------------------------------------------------------------------------


def board(request: HttpRequest) -> HttpResponse:
    """All columns of the board, or the pages of the one that `stage` names."""
    unit = desk_unit(request)
    filters = BoardFilterForm(request.GET, unit=unit)
    shown = Board(unit, request.user, filters.chosen)
    context = {
        "unit": unit,
        "filters": filters,
        "is_filtered": bool(filters.chosen),
        "may_propose": permissions.user_can_propose(request.user, unit),
        "stages": Stage,
    }
    stage = request.GET.get("stage")
    if stage is None:
        return render(request, "newsroom/desk/board.html", context | {"columns": shown.columns()})
    if stage not in Stage.values:
        raise Http404
    page, cards = shown.column(Stage(stage), request.GET.get("p"))
    return render(request, "newsroom/desk/column.html", context | {"stage": Stage(stage), "page": page, "cards": cards})


def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one story, and what the person may do with it."""
    return _show(request, _story(request, pk))


def _show(request: HttpRequest, found: Story, **bound: BaseForm) -> HttpResponse:
    user, unit = request.user, found.unit
    forms: dict[str, BaseForm] = {}
    if permissions.user_can_assign(user, unit) and not found.is_finished:
        forms["assign"] = AssignForm(unit=unit, story=found)
        if found.article_id is None:
            forms["attach"] = AttachForm(unit=unit)
    if permissions.user_can_write(user, found):
        forms["write"] = WriteForm(unit=unit, story=found)
    if permissions.user_can_drop(user, found):
        forms["drop"] = DropForm()
    forms |= {name: form for name, form in bound.items() if name in forms}
    context = {
        "story": found,
        "unit": unit,
        "steps": timeline(found),
        "forms": forms,
        "media": sum((form.media for form in forms.values()), BoardFilterForm(unit=unit).media),
        "may_change": permissions.user_can_change_story(user, found) and found.dropped_at is None,
        "may_take": permissions.user_can_take(user, found),
        "may_resume": found.dropped_at is not None and permissions.user_can_assign(user, unit),
        "may_edit_article": found.article_id is not None and _may_edit(user, found),
    }
    return render(request, "newsroom/desk/story.html", context)


def _may_edit(user: Any, found: Story) -> bool:
    own = found.article.owner_id == user.pk and user_can(user, Action.ADD, found.unit)
    return own or user_can(user, Action.CHANGE, found.unit)


# --- Writing down --------------------------------------------------------------------------------


def new(request: HttpRequest) -> HttpResponse:
    """Propose a story."""
    unit = desk_unit(request)
    if not permissions.user_can_propose(request.user, unit):
        raise PermissionDenied(_("Vai trò của bạn không cho phép đề xuất đề tài trong đơn vị này."))
    may_assign = permissions.user_can_assign(request.user, unit)
    form = NewStoryForm(request.POST or None, unit=unit, may_assign=may_assign)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: desk.propose(unit, by=request.user, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("Đã ghi đề tài “%(title)s”.") % {"title": made.title})
            return redirect(made.record_url)
    title = _("Đề xuất đề tài")
    return render(request, "newsroom/desk/story_form.html", {"unit": unit, "form": form, "title": title})


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a story is about."""
    found = _story(request, pk)
    if not permissions.user_can_change_story(request.user, found) or found.dropped_at is not None:
        raise PermissionDenied(_("Bạn chỉ sửa được đề tài do mình đề xuất hoặc đang thực hiện."))
    form = StoryForm(request.POST or None, unit=found.unit, instance=found)
    if request.method == "POST" and form.is_valid():
        changed = _try(form, lambda: desk.change(found, by=request.user, **form.cleaned_data))
        if changed is not None:
            messages.success(request, _("Đã lưu đề tài."))
            return redirect(changed.record_url)
    context = {"unit": found.unit, "form": form, "title": _("Sửa đề tài"), "story": found}
    return render(request, "newsroom/desk/story_form.html", context)


def _try(form: BaseForm, action: Callable[[], Any]) -> Any:
    """The result of an action, or None with its sentence in the form."""
    try:
        return action()
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, sentences in errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return None


# --- Doing ---------------------------------------------------------------------------------------


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    found = _story(request, pk)
    form = AssignForm(request.POST, unit=found.unit, story=found)
    if form.is_valid():
        data = form.cleaned_data
        done = _try(form, lambda: desk.assign(found, data["assignee"], deadline=data["deadline"], by=request.user))
        if done is not None:
            return _back(request, found, _("Đã giao đề tài."))
    return _show(request, found, assign=form)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft of the article and go on in its editor."""
    found = _story(request, pk)
    form = WriteForm(request.POST, unit=found.unit, story=found)
    if form.is_valid():
        made = _try(form, lambda: desk.start_article(found, form.cleaned_data["section"], by=request.user))
        if made is not None:
            messages.success(request, _("Đã tạo bản nháp. Hãy viết bài rồi gửi duyệt."))
            return redirect("wagtailadmin_pages:edit", made.pk)
    return _show(request, found, write=form)


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    found = _story(request, pk)
    form = AttachForm(request.POST, unit=found.unit)
    if form.is_valid():
        done = _try(form, lambda: desk.attach(found, form.cleaned_data["article"], by=request.user))
        if done is not None:
            return _back(request, found, _("Đã gắn bài viết vào đề tài."))
    return _show(request, found, attach=form)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _story(request, pk)
    form = DropForm(request.POST)
    if form.is_valid():
        done = _try(form, lambda: desk.drop(found, form.cleaned_data["reason"], by=request.user))
        if done is not None:
            return _back(request, found, _("Đã bỏ đề tài."))
    return _show(request, found, drop=form)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = _story(request, pk)
    return _do(request, found, lambda: desk.take(found, by=request.user), _("Đã nhận đề tài. Chúc bạn viết bài tốt."))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = _story(request, pk)
    return _do(request, found, lambda: desk.resume(found, by=request.user), _("Đã lấy lại đề tài."))


def _do(request: HttpRequest, found: Story, action: Callable[[], Any], done: str) -> HttpResponse:
    try:
        action()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found.record_url)
    return _back(request, found, done)


def _back(request: HttpRequest, found: Story, done: str) -> HttpResponse:
    """Say what was done, where the person was: on the board or at the story."""
    messages.success(request, done)
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    if target.startswith(reverse("newsroom_desk:board")) and url_has_allowed_host_and_scheme(target, hosts):
        return redirect(target)
    return redirect(found.record_url)
