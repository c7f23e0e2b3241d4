"""What the dialogue adds to the admin."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from sites.units.enums import Action
from sites.units.isolation.scope import may_administer_here, scope_of
from sites.units.notifications import register_kind
from sites.units.permissions import user_can

from .admin import poll_views, urls
from .admin.viewsets import (
    AnswerTemplateViewSet,
    CaseKindViewSet,
    FieldRouteViewSet,
    PollViewSet,
    PublishedCaseViewSet,
)
from .models import Poll

register_snippet(PublishedCaseViewSet)
register_snippet(AnswerTemplateViewSet)
register_snippet(PollViewSet)

register_kind("case_waits", _("Có vụ việc mới chờ xử lý: %(title)s."))
register_kind("case_forwarded", _("%(who)s chuyển đến vụ việc %(title)s: %(reason)s"))
register_kind("case_to_forward", _("Hôm nay là ngày cuối để chuyển vụ việc %(title)s nếu không thuộc thẩm quyền."))
register_kind("case_added", _("Người gửi đã bổ sung vụ việc %(title)s."))
register_kind("case_withdrawn", _("Người gửi đã rút vụ việc %(title)s."), by_mail=False)
register_kind("case_nearly_late", _("Vụ việc %(title)s sắp hết hạn trả lời (%(due)s)."))
register_kind("case_late", _("Vụ việc %(title)s đã quá hạn trả lời (%(due)s); cấp trên đã được báo."))
register_kind("case_late_below", _("%(where)s chưa trả lời đúng hạn vụ việc %(title)s."))
register_kind("case_removal_asked", _("Người gửi đề nghị gỡ bản công bố “%(title)s”."))
register_kind("answer_waits", _("%(who)s trình dự thảo trả lời vụ việc %(title)s."))
register_kind("answer_sent_back", _("%(who)s yêu cầu sửa dự thảo trả lời vụ việc %(title)s: %(comment)s"))


@hooks.register("register_admin_urls")
def dialogue_urls() -> list:
    polls = [path("<int:pk>/", poll_views.results, name="results")]
    return [path("doi-thoai/", include(urls)), path("tham-do/", include((polls, "dialogue_polls")))]


@hooks.register("register_snippet_listing_buttons")
def results_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Poll) and user_can(user, Action.VIEW, snippet.unit_id):
        address = reverse("dialogue_polls:results", args=[snippet.pk])
        yield Button(_("Kết quả"), address, icon_name="list-ul", priority=15)


class InboxItem(MenuItem):
    """For whoever works in a unit or looks over all."""

    def is_shown(self, request: HttpRequest) -> bool:
        scope = scope_of(request)
        return scope.is_everything or bool(scope.unit_ids)


class PeopleItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_administer_here(request)


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return InboxItem(
        _("Câu hỏi, phản ánh"), reverse("dialogue_cases:list"), name="dialogue-cases", icon_name="mail", order=245
    )


@hooks.register("register_settings_menu_item")
def people_item() -> MenuItem:
    return PeopleItem(
        _("Dữ liệu người gửi"), reverse("dialogue_cases:people"), name="dialogue-people", icon_name="user", order=510
    )


@hooks.register("register_admin_viewset")
def list_viewsets() -> list[ViewSet]:
    return [
        CaseKindViewSet("dialogue_kinds", url_prefix="doi-thoai/loai"),
        FieldRouteViewSet("dialogue_routes", url_prefix="doi-thoai/noi-tra-loi"),
    ]
