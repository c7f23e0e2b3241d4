"""Publishing at once, past the steps that are left: for floods, storms and wrong numbers, with a reason on record."""

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem as PageMenuItem
from wagtail.admin.utils import get_latest_str
from wagtail.models import DraftStateMixin, Page
from wagtail.snippets.action_menu import ActionMenuItem as SnippetMenuItem

from .. import passage, publishing
from ..models import UnitOwned
from ..notifications import edit_url
from .gate_guards import find
from .usage import visible


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do đăng khẩn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ghi vào nhật ký an toàn và báo cho quản trị đơn vị."),
    )


def _answer(request: HttpRequest, thing: Model) -> HttpResponse:
    if not visible(request.user, thing):
        raise Http404
    if refusal := publishing.why_no_role(request.user, thing):
        raise PermissionDenied(refusal)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.publish_urgently(thing, by=request.user, reason=form.cleaned_data["reason"], request=request)
        except ValidationError as error:
            for name, problems in getattr(error, "error_dict", {None: [error]}).items():
                form.add_error(name if name in form.fields else None, problems)
        else:
            messages.success(request, _("Đã đăng khẩn “%(title)s”.") % {"title": get_latest_str(thing)})
            return redirect(edit_url(thing, request.user))
    context = {"form": form, "about": get_latest_str(thing), "steps": passage.names_left(thing)}
    return render(request, "units/admin/urgent.html", context)


def urgent_page(request: HttpRequest, page_id: int) -> HttpResponse:
    return _answer(request, find(Page, page_id).specific)


def urgent_snippet(request: HttpRequest, app_label: str, model_name: str, object_id: str) -> HttpResponse:
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if not (issubclass(model, UnitOwned) and issubclass(model, DraftStateMixin)):
        raise Http404
    return _answer(request, find(model, object_id))


def _offered(request: Any, thing: Model) -> bool:
    """Shown to those who may use it, where the usual road is still closed."""
    user = request.user
    return publishing.why_no_role(user, thing) is None and publishing.why_not_publish(user, thing) is not None


class UrgentPageItem(PageMenuItem):
    label = gettext_lazy("Đăng khẩn…")
    name = "action-urgent"
    icon_name = "warning"

    def is_shown(self, context: dict) -> bool:
        if context["view"] != "edit" or context["locked_for_user"] and context["page"].locked:
            return False
        return _offered(context["request"], context["page"])

    def get_url(self, context: dict) -> str:
        return reverse("units_urgent:page", args=[context["page"].pk])


class UrgentSnippetItem(SnippetMenuItem):
    label = gettext_lazy("Đăng khẩn…")
    name = "action-urgent"
    icon_name = "warning"

    def is_shown(self, context: dict) -> bool:
        return context["view"] == "edit" and _offered(context["request"], context["instance"])

    def get_url(self, context: dict) -> str:
        meta = context["instance"]._meta
        return reverse("units_urgent:snippet", args=[meta.app_label, meta.model_name, context["instance"].pk])


@hooks.register("register_page_action_menu_item")
def urgent_page_item() -> UrgentPageItem:
    return UrgentPageItem(order=70)


@hooks.register("register_snippet_action_menu_item")
def urgent_snippet_item(model: type) -> UrgentSnippetItem | None:
    ours = issubclass(model, UnitOwned) and issubclass(model, DraftStateMixin)
    return UrgentSnippetItem(order=70) if ours else None


app_name = "units_urgent"
urlpatterns = [
    path("trang/<int:page_id>/", urgent_page, name="page"),
    path("<str:app_label>/<str:model_name>/<str:object_id>/", urgent_snippet, name="snippet"),
]
