"""What a person has been told: the panel of the dashboard, the list, and the way from there to the thing."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from ..models import Notification
from ..permissions import units_of
from .gate import UNIT_PARAMETER

ON_A_PAGE = 50
ON_THE_DASHBOARD = 8


def own(request: HttpRequest) -> QuerySet[Notification]:
    """What the person was told of units that they still work in, or of no unit."""
    rows = Notification.objects.filter(person=request.user).select_related("unit")
    return rows.filter(unit__in=units_of(request.user)) | rows.filter(unit=None)


def notification_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(own(request), ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "units/admin/notifications.html", {"page": page})


def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was read, and lead to what it is about, in the unit it is about."""
    row = get_object_or_404(own(request), pk=pk)
    if row.read_at is None:
        Notification.objects.filter(pk=row.pk, read_at=None).update(read_at=timezone.now())
    if not row.url or not url_has_allowed_host_and_scheme(row.url, allowed_hosts=None):
        return redirect("units_notifications:list")
    if row.unit_id is None:
        return redirect(row.url)
    joint = "&" if "?" in row.url else "?"
    return redirect(f"{row.url}{joint}{urlencode({UNIT_PARAMETER: row.unit.uuid})}")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = own(request).filter(read_at=None).update(read_at=timezone.now())
    if count:
        messages.success(request, _("Đã đánh dấu đọc tất cả."))
    return redirect("units_notifications:list")


class NotificationsPanel(Component):
    """What one has been told and not read; not there when there is nothing."""

    name = "notifications"
    template_name = "units/admin/notifications_panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        unread = own(parent_context["request"]).filter(read_at=None)
        return {"rows": unread[:ON_THE_DASHBOARD], "count": unread.count()}


@hooks.register("construct_homepage_panels", order=10)
def notifications_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(NotificationsPanel())


app_name = "units_notifications"
urlpatterns = [
    path("", notification_list, name="list"),
    path("<int:pk>/", open_notification, name="open"),
    path("da-doc/", read_all, name="read_all"),
]
