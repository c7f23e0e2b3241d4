"""The page of a document on the site of its unit, and its form for paper."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving

from .. import exports, showing
from ..models import Attachment, DocumentTag, DocumentText, OfficialDocument
from ..services.serving import closed_units, public_documents


def find(request: HttpRequest, slug: str, closed: list[int]) -> OfficialDocument:
    """The public document of this site at an address, with what its page shows; raises `Http404`."""
    tags = DocumentTag.objects.filter(content_object=OuterRef("pk"))
    documents = (
        public_documents(closed)
        .filter(unit=request.unit_host.unit_id, slug=slug)
        .select_related("type", "field")
        .prefetch_related(Prefetch("attachments", Attachment.objects.select_related("stored", "document")))
        .annotate(tag_names=ArraySubquery(tags.values("tag__name")))
    )
    found = DocumentText.with_texts(documents).first()
    if found is None:
        raise Http404
    return found


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    closed = closed_units()
    found = find(request, slug, closed)
    context = showing.context(found, request, closed)
    return render(
        request,
        "documents/document.html",
        {
            **context,
            "print_url": reverse("documents:print", args=[slug]),
            "breadcrumb": [(_("Trang chủ"), serving.home_url()), (_("Văn bản"), reverse("documents:listing"))],
            "breadcrumb_title": found.symbol or context["title"],
        },
    )


@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    closed = closed_units()
    context = showing.context(find(request, slug, closed), request, closed, for_print=True)
    return render(request, "documents/document_print.html", {**context, "noindex": True})


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list that the address asks for, as a file."""
    if kind not in exports.FORMATS:
        raise Http404
    return exports.respond(request, kind)
