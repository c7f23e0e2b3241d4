"""Consultations and the gazette in the admin: their lists, the comments, the way from one to the other."""

from collections.abc import Iterator
from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from sites.units.enums import Action
from sites.units.notifications import register_kind
from sites.units.permissions import user_can

from ..models import Consultation
from . import urls
from .viewsets import ConsultationViewSet, GazetteIssueViewSet

register_snippet(ConsultationViewSet)
register_snippet(GazetteIssueViewSet)

register_kind("comment_waits", _("Có góp ý mới về “%(title)s” chờ xem."))
register_kind("consultation_ended", _("Đã hết hạn lấy ý kiến về “%(title)s”; hãy tiếp thu, giải trình các góp ý."))


@hooks.register("register_admin_urls")
def consultation_urls() -> list:
    return [path("gop-y/", include(urls))]


@hooks.register("register_snippet_listing_buttons")
def comments_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Consultation) and user_can(user, Action.VIEW, snippet.unit_id):
        address = reverse("documents_consultations:comments", args=[snippet.pk])
        yield Button(_("Góp ý"), address, icon_name="comment", priority=15)
