"""The editors of pages and snippets: what is saved, submitted or published there is so as a whole, or not at all.

Wagtail saves, notes the revision and publishes in steps of their own; here they are one transaction. What the unit
asks of a thing (`checklists`) is told with the form, before anything is saved. Who asks to publish what they may
not yet has a saved draft and a sentence that says what is missing.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages import create, edit
from wagtail.snippets.views import snippets

from .. import checklists, comments, publishing
from ..models import AlreadyDecided
from ..permissions import unit_id_of
from .steps import keep_the_step, refuse_another_step

# What sends a thing on its way to the public; the names are those of pages and of snippets.
SENDS_ON = frozenset({"publish", "submit", "restart_workflow", "restart-workflow"})


def add_gaps(form: Any, unit_id: int | None) -> bool:
    """Put what the thing of a valid form lacks where it is missing in the form; returns whether it lacks anything."""
    # A new page has no place in the tree yet by which a point could find what is above it.
    form.instance.future_parent = getattr(form, "parent_page", None)
    found = checklists.gaps(form.instance, unit_id)
    for gap in found:
        form.add_error(gap.point.field if gap.point.field in form.fields else None, gap.text)
    return bool(found)


def say_why_not_published(request: HttpRequest, thing: Model) -> None:
    """A word to whoever pressed “publish” and has got a draft."""
    if not request.POST.get("action-publish"):
        return
    if refusal := publishing.why_not_publish(request.user, thing):
        messages.warning(request, _("Đã lưu bản nháp, chưa đăng. %(reason)s") % {"reason": refusal})


class _PageEditorMixin:
    """What adding and editing a page have in common."""

    def unit_id(self) -> int | None:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        if self.action_name in SENDS_ON and add_gaps(form, self.unit_id()):
            form.restore_required_fields()
            return self.form_invalid(form)
        with transaction.atomic():
            return super().form_valid(form)


class OwnCreateView(_PageEditorMixin, create.CreateView):
    def unit_id(self) -> int | None:
        return unit_id_of(self.parent_page)

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        say_why_not_published(self.request, self.page)
        return response


class OwnEditView(_PageEditorMixin, edit.EditView):
    def unit_id(self) -> int | None:
        return unit_id_of(self.page)

    def workflow_action_is_valid(self) -> bool:
        keep_the_step(self.page)
        # A form that saves by itself while the press is on its way carries the press too, and only saves.
        return not self.expects_json_response and super().workflow_action_is_valid()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if not self.expects_json_response:
                refuse_another_step(self.request, self.page)
            return super().form_valid(form)
        except (publishing.PublishRefused, AlreadyDecided) as refusal:
            # Somebody else was quicker. Nothing was saved; what was typed stays in the form.
            messages.error(self.request, str(refusal))
            self.has_unsaved_changes = True
            return self.render_to_response(self.get_context_data())

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        say_why_not_published(self.request, self.page)
        return response

    def send_commenting_notifications(self, changes: dict) -> None:
        """In place of Wagtail's mails, which are sent while the person waits, whatever unit the readers are in now."""
        comments.tell_of_comments(self.page, self.request.user, changes)


class _SnippetEditorMixin:
    """What adding and editing a snippet have in common."""

    def form_valid(self, form: Any) -> HttpResponse:
        if self.action in SENDS_ON and add_gaps(form, form.instance.unit_id):
            self.produced_error_code = "validation_error"
            self.produced_error_message = _("Nội dung còn thiếu những điểm dưới đây.")
            return self.form_invalid(form)
        try:
            if self.view_name == "edit" and not self.expects_json_response:
                refuse_another_step(self.request, self.object)
            with transaction.atomic():
                return super().form_valid(form)
        except (publishing.PublishRefused, AlreadyDecided) as refusal:
            return self.answer_refusal(refusal)

    def answer_refusal(self, refusal: PermissionDenied) -> HttpResponse:
        raise refusal

    def publish_action(self) -> HttpResponse | None:
        draft = self.new_revision.as_object()
        if publishing.why_not_publish(self.request.user, draft):
            say_why_not_published(self.request, draft)
            # A draft was saved, and the message of success must not say more.
            self.action = "create" if self.view_name == "create" else "edit"
            return None
        return super().publish_action()


class UnitCreateView(_SnippetEditorMixin, snippets.CreateView):
    pass


class UnitEditView(_SnippetEditorMixin, snippets.EditView):
    def workflow_action_is_valid(self) -> bool:
        keep_the_step(self.object)
        return not self.expects_json_response and super().workflow_action_is_valid()

    def answer_refusal(self, refusal: PermissionDenied) -> HttpResponse:
        """Nothing was saved; what was typed stays in the form."""
        messages.error(self.request, str(refusal))
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data())


class SaysWhoDecidedMixin:
    """For the views in which a step is decided: who comes second is told so where they were."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except (publishing.PublishRefused, AlreadyDecided) as refusal:
            messages.error(request, str(refusal))
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
            return redirect(self.redirect_url)
