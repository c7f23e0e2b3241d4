"""Asking a machine for drafts in the admin: asked in one request, looked at and stopped in others."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import Translation

from .. import machine_drafts
from ..models.machine_drafts import BUSY, MachineDrafts
from ..notifications import edit_url
from .localize import for_own_translation


@require_POST
def machine_translate(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Have a job draft what is not translated yet, and lead to where it can be watched."""
    if get_machine_translator() is None:
        raise Http404
    translation = get_object_or_404(Translation, pk=translation_id)
    try:
        machine_drafts.ask(translation, request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(_editor(request, translation))
    return redirect("units_machine:drafts", translation_id)


def drafts(request: HttpRequest, translation_id: int) -> HttpResponse:
    """How far the machine is."""
    found = get_object_or_404(
        MachineDrafts.objects.select_related("translation__target_locale", "translation__source__locale"),
        translation=translation_id,
    )
    context = {
        "drafts": found,
        "translation": found.translation,
        "editor": _editor(request, found.translation),
        "waiting": machine_drafts.missing(found.translation).count(),
        "may_ask": get_machine_translator() is not None,
    }
    return render(request, "units/admin/machine_drafts.html", context)


@require_POST
def stop(request: HttpRequest, translation_id: int) -> HttpResponse:
    if machine_drafts.stop(get_object_or_404(Translation, pk=translation_id)):
        messages.success(request, _("Đã dừng máy dịch; các câu đã dịch vẫn được giữ."))
    else:
        messages.warning(request, _("Máy dịch đã ngừng từ trước."))
    return redirect("units_machine:drafts", translation_id)


def _editor(request: HttpRequest, translation: Translation) -> str:
    _source, target = machine_drafts.things_of(translation)
    return edit_url(target, request.user) if target is not None else reverse("wagtailadmin_home")


@hooks.register("before_edit_page", order=-10)
@hooks.register("before_edit_snippet", order=-10)
def say_that_a_machine_is_at_work(request: HttpRequest, thing: Any) -> None:
    """Whoever opens the translation meanwhile is told; where no machine is named, nothing is asked."""
    if request.method != "GET" or get_machine_translator() is None or not hasattr(thing, "translation_key"):
        return
    busy = MachineDrafts.objects.filter(
        translation__source__object_id=thing.translation_key,
        translation__target_locale=thing.locale_id,
        state__in=BUSY,
    ).first()
    if busy is not None:
        button = messages.button(reverse("units_machine:drafts", args=[busy.translation_id]), _("Xem tiến độ"))
        messages.info(request, _("Máy đang dịch nội dung này; các câu mới sẽ hiện khi tải lại trang."), [button])


REPLACEMENTS = {"wagtail_localize:machine_translate": for_own_translation(machine_translate)}
app_name = "units_machine"
urlpatterns = [
    path("<int:translation_id>/", for_own_translation(drafts), name="drafts"),
    path("<int:translation_id>/dung/", for_own_translation(stop), name="stop"),
]
