"""How a unit deals with what was said about its drafts: look, let be read, keep back, answer, show the results."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from sites.units.enums import Action
from sites.units.permissions import unit_ids_for, user_can

from ..enums import CommentState
from ..models import Consultation, ConsultationComment
from ..services import consultations as services
from .forms import AnswerForm, EnteredCommentForm, ReasonForm, RefusalForm

PER_PAGE = 30


def _consultation(request: HttpRequest, pk: int, action: str = Action.VIEW) -> Consultation:
    """The consultation, of a unit that the person may look into (404), for what their role allows (403)."""
    units = unit_ids_for(request.user, [Action.VIEW])
    rows = Consultation.objects.select_related("unit")
    found = get_object_or_404(rows if units is None else rows.filter(unit__in=units), pk=pk)
    if action != Action.VIEW and not user_can(request.user, action, found.unit_id):
        raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))
    return found


def _comment(request: HttpRequest, pk: int, action: str = Action.VIEW) -> ConsultationComment:
    units = unit_ids_for(request.user, [Action.VIEW])
    rows = ConsultationComment.objects.select_related("consultation__unit", "decided_by", "answered_by")
    found = get_object_or_404(rows if units is None else rows.filter(consultation__unit__in=units), pk=pk)
    if action != Action.VIEW and not user_can(request.user, action, found.consultation.unit_id):
        raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))
    return found


@require_safe
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was said about a draft, what waits first to be looked at among them."""
    consultation = _consultation(request, pk)
    state = request.GET.get("tinh-trang", "")
    rows = consultation.comments.all()
    if state in CommentState.values:
        rows = rows.filter(state=state)
    counts = consultation.comments.aggregate(
        waiting=Count("pk", filter=Q(state=CommentState.WAITING)),
        unanswered=Count("pk", filter=Q(state=CommentState.SHOWN, verdict="")),
    )
    return render(
        request,
        "documents/admin/comments.html",
        {
            "consultation": consultation,
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
            "states": [("", _("Tất cả")), *CommentState.choices],
            "state": state,
            "counts": counts,
            "is_open": consultation.is_open(),
            "is_over": consultation.is_over(),
            "why_no_results": services.why_no_results(consultation),
            "may_write": user_can(request.user, Action.CHANGE, consultation.unit_id),
            "may_publish": user_can(request.user, Action.PUBLISH, consultation.unit_id),
            "close_form": ReasonForm(),
        },
    )


def _one(request: HttpRequest, comment: ConsultationComment, **forms: Any) -> HttpResponse:
    unit_id = comment.consultation.unit_id
    return render(
        request,
        "documents/admin/comment.html",
        {
            "comment": comment,
            "consultation": comment.consultation,
            "may_write": user_can(request.user, Action.CHANGE, unit_id),
            "may_publish": user_can(request.user, Action.PUBLISH, unit_id),
            "refusal_form": RefusalForm(),
            "answer_form": AnswerForm(initial={"verdict": comment.verdict, "answer": comment.answer}),
            **forms,
        },
    )


@require_safe
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, _comment(request, pk))


@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    found = _comment(request, pk, Action.PUBLISH)
    services.show(found, by=request.user, request=request)
    messages.success(request, _("Đã đăng góp ý."))
    return redirect("documents_consultations:comments", found.consultation_id)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _comment(request, pk, Action.PUBLISH), RefusalForm(request.POST)
    if not form.is_valid():
        return _one(request, found, refusal_form=form)
    services.refuse(found, by=request.user, reason=form.cleaned_data["reason"], request=request)
    messages.success(request, _("Góp ý không được đăng; lý do đã ghi vào nhật ký."))
    return redirect("documents_consultations:comments", found.consultation_id)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _comment(request, pk, Action.CHANGE), AnswerForm(request.POST)
    if not form.is_valid():
        return _one(request, found, answer_form=form)
    services.answer(found, by=request.user, **form.cleaned_data)
    messages.success(request, _("Đã lưu tiếp thu, giải trình."))
    return redirect("documents_consultations:comments", found.consultation_id)


def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a comment that came by letter, mail or at a meeting."""
    consultation = _consultation(request, pk, Action.CHANGE)
    form = EnteredCommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.enter(consultation, by=request.user, **form.cleaned_data)
        messages.success(request, _("Đã nhập góp ý."))
        return redirect("documents_consultations:comments", consultation.pk)
    return render(request, "documents/admin/comment_enter.html", {"form": form, "consultation": consultation})


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    consultation, form = _consultation(request, pk, Action.PUBLISH), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy ghi lý do kết thúc sớm."))
    else:
        _try(
            request,
            lambda: services.close_now(
                consultation, by=request.user, reason=form.cleaned_data["reason"], request=request
            ),
            _("Đã kết thúc lấy ý kiến; không nhận thêm góp ý."),
        )
    return redirect("documents_consultations:comments", consultation.pk)


@require_POST
def results(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = _consultation(request, pk, Action.PUBLISH)
    _try(
        request,
        lambda: services.publish_results(consultation, by=request.user, request=request),
        _("Đã công bố bảng tiếp thu, giải trình."),
    )
    return redirect("documents_consultations:comments", consultation.pk)


def _try(request: HttpRequest, act: Callable[[], None], done: str) -> None:
    """Do it, or say in a sentence why not."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
