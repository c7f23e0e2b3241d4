"""Handing out the files of documents, and the list of a unit's files with what became of their text."""

from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies import BlanketPermissionPolicy
from wagtail.permissions import policy_registry

from portal.core import text
from sites.units.enums import Action
from sites.units.isolation.scope import scope_of
from sites.units.isolation.snippets import found
from sites.units.permissions import user_can

from ..addresses import content_disposition
from ..enums import TextState
from ..models import Attachment, DocumentFile
from ..services.files import ask_for_text
from ..services.serving import public_documents

PRIVATE = "private, no-store"


def hand_out(request: HttpRequest, stored: DocumentFile, *, is_public: bool) -> HttpResponse:
    """The file as a download under its own name; a copy that the reader has already is not sent again."""
    tag = f'"{stored.sha256[:32]}"'
    if request.headers.get("If-None-Match") and isinstance(
        answer := get_conditional_response(request, etag=tag), HttpResponseNotModified
    ):
        return answer
    try:
        content = stored.file.open("rb")
    except (OSError, ValueError) as error:
        # Gone from the store, or never there: a row without a file says so with a ValueError.
        raise Http404(_("Không tìm thấy tệp này trong kho lưu trữ.")) from error
    response = FileResponse(content, content_type=stored.mime)
    response["Content-Length"] = stored.size
    response["Content-Disposition"] = content_disposition(stored.name)
    response["ETag"] = tag
    # These files are compressed already; packing them again would cost time and hide their length.
    response["Content-Encoding"] = "identity"
    # Should a browser open it all the same, nothing in it runs.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    shared = f"public, max-age=0, s-maxage={settings.EDGE_CACHE_SECONDS}, must-revalidate"
    response["Cache-Control"] = shared if is_public else PRIVATE
    return response


@require_safe
def attachment(request: HttpRequest, slug: str, mark: str, name: str) -> HttpResponse:
    """A file of a published document of this site's unit."""
    unit = getattr(request, "unit", None)
    if unit is None:
        raise Http404
    shown = public_documents().filter(unit=unit, slug=slug)
    row = (
        Attachment.objects.filter(document__in=shown, stored__sha256__startswith=mark).select_related("stored").first()
    )
    if row is None:
        raise Http404(_("Không có tệp này, hoặc văn bản không còn công khai."))
    return hand_out(request, row.stored, is_public=True)


# --- In the admin ------------------------------------------------------------------------------------


def own_file(request: HttpRequest, pk: int) -> DocumentFile:
    """A file that the person may see; raises `Http404` for every other."""
    stored = found(DocumentFile.objects.select_related("unit"), pk)
    policy = policy_registry.get_by_type(DocumentFile)
    if not policy.user_has_permission_for_instance(request.user, Action.VIEW, stored):
        raise Http404(_("Không có nội dung này."))
    return stored


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of the unit, of a draft too, for its own people."""
    return hand_out(request, own_file(request, pk), is_public=False)


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the text of a file taken out once more, such as after a converter has been installed."""
    stored = own_file(request, pk)
    if not user_can(request.user, Action.CHANGE, stored.unit_id):
        raise PermissionDenied(_("Vai trò của bạn không cho phép việc này."))
    DocumentFile.objects.filter(pk=stored.pk).update(text_state=TextState.WAITING, text_reason="", tries=0)
    ask_for_text([stored.pk])
    messages.success(request, _("Nội dung của “%(name)s” sẽ được trích lại.") % {"name": stored.name})
    return redirect("documents_files:list")


class FileFilterSet(WagtailFilterSet):
    text_state = django_filters.ChoiceFilter(label=gettext_lazy("Nội dung chữ"), choices=TextState.choices)

    class Meta:
        model = DocumentFile
        fields: list[str] = []


class StateColumn(Column):
    """What became of the text, with a button where trying again may help."""

    cell_template_name = "documents/admin/text_state_cell.html"


class FileIndexView(IndexView):
    """The files of the unit, newest first."""

    model = DocumentFile
    permission_policy = BlanketPermissionPolicy(None)
    page_title = gettext_lazy("Tệp của văn bản")
    header_icon = "doc-full"
    index_url_name = "documents_files:list"
    index_results_url_name = "documents_files:results"
    filterset_class = FileFilterSet
    is_searchable = True
    paginate_by = 50
    default_ordering = ("-created_at", "-pk")
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Tên tệp"),
            get_url=lambda stored: reverse("documents_files:download", args=[stored.pk]),
        ),
        Column("size_text", label=gettext_lazy("Dung lượng")),
        StateColumn("text_note", label=gettext_lazy("Nội dung chữ")),
        Column("shown", label=gettext_lazy("Văn bản dùng tệp")),
        DateColumn("created_at", label=gettext_lazy("Tải lên lúc")),
    ]

    def get_base_queryset(self) -> QuerySet[DocumentFile]:
        return scope_of(self.request).instances(DocumentFile).annotate(shown=Count("uses"))

    def search_queryset(self, queryset: QuerySet[DocumentFile]) -> QuerySet[DocumentFile]:
        return queryset.filter(name__icontains=text.normalise(self.search_query)) if self.is_searching else queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        context["can_change"] = True
        return context
