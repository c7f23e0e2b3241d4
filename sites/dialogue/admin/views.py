"""The inbox of a unit, a case, and what is done with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from portal.media.private import hand_out
from sites.units.enums import Action
from sites.units.isolation.scope import scope_of
from sites.units.isolation.snippets import found
from sites.units.models import Unit, today
from sites.units.permissions import user_can

from ..enums import OPEN_STATES, CaseState, Happening
from ..models import AnswerTemplate, Case
from ..services import clock, escalation, handling, privacy, publishing, routing
from .forms import AnswerForm, EraseForm, InboxForm, ProlongForm, TextForm

ON_A_PAGE = 30


def own_case(request: HttpRequest, pk: int) -> Case:
    """A case of the unit worked in; any other is not there (`Http404`)."""
    return found(scope_of(request).instances(Case).select_related("kind", "field", "unit", "first_unit"), pk)


# --- Lists ---------------------------------------------------------------------------------------


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The cases of the unit worked in, those whose end is nearest first; who sent them is not in the list."""
    form = InboxForm(request.GET or None)
    rows = scope_of(request).instances(Case).select_related("kind", "field", "unit")
    rows = _narrowed(rows, form) if form.is_valid() else rows.filter(state__in=OPEN_STATES)
    rows = rows.defer("body", "answer", "draft").order_by(F("due_on").asc(nulls_last=True), "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    below = escalation.late_below(scope_of(request).unit_ids).exists() if scope_of(request).unit_ids else False
    context = {
        "form": form,
        "page": page,
        "today": today(),
        "sees_words": {case.pk for case in page if privacy.user_can_read_sender(request.user, case)},
        "shows_units": scope_of(request).is_everything,
        "late_below": below,
    }
    return render(request, "dialogue/admin/inbox.html", context)


def _narrowed(rows: QuerySet[Case], form: InboxForm) -> QuerySet[Case]:
    asked = form.cleaned_data
    state = asked["state"]
    if state in CaseState.values:
        rows = rows.filter(state=state)
    elif state != form.ALL and not asked["code"]:
        rows = rows.filter(state__in=OPEN_STATES)
    if state == form.LATE:
        rows = rows.filter(due_on__lt=today())
    elif state == form.SOON:
        rows = rows.filter(warn_on__lte=today(), due_on__gte=today())
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    return rows.filter(code__startswith=asked["code"].strip().upper()) if asked["code"] else rows


@require_safe
def below(request: HttpRequest) -> HttpResponse:
    """What is late in the units directly below, by code, kind and days; nothing that was written."""
    rows = escalation.late_below(scope_of(request).unit_ids)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "dialogue/admin/below.html", {"page": page, "today": today()})


# --- One case ------------------------------------------------------------------------------------


@never_cache
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A case with its history. Who may know the sender is shown them, and that is on the record."""
    return _page(request, own_case(request, pk))


def _page(request: HttpRequest, case: Case, **forms: Any) -> HttpResponse:
    may_write = user_can(request.user, Action.CHANGE, case.unit_id)
    may_publish = user_can(request.user, Action.PUBLISH, case.unit_id)
    sees_sender = privacy.user_can_read_sender(request.user, case)
    if sees_sender and not case.is_sealed_away:
        privacy.note_reading(case, request.user)
    events = case.events.select_related("unit", "to_unit", "by")
    published = getattr(case, "published", None)
    context = {
        "case": case,
        "reading": clock.read(case),
        "today": today(),
        "sees_sender": sees_sender,
        # Words of the sender and of colleagues are for who deals with the case.
        "events": [event for event in events if event.what != Happening.READ] if sees_sender else [],
        "readings": [event for event in events if event.what == Happening.READ],
        "files": list(case.files.all()) if sees_sender else [],
        "documents": list(case.documents.all()),
        "may_write": may_write and case.is_open,
        "may_publish": may_publish and case.is_open,
        "may_propose": may_write and published is None and publishing.why_not_publish(case) is None,
        "why_not_publish": publishing.why_not_publish(case) if may_write and not case.is_open else "",
        "looked": publishing.look(case) if sees_sender and case.state == CaseState.ANSWERED else None,
        "published": published,
        "may_administer": user_can(request.user, Action.ADMINISTER, case.unit_id),
        "text_form": TextForm(),
        "prolong_form": ProlongForm() if case.kind.extension_days else None,
        "answer_form": AnswerForm(initial={"answer": case.draft}) if sees_sender else None,
        "erase_form": EraseForm(),
        "templates": _templates(request, case) if may_write and case.is_open else [],
        **forms,
    }
    return render(request, "dialogue/admin/case.html", context)


def _templates(request: HttpRequest, case: Case) -> list[tuple[AnswerTemplate, str]]:
    """The unit's templates and the shared ones, with what they say of this case filled in."""
    own = AnswerTemplate.objects.filter(unit=case.unit_id) | AnswerTemplate.objects.filter(is_shared=True)
    facts = {
        "{ma}": case.code,
        "{don_vi}": case.unit.full_name,
        "{ngay_nhan}": f"{case.received_on:%d/%m/%Y}",
        "{han}": f"{case.due_on:%d/%m/%Y}" if case.due_on else "…",
    }

    def filled(words: str) -> str:
        for mark, value in facts.items():
            words = words.replace(mark, value)
        return words

    return [(template, filled(template.body)) for template in own.order_by("title", "pk")[:30]]


def _do(request: HttpRequest, pk: int, act: Callable[[Case], None], done: str, form: Any = None) -> HttpResponse:
    """Do it, or say in a sentence why not; a form with faults is shown again."""
    case = own_case(request, pk)
    if form is not None and not form.is_valid():
        messages.error(request, _("Chưa làm được: ") + " ".join(sum((list(e) for e in form.errors.values()), [])))
        return redirect("dialogue_cases:one", pk)
    try:
        act(case)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("dialogue_cases:one", pk)
    messages.success(request, done)
    # Where it has been passed on, it is here no more.
    stays = scope_of(request).instances(Case).filter(pk=pk).exists()
    return redirect("dialogue_cases:one", pk) if stays else redirect("dialogue_cases:list")


def _with_text(request: HttpRequest, pk: int, act: Callable[..., None], done: str, name: str = "text") -> HttpResponse:
    form = TextForm(request.POST)
    return _do(
        request, pk, lambda case: act(case, by=request.user, **{name: form.cleaned_data["text"]}), done, form=form
    )


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_text(request, pk, handling.note, _("Đã ghi chú; người gửi không thấy."))


@require_POST
def ask_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_text(request, pk, handling.ask_back, _("Đã đề nghị bổ sung; thời hạn tạm dừng."))


@require_POST
def give_notice(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_text(request, pk, handling.give_notice, _("Đã thông báo tiến độ cho người gửi."))


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_text(request, pk, handling.decline, _("Đã thông báo không thụ lý."), name="reason")


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_text(request, pk, handling.send_back, _("Đã trả lại dự thảo để sửa."), name="reason")


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, lambda case: handling.resume(case, by=request.user), _("Thời hạn chạy tiếp."))


@require_POST
def prolong(request: HttpRequest, pk: int) -> HttpResponse:
    form = ProlongForm(request.POST)

    def act(case: Case) -> None:
        handling.prolong(case, by=request.user, days=form.cleaned_data["days"], reason=form.cleaned_data["text"])

    return _do(request, pk, act, _("Đã gia hạn và báo người gửi."), form=form)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft, a draft for the publisher, or the answer itself, by which button was pressed."""
    case, form = own_case(request, pk), AnswerForm(request.POST, request.FILES)
    final = "send" in request.POST
    if not form.is_valid():
        # What was written stays in the form.
        messages.error(request, _("Chưa lưu được. Hãy xem các ô có lỗi."))
        return _page(request, case, answer_form=form)
    words = form.cleaned_data["answer"]
    if final:
        documents, uploads = form.cleaned_data["symbols"], form.cleaned_data["uploads"]
        return _do(
            request,
            pk,
            lambda case: handling.answer(case, by=request.user, text=words, documents=documents, uploads=uploads),
            _("Đã trả lời."),
        )
    submit = "submit" in request.POST
    return _do(
        request,
        pk,
        lambda case: handling.write_draft(case, by=request.user, text=words, submit=submit),
        _("Đã gửi dự thảo để duyệt.") if submit else _("Đã lưu dự thảo."),
    )


@never_cache
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the unit to pass a case on to: proposals by field, place and tree, and a search by name."""
    case = own_case(request, pk)
    if not user_can(request.user, Action.CHANGE, case.unit_id):
        raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))
    if request.method == "POST":
        wanted = request.POST.get("unit", "")
        unit = Unit.objects.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdecimal() else None
        form = TextForm(request.POST)
        if unit is None:
            messages.error(request, _("Hãy chọn đơn vị nhận."))
            return redirect("dialogue_cases:forward", pk)
        return _do(
            request,
            pk,
            lambda case: handling.forward(case, by=request.user, to=unit, reason=form.cleaned_data["text"]),
            _("Đã chuyển tới %(unit)s.") % {"unit": unit.full_name},
            form=form,
        )
    words = request.GET.get("q", "")
    context = {
        "case": case,
        "q": words,
        "units": routing.search(words) if words else routing.proposals(case),
        "form": TextForm(),
    }
    return render(request, "dialogue/admin/forward.html", context)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft of the publication and go to its editor."""
    case = own_case(request, pk)
    try:
        published = publishing.propose(case, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("dialogue_cases:one", pk)
    messages.success(request, _("Hãy đọc lại: máy chỉ đề xuất phần cần ẩn, bạn quyết định."))
    return redirect(reverse("wagtailsnippets_dialogue_publishedcase:edit", args=[published.pk]))


@require_safe
def file(request: HttpRequest, pk: int, file_key: UUID) -> HttpResponse:
    """A file of a case, for who deals with it."""
    case = own_case(request, pk)
    if not privacy.user_can_read_sender(request.user, case):
        raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))
    row = case.files.filter(uuid=file_key).first()
    if row is None:
        raise Http404(_("Không có nội dung này."))
    privacy.note_reading(case, request.user)
    return hand_out(row.file, row.name)
