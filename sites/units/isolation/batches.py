"""The imports of the unit in the admin: what each brought in, and the one decision about it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from .. import batches
from ..models import BatchState, ImportBatch
from ..notifications import edit_url
from ..permissions import user_can
from .scope import scope_of

ON_A_PAGE = 50


def own_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """A batch of the units that the person may look into; raises `Http404` for every other."""
    own = scope_of(request).instances(ImportBatch).select_related("unit", "made_by", "decided_by")
    return get_object_or_404(own, pk=pk)


def batch_list(request: HttpRequest) -> HttpResponse:
    """The imports of the unit, newest first."""
    found = scope_of(request).instances(ImportBatch).select_related("made_by", "decided_by")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "units/admin/batches.html", {"page": page})


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What one import brought in, and what may be decided about it."""
    found = own_batch(request, pk)
    items = Paginator(found.items.prefetch_related("thing"), ON_A_PAGE).get_page(request.GET.get("p"))
    rows = [
        {"thing": item.thing, "url": edit_url(item.thing, request.user), "kind": item.thing._meta.verbose_name}
        for item in items
        if item.thing is not None
    ]
    may_discard = found.made_by_id == request.user.pk or user_can(request.user, "publish", found.unit_id)
    context = {
        "batch": found,
        "items": items,
        "rows": rows,
        "is_open": found.state == BatchState.DRAFT,
        "refusal": batches.why_not_publish_batch(request.user, found),
        "may_discard": may_discard,
    }
    return render(request, "units/admin/batch.html", context)


def _decide(request: HttpRequest, pk: int, decide: Any, done: str) -> HttpResponse:
    found = own_batch(request, pk)
    try:
        decide(found, request.user)
    except (PermissionDenied, ValidationError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    else:
        messages.success(request, done)
    return redirect("units_batches:batch", found.pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, batches.publish_batch, _("Đã duyệt cả đợt nhập."))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, batches.discard_batch, _("Đã bỏ đợt nhập và xoá các bản nháp của nó."))


class BatchesItem(MenuItem):
    """Shown while the unit has imports; most units never have any."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request).instances(ImportBatch).exists()


@hooks.register("register_reports_menu_item")
def batches_item() -> MenuItem:
    return BatchesItem(
        gettext_lazy("Đợt nhập"), reverse("units_batches:list"), name="batches", icon_name="download", order=40
    )


app_name = "units_batches"
urlpatterns = [
    path("", batch_list, name="list"),
    path("<int:pk>/", batch, name="batch"),
    path("<int:pk>/duyet/", publish, name="publish"),
    path("<int:pk>/bo/", discard, name="discard"),
]
