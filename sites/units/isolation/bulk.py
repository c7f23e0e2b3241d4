"""Actions on many things at once: what is not of the unit, or not allowed, is dropped without naming it.

Wagtail names the things that were refused, and takes `id=all` for everything there is.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages import bulk_actions as page_actions
from wagtail.documents.views import bulk_actions as document_actions
from wagtail.images.views import bulk_actions as image_actions
from wagtail.models import Page
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction as SnippetDeleteBulkAction
from wagtail.users.views import bulk_actions as user_actions

from .. import publishing
from ..permissions import is_platform_admin
from .scope import scope_of

# So many sentences about what was not published are shown at once.
REFUSALS_NAMED = 5


def _keys(model: type[Model], values: list) -> list:
    """The values as keys of the model; raises `Http404` for what cannot be one."""
    try:
        return [model._meta.pk.to_python(value) for value in values]
    except ValidationError as error:
        raise Http404 from error


class ScopedBulkAction(BulkAction):
    """Acts on what is in the scope and allowed; everything else does not exist. Mixed in before Wagtail's class."""

    def get_actionable_objects(self) -> tuple[list, dict]:
        asked = self.request.GET
        ids = asked.getlist("id")
        parent = asked.get("childOf")
        if parent is not None:
            _keys(self.model, [parent])
        if "all" in ids:
            if issubclass(self.model, Page) and not Page.objects.filter(pk=parent or 0).exists():
                raise Http404
            ids = list(self.get_all_objects_in_listing_query(parent))
        things = scope_of(self.request).instances(self.model).filter(pk__in=_keys(self.model, ids))
        narrowed = asked.copy()
        narrowed.setlist("id", [str(thing.pk) for thing in things if self.check_perm(thing)])
        # Wagtail's classes read the ids from the query, each with checks of its own on top.
        self.request.GET = narrowed
        try:
            return super().get_actionable_objects()
        finally:
            self.request.GET = asked


class OwnDestinationForm(page_actions.move.MoveForm):
    """Pages move within the unit; of a page elsewhere not even the title is told."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chooser"].queryset = scope_of(request).pages()


class MoveWithinUnit(page_actions.MoveBulkAction):
    form_class = OwnDestinationForm

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "request": self.request}


class PublishAllowed(page_actions.PublishBulkAction):
    """Publishes what may go on line, and says of the unit's own pages that may not what they wait for."""

    def check_perm(self, page: Page) -> bool:
        return publishing.why_no_role(self.request.user, page) is None

    def get_execution_context(self) -> dict:
        self.refusals: list[str] = []
        return {**super().get_execution_context(), "refusals": self.refusals}

    @classmethod
    def execute_action(
        cls, objects: list, include_descendants: bool = False, user: Any = None, refusals: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        above = sum(cls._publish(page, user, refusals) for page in objects)
        below = 0
        for page in objects if include_descendants else ():
            drafts = page.get_descendants().not_live().defer_streamfields().specific()
            below += sum(cls._publish(draft, user, refusals) for draft in drafts.iterator())
        return above, below

    @staticmethod
    def _publish(page: Page, user: Any, refusals: list[str]) -> bool:
        try:
            publishing.publish(page.specific, by=user)
        except publishing.PublishRefused as refusal:
            refusals.append(f"“{page.get_admin_display_title()}”: {refusal}")
            return False
        return True

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        for refusal in self.refusals[:REFUSALS_NAMED]:
            messages.warning(self.request, refusal)
        if len(self.refusals) > REFUSALS_NAMED:
            more = len(self.refusals) - REFUSALS_NAMED
            messages.warning(self.request, _("Còn %(count)s trang nữa chưa đăng được.") % {"count": more})
        if not num_parent_objects + num_child_objects:
            return None
        return super().get_success_message(num_parent_objects, num_child_objects)


class PlatformOnly(BulkAction):
    """Accounts are the platform's; a unit manages its people one by one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_platform_admin(request.user):
            raise PermissionDenied(_("Chỉ quản trị nền tảng mới thay đổi nhiều tài khoản cùng lúc."))
        return super().dispatch(request, *args, **kwargs)


class DeleteUnused(SnippetDeleteBulkAction):
    """Deletes all of what was chosen or none of it, where something that must stay hangs on it."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            refusal = _("Chưa xóa gì: trong các mục đã chọn có mục đang được dùng. Hãy gỡ chỗ dùng trước, rồi xóa lại.")
            messages.error(self.request, refusal)
            return redirect(self.next_url)


def _with(mixin: type[BulkAction], action: type[BulkAction]) -> type[BulkAction]:
    return type(action.__name__, (mixin, action), {"__module__": __name__})


ACTIONS = [
    *(
        _with(ScopedBulkAction, action)
        for action in (
            page_actions.DeleteBulkAction,
            MoveWithinUnit,
            PublishAllowed,
            page_actions.UnpublishBulkAction,
            image_actions.AddTagsBulkAction,
            image_actions.AddToCollectionBulkAction,
            image_actions.DeleteBulkAction,
            document_actions.AddTagsBulkAction,
            document_actions.AddToCollectionBulkAction,
            document_actions.DeleteBulkAction,
            DeleteUnused,
        )
    ),
    *(
        _with(PlatformOnly, action)
        for action in (
            user_actions.AssignRoleBulkAction,
            user_actions.DeleteBulkAction,
            user_actions.SetActiveStateBulkAction,
        )
    ),
]

for _action in ACTIONS:
    # Of two with the same name and model Wagtail keeps the later one.
    hooks.register("register_bulk_action", _action, order=1)
